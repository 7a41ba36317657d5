//! Writes the tables by which jinyu reads a reply: `crates/core/src/fold/table.rs` and, of what may stand for what in a
//! disguise, `crates/core/src/disguise/table.rs`.
//!
//! `cargo run -p jinyu-fold-tables` writes the files; with `--check` it only
//! compares, and exits 1 when a committed file differs.

mod disguise_file;
mod enclosed;
mod folding;
mod invisible;
mod look_alikes;
mod readings;
mod symbols;
mod table_file;
mod traditional;

use std::process::ExitCode;
use std::{env, fs, io};

/// A generated file and what writes it; found from this crate so that the working directory does not matter.
struct Generated {
    path: &'static str,
    render: fn() -> String,
}

const FILES: [Generated; 2] = [
    Generated { path: concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/fold/table.rs"), render: table_file::render },
    Generated { path: concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/disguise/table.rs"), render: disguise_file::render },
];

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            for Generated { path, render } in FILES {
                fs::write(path, render())?;
            }
            Ok(ExitCode::SUCCESS)
        }
        [option] if option == "--check" => {
            let mut is_current = true;
            for Generated { path, render } in FILES {
                if fs::read_to_string(path)? != render() {
                    eprintln!("{path} is out of date: run `cargo run -p jinyu-fold-tables`");
                    is_current = false;
                }
            }
            Ok(if is_current { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        _ => {
            eprintln!("usage: jinyu-fold-tables [--check]");
            Ok(ExitCode::from(2))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_files_are_what_the_generator_gives() {
        for super::Generated { path, render } in super::FILES {
            let committed = std::fs::read_to_string(path).expect("the table is committed");
            // Not `assert_eq!`, which would print both tables whole.
            assert!(committed == render(), "{path} is out of date: run `cargo run -p jinyu-fold-tables`");
        }
    }
}
