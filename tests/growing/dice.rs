//! Random rules and texts, the same ones in every run.

use jinyu::{Linter, RuleSet};

/// A small generator of numbers (xorshift64, Marsaglia 2003).
pub struct Dice(u64);

/// Of what random texts consist: what rules look for, what ends clauses and sentences or stops doing so by what follows, marks that open and close, folded and
/// invisible forms, emoji.
#[rustfmt::skip]
const PIECES: [&str; 46] = [
    "不", "不", "行", "行", "到", "到", "a", "b", "1", "3", "天", "您", "好", "不行", "到不", "补5元", "3-5天",
    "，", ",", " ", "。", "。", "？", "?", "!", "\n", "\r\n", "“", "”", "\"", "[", "]", "{", "}", "‘", "’",
    "\u{F967}", "Ａ", "①", "\u{200B}", "\u{301}", "👩\u{200D}👧", "🇨🇳", "亲", "~", "-",
];

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A text of fewer than `limit` pieces.
    pub fn text(&mut self, limit: usize) -> String {
        (0..self.below(limit)).map(|_| self.pick(&PIECES)).collect()
    }

    /// A text of fewer than `limit` pieces, many of them phrases and exceptions of the rules.
    pub fn text_for(&mut self, linter: &Linter, limit: usize) -> String {
        let words: Vec<&str> = linter.rules().rules().iter().flat_map(|rule| rule.phrases().chain(rule.exceptions())).collect();
        let piece =
            |dice: &mut Dice| if words.is_empty() || dice.below(3) == 0 { dice.pick(&PIECES) } else { dice.pick(&words) }.to_owned();
        (0..self.below(limit)).map(|_| piece(self)).collect()
    }

    /// A place between two characters.
    pub fn boundary(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (at..).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
    }

    fn word(&mut self) -> String {
        (0..=self.below(2)).map(|_| self.pick(&["不", "行", "到", "a", "b", "1", "天", "元", "好"])).collect()
    }

    fn words(&mut self) -> String {
        match self.below(4) {
            0 => format!("'/{}/'", self.pick(&["^[行到]", "不$", "行.?到", "a+$", "[0-9]天"])),
            1 => format!("{}, {}", self.word(), self.word()),
            _ => self.word(),
        }
    }

    fn condition(&mut self) -> String {
        let position = self.pick(&["before", "after", "around", "inside", "after"]);
        let within = self.pick(&["clause", "sentence", "reply", "reply", "2", "4"]);
        format!("{{{position}: [{}], within: {within}}}", self.words())
    }

    fn rule(&mut self, number: usize) -> String {
        let mut rule = format!(
            "  - id: r{number}\n    clauses: [C-{}, C-{}]\n    severity: {}\n    message: 说明\n    examples: {{flag: [x], pass: [y]}}\n",
            self.below(2),
            2 + self.below(2),
            self.pick(&["info", "warning", "error", "critical"])
        );
        if self.below(16) == 0 {
            rule += &format!("    length: {{{}: {}}}\n", self.pick(&["under", "over"]), 1 + self.below(9));
            return rule;
        }
        // Now and then a phrase holds the end of a sentence.
        let end = if self.below(16) == 0 { self.pick(&["。", "?", "！"]) } else { "" };
        let phrase = self.word();
        rule += &format!("    phrases: ['{phrase}', '{}{end}{}']\n", self.word(), self.word());
        let mut field = |dice: &mut Dice, one_in: usize, field: &dyn Fn(&mut Dice) -> String| {
            if dice.below(one_in) == 0 {
                let field = field(dice);
                rule += &format!("    {field}\n");
            }
        };
        field(self, 4, &|dice| format!("except: ['{phrase}{}', '{}{phrase}']", dice.word(), dice.word()));
        field(self, 3, &|dice| {
            let (before, behind) = (dice.pick(&["", "^", "[不行]*", "(到|a)?"]), dice.pick(&["", "$", ".{0,2}行", ".*到", "[行到]+"]));
            format!("pattern: '{before}{phrase}{behind}'")
        });
        field(self, 4, &|dice| format!("near: [{}]", dice.condition()));
        field(self, 4, &|dice| format!("unless: [{}, {}]", dice.condition(), dice.condition()));
        field(self, 6, &|dice| format!("info_if: [{}]", dice.condition()));
        field(self, 12, &|dice| format!("require: [{}]", dice.words()));
        field(self, 12, &|_| "whole: true".to_owned());
        field(self, 8, &|dice| format!("number: {{unit: {{天: 1, 元: 2}}, max: 3{}}}", dice.pick(&["", ", rivals: [好]"])));
        field(self, 6, &|dice| format!("span: {}", dice.pick(&["clause", "sentence", "reply"])));
        rule
    }

    fn file(&mut self, family: &str, head: &str) -> String {
        let clauses: String = (0..4).map(|clause| format!("  {family}-{clause}: {{title: 条款, source: 手册}}\n")).collect();
        let rules: String = (0..=self.below(4)).map(|number| self.rule(number)).collect();
        format!("family: {}\n{head}clauses:\n{clauses}rules:\n{}", family.to_lowercase(), rules.replace("C-", &format!("{family}-")))
    }

    /// A linter with rules that are phrases and exceptions and patterns of bounded length.
    pub fn plain_linter(&mut self) -> Linter {
        loop {
            let clauses = self.below(2);
            let rules: String = (0..=self.below(4))
                .map(|number| {
                    let (phrase, end) = (self.word(), if self.below(12) == 0 { "。" } else { "" });
                    let pattern = if self.below(3) == 0 { format!("    pattern: '(到|a)?{phrase}.{{0,2}}'\n") } else { String::new() };
                    let near = if self.below(3) == 0 { format!("    near: [{{after: [{}], within: 3}}]\n", self.words()) } else { String::new() };
                    format!(
                        "  - id: r{number}\n    clauses: [C-{}]\n    severity: {}\n    message: 说明\n    examples: {{flag: [x], pass: [y]}}\n    phrases: ['{phrase}', '{}{end}{}']\n    except: ['{phrase}{}', '{}{phrase}']\n{pattern}{near}",
                        self.below(clauses + 1),
                        self.pick(&["info", "warning", "error"]),
                        self.word(), self.word(), self.word(), self.word()
                    )
                })
                .collect();
            let yaml = format!(
                "family: plain\nlayer: {}\nclauses: {{C-0: {{title: 条款, source: 手册}}, C-1: {{title: 条款, source: 手册}}}}\nrules:\n{rules}",
                self.pick(&["topic", "wording"])
            );
            if let Ok(linter) = RuleSet::from_yaml([("plain.yaml", yaml.as_str())]).and_then(Linter::new) {
                return linter;
            }
        }
    }

    /// A linter with a few random rules, of topics and of wording.
    pub fn linter(&mut self) -> Linter {
        loop {
            let files = [self.file("C", ""), self.file("W", "layer: wording\n")];
            // A pattern may hold none of its phrases, two phrases may be the same: such rules are refused.
            let rules = RuleSet::from_yaml([("c.yaml", files[0].as_str()), ("w.yaml", files[1].as_str())]);
            if let Ok(linter) = rules.and_then(Linter::new) {
                return linter;
            }
        }
    }
}
