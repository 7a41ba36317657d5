//! Phrases in disguise: what may stand for each of their characters, in the patterns of the rule that says so and nowhere else.
//!
//! 微信 is written 薇❤, 胃xin, v x. What may stand for a character is a set, and the sets of a phrase stand one behind the other in a regex, with
//! separators between them: so n homophones and m look-alikes are n + m characters and never n × m phrases. The automaton looks for the first
//! position of a phrase alone. What a hit is worth, the rule's pattern and conditions say, as for any other phrase.

mod table;

use crate::pattern::Pattern;
use std::collections::BTreeSet;
use std::sync::Arc;
use table::{HOMOPHONES, LOOK_ALIKES, SYMBOLS};

/// The names of the lanes, as rules write them.
pub const LANES: &[&str] = &["homophone", "look-alike", "pinyin", "symbol", "separators"];
/// The shortest and the longest phrase that can be disguised, in characters: one is no disguise yet, and of many nobody would know the phrase again.
pub(crate) const DISGUISED_CHARS: std::ops::RangeInclusive<usize> = 2..=4;
/// What a pattern calls the disguised phrases of its rule.
pub(crate) const PLACEHOLDER: &str = "{phrases}";

/// A way of writing a phrase so that it is read, but not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A character with the same sound, whatever its tone: 薇 for 微.
    Homophone,
    /// A character that looks the same, or its parts: 徽 for 微, 亻言 for 信, ѵ for v.
    LookAlike,
    /// The sound in letters, or its first letter: wei, w and v for 微.
    Pinyin,
    /// A sign that is read so: ❤ for 信.
    Symbol,
    /// Up to three signs between the characters: 微|信.
    Separators,
}

impl Lane {
    pub fn from_name(name: &str) -> Option<Lane> {
        let all = [Lane::Homophone, Lane::LookAlike, Lane::Pinyin, Lane::Symbol, Lane::Separators];
        LANES.iter().position(|known| *known == name).map(|at| all[at])
    }
}

/// The phrases of a rule in every form that its lanes give them.
#[derive(Debug)]
pub(crate) struct Disguise {
    phrases: Vec<String>,
    /// A regex for every form of every phrase.
    any_form: String,
    /// The same with a capture for each phrase.
    forms: Pattern,
    /// What forms begin with: what the automaton looks for.
    pub beginnings: Vec<String>,
    /// Those beginnings that are whole forms already.
    whole: BTreeSet<String>,
    /// What may stand behind the other beginnings, sorted.
    followers: Arc<[char]>,
}

impl Disguise {
    /// Of folded phrases. The error says what is wrong with the regex of all forms.
    pub fn new(phrases: Vec<String>, lanes: &[Lane]) -> Result<Disguise, String> {
        let forms: Vec<Form> = phrases.iter().map(|phrase| Form::new(phrase, lanes)).collect();
        let regexes: Vec<String> = forms.iter().map(Form::regex).collect();
        let captures: Vec<String> = regexes.iter().map(|regex| format!("({regex})")).collect();
        let beginnings: BTreeSet<String> = forms.iter().flat_map(Form::beginnings).collect();
        let whole = forms.iter().flat_map(Form::words).collect();
        let followers: BTreeSet<char> = forms.iter().flat_map(Form::followers).collect();
        let (any_form, forms) = (format!("(?:{})", regexes.join("|")), Pattern::new(&captures.join("|"))?);
        let (beginnings, followers) = (beginnings.into_iter().collect(), followers.into_iter().collect());
        Ok(Disguise { phrases, any_form, forms, beginnings, whole, followers })
    }

    /// Takes away what stands for the first character, where that by itself is an exception: it costs nothing then. The exception is done with.
    pub fn leave_out(&mut self, exceptions: &mut Vec<String>) {
        let known = std::mem::take(&mut self.beginnings);
        let (left_out, beginnings) = known.into_iter().partition::<Vec<_>, _>(|beginning| exceptions.contains(beginning));
        exceptions.retain(|exception| !left_out.contains(exception));
        self.beginnings = beginnings;
    }

    /// What must stand behind a beginning for a form to stand there; none where the beginning is a form.
    pub fn followers(&self, beginning: &str) -> Option<Arc<[char]>> {
        (!self.whole.contains(beginning)).then(|| self.followers.clone())
    }

    /// The phrases as they were written.
    pub fn phrases(&self) -> &[String] {
        &self.phrases
    }

    /// A regex, as it was written, with the forms in the place of `{phrases}`.
    pub fn fill_in(&self, regex: &str) -> String {
        regex.replace(PLACEHOLDER, &self.any_form)
    }

    /// A folded text with the phrases in the place of their forms.
    pub fn read(&self, text: &str) -> String {
        let Some(forms) = self.forms.regex() else { return text.to_owned() };
        let phrase = |captures: &regex::Captures<'_>| {
            let number = (0..self.phrases.len()).find(|number| captures.get(number + 1).is_some());
            number.map_or_else(String::new, |number| self.phrases[number].clone())
        };
        forms.replace_all(text, phrase).into_owned()
    }
}

/// What may stand between two characters of a phrase. Not the punctuation that parts words, nor other signs: a set that holds everything
/// would have the pattern tried everywhere.
const SEPARATORS: &str = r#" |｜&＆^＾*＊./／\_＿~～·•・‧∙-－‐–—=＝+＋'"‘’“”()（）[]【】{}「」<>《》#＃%$…"#;

/// A phrase, position by position.
struct Form {
    positions: Vec<Position>,
    gap: String,
}

/// What may stand for one character of a phrase.
#[derive(Default)]
struct Position {
    chars: BTreeSet<char>,
    /// Parts of a character that is drawn apart.
    parts: Vec<String>,
    /// In letters, each with what looks like it; the longest first.
    letters: Vec<Vec<BTreeSet<char>>>,
}

impl Form {
    fn new(phrase: &str, lanes: &[Lane]) -> Form {
        let gap =
            if lanes.contains(&Lane::Separators) { format!("{}{{0,3}}", class(&SEPARATORS.chars().collect())) } else { String::new() };
        Form { positions: phrase.chars().map(|c| Position::new(c, lanes)).collect(), gap }
    }

    fn regex(&self) -> String {
        let positions: Vec<String> = self.positions.iter().map(|position| position.regex(&self.gap)).collect();
        positions.join(&self.gap)
    }

    /// What the automaton must look for, so that every form holds one of them: all that may stand in the first position. Letters run on into the
    /// next position, and a phrase of letters is found as a whole word only: so it is every beginning of every such word.
    fn beginnings(&self) -> Vec<String> {
        let first = &self.positions[0];
        let mut found: Vec<String> = first.chars.iter().map(char::to_string).chain(first.parts.iter().cloned()).collect();
        found.extend(first.letters.iter().flat_map(|word| &word[0]).filter(|c| !c.is_ascii()).map(char::to_string));
        for end in 1..=self.positions.len() {
            for word in words(&self.positions[..end]) {
                found.extend((1..=word.len()).map(|end| word[..end].to_owned()));
            }
        }
        found
    }

    /// The forms in plain letters alone.
    fn words(&self) -> Vec<String> {
        words(&self.positions)
    }

    /// What can stand in a form behind its first character.
    fn followers(&self) -> impl Iterator<Item = char> {
        let separators = SEPARATORS.chars().filter(|_| !self.gap.is_empty());
        let letters = self.positions.iter().flat_map(|position| position.letters.iter().flatten().flatten().copied());
        let behind = self.positions.iter().skip(1);
        let others = behind.flat_map(|position| position.chars.iter().copied().chain(position.parts.iter().flat_map(|part| part.chars())));
        letters.chain(others).chain(separators)
    }
}

impl Position {
    fn new(c: char, lanes: &[Lane]) -> Position {
        let has = |lane| lanes.contains(&lane);
        let mut position = Position::default();
        let letter = |c: char| if has(Lane::LookAlike) { with_look_alikes(c) } else { BTreeSet::from([c]) };
        if c.is_ascii_lowercase() {
            position.letters.push(vec![letter(c)]);
            return position;
        }
        position.chars.insert(c);
        if has(Lane::LookAlike) {
            let (chars, parts): (Vec<&str>, Vec<&str>) = look_alikes(c).iter().partition(|text| text.chars().nth(1).is_none());
            position.chars.extend(chars.iter().flat_map(|text| text.chars()));
            position.parts.extend(parts.into_iter().map(str::to_owned));
        }
        let Some((reading, same)) = HOMOPHONES.iter().find(|(_, same)| same.contains(c)) else { return position };
        if has(Lane::Homophone) {
            position.chars.extend(same.chars());
        }
        if has(Lane::Symbol) {
            let signs = SYMBOLS.iter().filter(|(symbol, _)| symbol == reading);
            position.chars.extend(signs.flat_map(|(_, signs)| signs.chars()));
        }
        if has(Lane::Pinyin) {
            // V is what people write for the w of 微.
            let first = &reading[..1];
            let words = [reading, first].into_iter().chain((first == "w").then_some("v"));
            position.letters.extend(words.map(|word| word.chars().map(letter).collect()));
        }
        position
    }

    fn regex(&self, gap: &str) -> String {
        let mut ways: Vec<String> = self.parts.clone();
        ways.extend(self.letters.iter().map(|word| word.iter().map(class).collect::<Vec<_>>().join(gap)));
        ways.extend((!self.chars.is_empty()).then(|| class(&self.chars)));
        format!("(?:{})", ways.join("|"))
    }

    /// The words in plain letters.
    fn words(&self) -> impl Iterator<Item = String> {
        self.letters.iter().map(|word| word.iter().filter_map(|same| same.first()).collect())
    }
}

/// Every row of the positions' words.
fn words(positions: &[Position]) -> Vec<String> {
    let with = |words: Vec<String>, position: &Position| {
        words.iter().flat_map(|word| position.words().map(move |next| format!("{word}{next}"))).collect()
    };
    positions.iter().fold(vec![String::new()], with)
}

fn class(chars: &BTreeSet<char>) -> String {
    let chars: String = chars.iter().map(char::to_string).map(|c| regex::escape(&c)).collect();
    format!("[{chars}]")
}

fn look_alikes(c: char) -> &'static [&'static str] {
    LOOK_ALIKES.binary_search_by_key(&c, |row| row.0).map_or(&[], |at| LOOK_ALIKES[at].1)
}

/// A Latin letter and the letters that look like it; the plain one is the first.
fn with_look_alikes(c: char) -> BTreeSet<char> {
    look_alikes(c).iter().flat_map(|text| text.chars()).chain([c]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Lane; 5] = [Lane::Homophone, Lane::LookAlike, Lane::Pinyin, Lane::Symbol, Lane::Separators];

    /// What a text is read as, and whether the automaton would see every form in it.
    fn check(phrases: &[&str], lanes: &[Lane], cases: &[(&str, &str)]) {
        let disguise = Disguise::new(phrases.iter().map(|phrase| (*phrase).to_owned()).collect(), lanes).expect("a regex that compiles");
        for (text, expected) in cases {
            assert_eq!(disguise.read(text), *expected, "{text}");
            let begins = disguise.beginnings.iter().any(|beginning| text.contains(beginning.as_str()));
            assert!(begins || text == expected, "nothing is looked for in {text}");
        }
    }

    #[test]
    fn reads_disguises() {
        check(
            &["微信"],
            &ALL,
            &[
                ("加薇❤吧", "加微信吧"),
                ("胃xin", "微信"),
                ("v x", "微信"),
                ("шх", "微信"),
                ("wēi.信", "微信"),
                ("徽亻言", "微信"),
                ("w e i x i n", "微信"),
                ("微,信", "微,信"),
                ("安全", "安全"),
            ],
        );
        check(&["qq", "支付宝"], &ALL, &[("q-q", "qq"), ("支.付.宝", "支付宝"), ("zhifu宝", "支付宝"), ("直付宝", "支付宝")]);
    }

    #[test]
    fn keeps_to_its_lanes() {
        check(&["微信"], &[Lane::Homophone], &[("薇信", "微信"), ("徽信", "徽信"), ("微❤", "微❤"), ("微 信", "微 信"), ("wx", "wx")]);
        check(&["微信"], &[Lane::Separators], &[("微|信", "微信"), ("微||||信", "微||||信"), ("薇信", "薇信")]);
        assert_eq!(Lane::from_name("look-alike"), Some(Lane::LookAlike));
    }

    #[test]
    fn leaves_out_what_is_an_exception_by_itself() {
        let mut disguise = Disguise::new(vec!["微信".to_owned()], &[Lane::Homophone]).expect("a regex that compiles");
        let mut exceptions = vec!["为".to_owned(), "安徽".to_owned()];
        disguise.leave_out(&mut exceptions);
        assert_eq!(exceptions, ["安徽"]);
        assert!(!disguise.beginnings.contains(&"为".to_owned()) && disguise.beginnings.contains(&"薇".to_owned()));
    }

    #[test]
    fn fills_patterns_in_without_captures() {
        let disguise = Disguise::new(vec!["微信".to_owned()], &ALL).expect("a regex that compiles");
        let pattern = Pattern::new(&disguise.fill_in("(?<verb>加|搜){phrases}号?")).expect("a regex that compiles");
        assert_eq!(pattern.capture_names().collect::<Vec<_>>(), ["verb"]);
        assert!(pattern.regex().is_some_and(|regex| regex.is_match("加威❤号")));
    }
}
