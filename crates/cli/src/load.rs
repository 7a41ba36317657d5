//! The texts of rules, presets and profiles: embedded ones and those of the shop.

use crate::args::RuleArgs;
use crate::exit::Failure;
use crate::input::reason;
use crate::screen::Screen;
use jinyu::{Builder, FaultKind, Linter, RuleErrors, RuleSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

const PROFILE: &str = "rules/profile.yaml";
const WORDS: &str = "words.yaml";
/// No more of a file is read, in bytes.
const MAX_BYTES: u64 = 4 * jinyu::MAX_FILE_BYTES as u64;
/// Deeper folders are not searched.
const MAX_DEPTH: usize = 8;

/// Names and texts from which a rule set is built.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub rules: Vec<(String, String)>,
    profiles: Vec<(String, String)>,
    pub presets: Vec<(String, String)>,
}

impl Texts {
    /// The embedded rules.
    pub fn embedded() -> Texts {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Texts {
            rules: jinyu_rules::FILES.iter().map(owned).collect(),
            profiles: vec![(PROFILE.to_owned(), jinyu_rules::PROFILE.to_owned())],
            presets: jinyu_rules::PRESETS.iter().map(|(name, text)| (format!("rules/presets/{name}.yaml"), (*text).to_owned())).collect(),
        }
    }

    /// Rules at `paths` that stand alone, or, where they use embedded clauses or word lists, together with the embedded ones; and whether so.
    pub fn own(paths: &[PathBuf], profile: Option<&Path>, screen: &Screen) -> Result<(Texts, bool), Failure> {
        let alone = Texts::alone(paths, screen)?.with_profile(profile, screen)?;
        let Err(faults) = alone.builder().build() else {
            return Ok((alone, false));
        };
        if !faults.0.iter().any(|fault| leans_on_others(&fault.kind)) {
            return Ok((alone, false));
        }
        let together = Texts::together(paths, screen)?.with_profile(profile, screen)?;
        let left = together.builder().build().err().map_or(0, |errors| errors.0.len());
        Ok(if left < faults.0.len() { (together, true) } else { (alone, false) })
    }

    /// Rules that stand alone; word lists and profile are the embedded ones where they have none of their own.
    fn alone(paths: &[PathBuf], screen: &Screen) -> Result<Texts, Failure> {
        let mut own = Texts::default();
        for path in paths {
            own.add(path, screen)?;
        }
        let Texts { mut rules, mut profiles, .. } = Texts::embedded();
        if !own.rules.iter().any(|(name, _)| Path::new(name).file_name().is_some_and(|file| file == WORDS)) {
            rules.retain(|(name, _)| name.ends_with(WORDS));
            own.rules.splice(0..0, rules);
        }
        if own.profiles.is_empty() {
            own.profiles.append(&mut profiles);
        }
        Ok(own)
    }

    /// The embedded rules and those at `paths`.
    fn together(paths: &[PathBuf], screen: &Screen) -> Result<Texts, Failure> {
        let mut texts = Texts::embedded();
        for path in paths {
            texts.add(path, screen)?;
        }
        Ok(texts)
    }

    /// Adds a profile over those that are known.
    pub fn with_profile(mut self, path: Option<&Path>, screen: &Screen) -> Result<Texts, Failure> {
        if let Some(path) = path {
            self.profiles.push((path.display().to_string(), read(path, screen)?));
        }
        Ok(self)
    }

    /// Adds a rule file, or all of a folder.
    fn add(&mut self, path: &Path, screen: &Screen) -> Result<(), Failure> {
        let failed = |error| Failure::Usage(cannot_read(path, &error, screen));
        if fs::metadata(path).map_err(failed)?.is_dir() {
            let found = self.rules.len();
            self.add_folder(path, MAX_DEPTH, screen)?;
            if self.rules.len() == found {
                let says = screen.say("里没有规则文件（*.yaml）", " holds no rule files (*.yaml)");
                return Err(Failure::Usage(format!("{}{says}", path.display())));
            }
            return Ok(());
        }
        self.rules.push((path.display().to_string(), read(path, screen)?));
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path, depth: usize, screen: &Screen) -> Result<(), Failure> {
        for path in entries(folder, screen)? {
            let name = path.file_name().unwrap_or_default();
            if path.is_dir() {
                if name == "presets" {
                    for preset in entries(&path, screen)?.iter().filter(|path| is_yaml(path)) {
                        self.presets.push((preset.display().to_string(), read(preset, screen)?));
                    }
                } else if depth > 1 {
                    self.add_folder(&path, depth - 1, screen)?;
                }
            } else if is_yaml(&path) {
                let to = if name == "profile.yaml" { &mut self.profiles } else { &mut self.rules };
                to.push((path.display().to_string(), read(&path, screen)?));
            }
        }
        Ok(())
    }

    /// Rules and profile, without a preset.
    pub fn builder(&self) -> Builder {
        let rules = self.rules.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        self.profiles.iter().fold(RuleSet::builder().rules(rules), |builder, (name, text)| builder.profile(name, text))
    }

    /// Faults with the texts that they are in.
    pub fn failure(&self, errors: RuleErrors) -> Failure {
        let texts = [&self.rules, &self.profiles, &self.presets].into_iter().flatten().cloned().collect();
        Failure::Rules { errors, texts }
    }

    /// The preset of that name; none for rules that come without it.
    fn preset(&self, name: &str, screen: &Screen) -> Result<Option<&(String, String)>, Failure> {
        let stem = |file: &str| Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let found = self.presets.iter().rev().find(|(file, _)| stem(file).is_some_and(|stem| stem == name));
        if found.is_some() || name == "practical" {
            return Ok(found);
        }
        let mut known: Vec<String> = self.presets.iter().filter_map(|(file, _)| stem(file)).collect();
        known.sort();
        known.dedup();
        let (says, can) = (screen.say("没有预设 ", "there is no preset "), screen.say("；可用：", "; known: "));
        Err(Failure::Usage(format!("{says}{name}{can}{}", known.join(screen.say("、", ", ")))))
    }
}

/// Builds what the options ask for. It stays until the program ends: the system takes its memory back at once, and piece by piece that would take
/// longer than checking thousands of replies.
pub fn linter(args: &RuleArgs, screen: &Screen) -> Result<&'static Linter, Failure> {
    if args.no_default_rules && args.rule_paths.is_empty() {
        let says = screen.say("--no-default-rules 要与 --rules 一起用", "--no-default-rules needs --rules");
        return Err(Failure::Usage(says.to_owned()));
    }
    let profile = args.profile.as_deref();
    let (texts, unwanted) = if args.no_default_rules {
        let (texts, with_embedded) = Texts::own(&args.rule_paths, profile, screen)?;
        (texts, if with_embedded { embedded_ids() } else { Vec::new() })
    } else {
        (Texts::together(&args.rule_paths, screen)?.with_profile(profile, screen)?, Vec::new())
    };
    let ignored = args.ignore.iter().cloned().chain(unwanted);
    let mut builder = texts.builder().select(args.select.clone()).ignore(ignored);
    if let Some((name, text)) = texts.preset(&args.preset, screen)? {
        builder = builder.preset(name, text);
    }
    let linter = builder.build().and_then(Linter::new).map_err(|errors| texts.failure(errors))?;
    Ok(Box::leak(Box::new(linter)))
}

/// The ids of the embedded rules.
fn embedded_ids() -> Vec<String> {
    let rules = Texts::embedded().builder().build();
    rules.map(|set| set.rules().iter().map(|rule| rule.id().to_owned()).collect()).unwrap_or_default()
}

/// Whether other rule files could mend a fault.
fn leans_on_others(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::UnknownClause { .. } | FaultKind::UnknownList { .. } | FaultKind::UnknownFact { .. })
}

/// What a folder holds, sorted by name, without hidden files.
fn entries(folder: &Path, screen: &Screen) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::Usage(cannot_read(folder, &error, screen));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    paths.sort();
    Ok(paths)
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

fn read(path: &Path, screen: &Screen) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes));
    file.map_err(|error| Failure::Usage(cannot_read(path, &error, screen)))?;
    if bytes.len() as u64 == MAX_BYTES {
        // The rule reader says that it is too large.
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        let says = screen.say("不是 UTF-8 文字，请另存为 UTF-8", "not UTF-8 text; save it as UTF-8");
        Failure::Usage(format!("{}:{line}: {says}", path.display()))
    })
}

fn cannot_read(path: &Path, error: &std::io::Error, screen: &Screen) -> String {
    let path = jinyu_report::escape(&path.display().to_string()).into_owned();
    format!(
        "{path}: {}{}",
        screen.say("无法读取：", "cannot be read: "),
        if screen.say("", "en").is_empty() { reason(error) } else { error.to_string() }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Color;
    use jinyu::Language;

    const SHOP: &str = "family: shop\nrules:\n- {id: gift, clauses: [LEX-03], severity: error, message: 勿提赠品, phrases: [赠品], examples: {flag: [送赠品], pass: [您好]}}\n";

    #[test]
    fn shop_rules_may_use_embedded_clauses() {
        let folder = std::env::temp_dir().join(format!("jinyu-rules-{}", std::process::id()));
        fs::create_dir_all(folder.join("presets")).expect("the folder for temporary files can be written");
        for (name, text) in
            [("shop.yaml", SHOP), ("profile.yaml", "max_shipping_hours: 24\n"), ("presets/mild.yaml", "name: mild\n"), ("a.txt", "")]
        {
            fs::write(folder.join(name), text).expect("the folder can be written");
        }
        let screen = Screen::new(Language::Chinese, Color::Never);
        let texts = Texts::alone(std::slice::from_ref(&folder), &screen).expect("the folder can be read");
        let args =
            RuleArgs { rule_paths: vec![folder.clone()], no_default_rules: true, preset: "practical".to_owned(), ..RuleArgs::default() };
        let linter = linter(&args, &screen).expect("the rules are well formed");
        fs::remove_dir_all(&folder).expect("the folder can be removed");

        assert_eq!(texts.rules.len(), 2, "the shop's rules and the embedded word lists");
        assert_eq!((texts.profiles.len(), texts.presets.len()), (1, 1));
        let active: Vec<&str> = linter.rules().rules().iter().filter(|rule| rule.is_active()).map(|rule| rule.id()).collect();
        assert_eq!(active, ["shop/gift"]);
    }
}
