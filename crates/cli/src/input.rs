//! The inputs of a run: files, standard input, and texts that were fixed in memory.

use crate::screen::Screen;
use jinyu_transcript::Format;
use std::fs::File;
use std::io::{self, Cursor, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of standard input in reports.
pub const STDIN: &str = "<stdin>";

/// One input.
#[derive(Debug)]
pub struct Input {
    /// Its name in reports.
    pub name: Arc<str>,
    pub source: Source,
    /// Its form where that was decided before.
    pub format: Option<Format>,
}

#[derive(Debug)]
pub enum Source {
    File(PathBuf),
    Stdin,
    Memory(Vec<u8>),
}

impl Input {
    /// The inputs that the command line names, sorted by name, each once; none is standard input.
    pub fn all(paths: &[PathBuf], format: Option<Format>) -> Vec<Input> {
        let stdin = [PathBuf::from("-")];
        let paths = if paths.is_empty() { &stdin[..] } else { paths };
        let mut inputs: Vec<Input> = paths.iter().map(|path| Input::named(path, format)).collect();
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        inputs.dedup_by(|a, b| a.name == b.name);
        inputs
    }

    fn named(path: &Path, format: Option<Format>) -> Input {
        if path == Path::new("-") {
            return Input { name: STDIN.into(), source: Source::Stdin, format };
        }
        Input { name: path.display().to_string().into(), source: Source::File(path.to_path_buf()), format }
    }

    /// The file's name, by whose ending forms are told.
    pub fn file_name(&self) -> Option<&str> {
        (&*self.name != STDIN).then_some(&*self.name)
    }

    pub fn is_stdin(&self) -> bool {
        matches!(self.source, Source::Stdin)
    }

    pub fn open(self, screen: &Screen) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self.source {
            Source::File(path) => {
                let file = File::open(path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                Box::new(file)
            }
            Source::Stdin => {
                if io::stdin().is_terminal() {
                    screen.line(
                        screen.say("从键盘读取，每行一条回复，按 Ctrl-D 结束", "reading from the keyboard, one reply a line, until Ctrl-D"),
                    );
                }
                Box::new(io::stdin())
            }
            Source::Memory(bytes) => Box::new(Cursor::new(bytes)),
        })
    }
}

/// What to tell where [`is_overwritten`], in Chinese and English.
pub const OVERWRITTEN: (&str, &str) =
    ("-o 的文件同时是要读取的文件，请换一个文件名", "-o names a file that is to be read; choose another name");

/// Whether the output would take the place of an input.
pub fn is_overwritten(inputs: &[Input], output: Option<&Path>) -> bool {
    let is_output = |input: &Input| match (&input.source, output) {
        (Source::File(path), Some(output)) => is_same_file(path, output),
        _ => false,
    };
    inputs.iter().any(is_output)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Why a file cannot be used, in Chinese.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "文件或文件夹不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::IsADirectory => "这是文件夹，请写明其中的文件".to_owned(),
        io::ErrorKind::NotADirectory => "路径中有一段不是文件夹".to_owned(),
        io::ErrorKind::StorageFull => "磁盘已满".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的".to_owned(),
        io::ErrorKind::AlreadyExists => "同名的临时文件已存在，请稍后再试".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        Input::all(&paths, None).iter().map(|input| input.name.to_string()).collect()
    }

    #[test]
    fn inputs_are_sorted_and_stand_once() {
        assert_eq!(names(&["b.txt", "a.txt", "b.txt", "-"]), ["<stdin>", "a.txt", "b.txt"]);
        assert_eq!(names(&[]), ["<stdin>"]);
    }
}
