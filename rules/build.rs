//! Lists the YAML files of this folder, so that a new file is embedded without being named anywhere.

use std::fmt::Write as _;
use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    println!("cargo::rerun-if-changed={root}");
    let mut code = String::new();
    let rules = yaml_files(Path::new(&root))?.into_iter().filter(|name| name != "profile");
    list(&mut code, "FILES", "Rule files: name and text.", &root, rules.map(|name| (format!("rules/{name}.yaml"), format!("{name}.yaml"))));
    let presets = yaml_files(&Path::new(&root).join("presets"))?.into_iter();
    list(&mut code, "PRESETS", "Presets: name and text.", &root, presets.map(|name| (name.clone(), format!("presets/{name}.yaml"))));
    fs::write(Path::new(&out).join("embedded.rs"), code)
}

/// Names of the YAML files of a folder without their ending, sorted.
fn yaml_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

fn list(code: &mut String, name: &str, doc: &str, root: &str, files: impl Iterator<Item = (String, String)>) {
    let entries: String = files.fold(String::new(), |mut entries, (name, path)| {
        let _ = writeln!(entries, "    ({name:?}, include_str!({:?})),", format!("{root}/{path}"));
        entries
    });
    let _ = writeln!(code, "/// {doc}\npub const {name}: &[(&str, &str)] = &[\n{entries}];");
}
