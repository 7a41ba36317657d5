//! A clean reply costs no memory: nothing is allocated once a thread has checked a few replies.
#![allow(unsafe_code)] // A global allocator cannot be written without; this one only counts and passes on.

use jinyu::{Draft, Linter, MAX_FINDINGS, RuleSet};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    /// Bytes held now, and at most so far.
    static HELD: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

fn count(new: usize, old: usize) {
    // A thread that ends has no counter any more.
    let _ = ALLOCATIONS.try_with(|counter| counter.set(counter.get() + usize::from(new > 0)));
    let _ = HELD.try_with(|held| {
        let (now, most) = held.get();
        // While a block grows, both are held; what another thread has allocated may be freed here.
        held.set(((now + new).saturating_sub(old), most.max(now + new)));
    });
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        count(bytes, layout.size());
        unsafe { System.realloc(pointer, layout, bytes) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `work` asks for memory.
fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// How many bytes `work` holds at most.
fn peak_bytes(work: impl FnOnce()) -> usize {
    let (now, _) = HELD.get();
    HELD.set((now, now));
    work();
    HELD.get().1 - now
}

#[test]
fn the_counter_counts() {
    assert_eq!(peak_bytes(|| drop(std::hint::black_box(vec![0u8; 5_000]))), 5_000);
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1, 2, 3]))), 1);
    assert_eq!(allocations(|| drop(std::hint::black_box(Vec::<u8>::new()))), 0);
}

/// Every reply is checked a few times, then once more under the counter.
fn check(linter: &Linter, replies: &[&str]) {
    let mut findings = Vec::with_capacity(8);
    for _ in 0..3 {
        for reply in replies {
            linter.lint_into(*reply, &mut findings);
            assert!(linter.is_clean(*reply), "{reply} is not clean: {findings:?}");
        }
    }
    for reply in replies {
        assert_eq!(allocations(|| _ = linter.lint_into(*reply, &mut findings)), 0, "lint_into: {reply}");
        assert_eq!(allocations(|| assert!(linter.is_clean(*reply))), 0, "is_clean: {reply}");
    }
}

#[test]
fn clean_replies_with_the_rules_of_this_project() {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    let linter = Linter::new(rules.build().unwrap_or_else(|errors| panic!("{errors}"))).unwrap_or_else(|errors| panic!("{errors}"));
    check(
        &linter,
        &[
            "",
            "😊",
            "您好，很高兴为您服务，请问有什么可以帮您？",
            "您好，這款的尺寸可以參考詳情頁的表格",
            "Ｈｅｌｌｏ，您好，请稍等",
            "这款杯子是304不锈钢的，容量450毫升",
            "今天的活动页面已经更新，您可以看看",
            "发票抬头请您核对一下",
            "亲，您的包裹已经在派送中，请留意查收",
            "您好，订单已经为您备注好了，预计明天前后送达，以物流更新为准",
            "请您放心，我们会尽快核实后回复您",
            "“今天”和“明天”两个按钮都可以点",
            "退款会原路退回，具体到账时间以银行为准",
        ],
    );
}

/// One rule of each kind, and replies in which its phrase stands without a fault.
const EVERY_KIND: &str = "
family: kind
layer: wording
clauses: {K-1: {title: 条款, source: 手册}}
words: {hedge: [预计, 大概], polite: [请, 麻烦]}
rules:
  - {id: plain, clauses: [K-1], severity: error, message: 说明, phrases: [不行], except: [不行李], examples: {flag: [不行], pass: [好]}}
  - {id: pattern, clauses: [K-1], severity: error, message: 说明, phrases: [今天], pattern: '今天(一定|肯定)到', examples: {flag: [今天一定到], pass: [好]}}
  - {id: near, clauses: [K-1], severity: error, message: 说明, phrases: [加我], near: [{after: [微信, '/v[0-9]+/'], within: 8}], examples: {flag: [加我微信], pass: [好]}}
  - {id: unless, clauses: [K-1], severity: error, message: 说明, phrases: [明天], unless: [{around: ['{hedge}'], within: sentence}], examples: {flag: [明天], pass: [好]}}
  - {id: info-if, clauses: [K-1], severity: error, message: 说明, phrases: [后天], info_if: [{before: ['{hedge}']}], examples: {flag: [后天], pass: [好]}}
  - {id: require, clauses: [K-1], severity: error, message: 说明, phrases: [退回], require: ['{polite}'], examples: {flag: [退回], pass: [好]}}
  - {id: number, clauses: [K-1], severity: error, message: 说明, phrases: [补偿], number: {unit: {元: 1}, max: 15, rivals: [满减]}, examples: {flag: [补偿20元], pass: [好]}}
  - {id: whole, clauses: [K-1], severity: error, message: 说明, phrases: [嗯], whole: true, examples: {flag: [嗯], pass: [好]}}
  - {id: length, clauses: [K-1], severity: error, message: 说明, length: {over: 60}, examples: {flag: [好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好好], pass: [好]}}
  - {id: clause, clauses: [K-1], severity: info, message: 说明, phrases: [随便], span: clause, examples: {flag: [随便], pass: [好]}}
";

#[test]
fn clean_replies_with_every_kind_of_rule() {
    let rules = RuleSet::from_yaml([("kinds.yaml", EVERY_KIND)]).unwrap_or_else(|errors| panic!("{errors}"));
    let linter = Linter::new(rules).unwrap_or_else(|errors| panic!("{errors}"));
    check(
        &linter,
        &[
            "随身不行李箱",
            "今天的活动，今天看看",
            "加我们的会员有礼",
            "预计明天送达",
            "预计后天送达",
            "请您退回仓库",
            "補償１２元，补偿3元，满减20元",
            "嗯，这款有现货，颜色可以在页面选择",
            "他说“不行”，我们再核实",
            "随便看看，颜色很多",
        ],
    );
}

/// 60 KB of one character under 500 rules, each of which hits at every place: building the linter, checking, and a draft of the same.
#[test]
fn a_flood_stays_within_bounds() {
    let rule = |number: usize| {
        format!(
            "  - {{id: r{number}, clauses: [C-{number}], severity: error, message: 说明, phrases: [{}], examples: {{flag: [x], pass: [y]}}}}\n",
            "不".repeat(number / 2 + 1)
        )
    };
    let clauses: String = (0..500).map(|number| format!("  C-{number}: {{title: 条款, source: 手册}}\n")).collect();
    let yaml = format!("family: flood\nclauses:\n{clauses}rules:\n{}", (0..500).map(rule).collect::<String>());
    let text = "不".repeat(20_000);
    let held = peak_bytes(|| {
        let linter = RuleSet::from_yaml([("flood.yaml", yaml.as_str())]).and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
        let mut findings = Vec::new();
        assert!(linter.lint_into(&text, &mut findings), "findings were left out");
        assert_eq!(findings.len(), MAX_FINDINGS);
        assert!(!linter.is_clean(&text));
        let mut draft = Draft::new(&linter);
        draft.set(&text);
        assert_eq!((draft.findings(), draft.is_truncated()), (&findings[..], true));
    });
    assert!(held < 64 << 20, "{held} bytes");
}
