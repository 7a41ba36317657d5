#!/usr/bin/env python3
"""Measures `jinyu lint` on logs against other programs, how it grows with the log and with threads, and what following conversations costs.

    cargo build --release -p jinyu-cli -p jinyu-benches
    python3 benches/compare.py [--rounds 5] [--only growth|threads|conversations|peers]

Needs nothing but Python; programs and packages that are not installed (rg, pyahocorasick, ahocorasick_rs) are left out, and said to be.
Times are processor time, user and system, of all threads; each is that of the fastest round; memory is the largest resident set.
The peers get the phrases of the same list that the rule of `jinyu` has. `jinyu` parses JSON, picks our side's replies, folds, settles overlaps
and reports; `rg` searches bytes of lines; the Python scripts parse JSON and search. The numbers of lines with a hit are asserted to be equal.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILT = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release")
JINYU = os.path.join(BUILT, "jinyu")

SCRIPTS = {
    "pyahocorasick": """
import json, sys, ahocorasick
a = ahocorasick.Automaton()
for p in open(sys.argv[1], encoding='utf-8').read().split(): a.add_word(p, p)
a.make_automaton()
print(sum(1 for l in open(sys.argv[2], encoding='utf-8') if next(a.iter(json.loads(l)['text']), None)))
""",
    "ahocorasick_rs": """
import json, sys, ahocorasick_rs
a = ahocorasick_rs.AhoCorasick(open(sys.argv[1], encoding='utf-8').read().split())
print(sum(1 for l in open(sys.argv[2], encoding='utf-8') if a.find_matches_as_indexes(json.loads(l)['text'])))
""",
}


def run(command, rounds, accepted=(0, 1)):
    """The fastest of some runs: processor seconds, wall seconds, KiB, and what was printed."""
    best = None
    for _ in range(rounds):
        with tempfile.TemporaryFile() as out:
            start = time.monotonic()
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            wall = time.monotonic() - start
            if process.returncode not in accepted:
                sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
            out.seek(0)
            # Counts are short. A long report would be memory of this process, which the next one starts with.
            result = (usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, out.read(1 << 20))
        if best is None or result[0] < best[0]:
            best = result
    return best


def generate(folder, *arguments):
    path = os.path.join(folder, "-".join(map(str, arguments)) + ".txt")
    with open(path, "wb") as out:
        subprocess.run([os.path.join(BUILT, "generate"), *map(str, arguments)], stdout=out, check=True)
    named = path.replace(".txt", {"log": ".jsonl", "log-with": ".jsonl", "talk": ".jsonl", "rules": ".yaml"}.get(arguments[0], ".txt"))
    os.rename(path, named)
    return named


def lint(log, *options, count=True, threads="1", form="jsonl"):
    counted = ["--statistics", "--output-format", "jsonl"] if count else []
    return [JINYU, "lint", log, "--input-format", form, "--threads", threads, "-q", *counted, *options]


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def growth(folder, rounds):
    print("\n### A log ten times as long, the embedded rules, one thread\n")
    row("replies", "processor, s", "without loading, s", "× the log before", "largest resident set, MiB")
    row(*["---"] * 5)
    loading = run(lint(generate(folder, "log", 1)), rounds)[0]
    before = None
    for replies in (100_000, 1_000_000):
        cpu, _, memory, _ = run(lint(generate(folder, "log", replies)), rounds)
        net = cpu - loading
        row(f"{replies:,}", f"{cpu:.2f}", f"{net:.2f}", f"{net / before:.2f}" if before else "", f"{memory / 1024:.0f}")
        before = net


def threads(folder, rounds):
    print("\n### Two threads, the embedded rules, 300,000 replies\n")
    row("threads", "wall, s", "processor, s", "without loading: speed against one thread")
    row(*["---"] * 4)
    log, empty = generate(folder, "log", 300_000), generate(folder, "log", 1)
    first = None
    for number in ("1", "2"):
        loading = min(run(lint(empty, threads=number), 1)[1] for _ in range(rounds))
        results = [run(lint(log, threads=number), 1) for _ in range(rounds)]
        wall, cpu = min(result[1] for result in results), min(result[0] for result in results)
        first = first or wall - loading
        row(number, f"{wall:.2f}", f"{cpu:.2f}", f"{first / (wall - loading):.2f}")


def conversations(folder, rounds):
    print("\n### 1,000,000 messages of conversations, and what agents say in them as replies by themselves; a report, the embedded rules, one thread\n")
    row("input", "processor without loading, s", "microseconds each", "largest resident set, MiB")
    row(*["---"] * 4)
    messages = 1_000_000
    loading = run(lint(generate(folder, "talk", 1), count=False), rounds)[0]
    talk, replies = generate(folder, "talk", messages), generate(folder, "talk-replies", messages)
    for name, count, log, form in (("messages", messages, talk, "jsonl"), ("replies", messages // 2, replies, "text")):
        cpu, _, memory, _ = run(lint(log, "--output-format", "jsonl", count=False, form=form), rounds)
        row(name, f"{cpu - loading:.2f}", f"{(cpu - loading) / count * 1e6:.2f}", f"{memory / 1024:.0f}")


def peers(folder, rounds):
    print("\n### The same phrases in other programs, 300,000 replies, one thread\n")
    row("phrases", "program", "processor, s", "× jinyu", "lines with a hit")
    row(*["---"] * 5)
    for size in (150, 1_000, 10_000):
        log, listed = generate(folder, "log-with", 300_000, size), generate(folder, "phrases", size)
        rules = generate(folder, "rules", size)
        own, _, _, out = run(lint(log, "--rules", rules, "--no-default-rules"), rounds)
        hits = sum(json.loads(line).get("replies", 0) for line in out.splitlines())
        row(size, "jinyu lint --statistics", f"{own:.2f}", "1.00", hits)
        report, *_ = run(lint(log, "--rules", rules, "--no-default-rules", "--output-format", "jsonl", count=False), rounds)
        row(size, "jinyu lint --output-format jsonl", f"{report:.2f}", f"{report / own:.2f}", "")
        commands = {"rg -j1 -c -F -f": ["rg", "-j1", "-c", "-F", "-f", listed, log], "rg -j1 -o --json -F -f": ["rg", "-j1", "-o", "--json", "-F", "-f", listed, log]}
        commands |= {f"python, json and {name}": [sys.executable, "-c", script, listed, log] for name, script in SCRIPTS.items()}
        for name, command in commands.items():
            if command[0] == "rg" and not shutil.which("rg") or command[0] == sys.executable and not has_package(name.split()[-1]):
                row(size, name, "not installed", "", "")
                continue
            cpu, _, _, out = run(command, rounds)
            found = "" if "--json" in name else int(out.split()[0])
            if found != "":
                assert found == hits, f"{name} finds {found} lines, jinyu {hits}"
            base = report if "--json" in name else own
            row(size, name, f"{cpu:.2f}", f"{cpu / base:.2f}", found)


def has_package(name):
    module = {"pyahocorasick": "ahocorasick"}.get(name, name)
    return subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("growth", "threads", "conversations", "peers"))
    arguments = parser.parse_args()
    if not os.path.exists(JINYU) or not os.path.exists(os.path.join(BUILT, "generate")):
        sys.exit("build first: cargo build --release -p jinyu-cli -p jinyu-benches")
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in (("growth", growth), ("threads", threads), ("conversations", conversations), ("peers", peers)):
            if arguments.only in (None, name):
                measure(folder, arguments.rounds)


if __name__ == "__main__":
    main()
