//! Where results go: standard output, or a file that is written whole or not at all.

use crate::exit::Failure;
use crate::input::reason;
use jinyu::Language;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes to standard output at once.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut output = Output::stdout();
    output.write(text.as_bytes())?;
    output.finish()
}

/// Results on their way.
pub struct Output {
    writer: BufWriter<Box<dyn Write>>,
    file: Option<Replacement>,
    name: String,
    language: Language,
}

impl Output {
    pub fn stdout() -> Output {
        Output::new(Box::new(io::stdout()), None, String::new(), Language::Chinese)
    }

    /// A file, which takes its name only when it is finished; a pipe or device is written directly.
    pub fn file(path: &Path, language: Language) -> Result<Output, Failure> {
        let name = path.display().to_string();
        let failed = |error: io::Error| Failure::Output(cannot_write(&name, &error, language));
        if fs::metadata(path).is_ok_and(|known| !known.is_file()) {
            let device = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return Ok(Output::new(Box::new(device), None, name, language));
        }
        let (replacement, file) = Replacement::begin(path).map_err(failed)?;
        Ok(Output::new(Box::new(file), Some(replacement), name, language))
    }

    fn new(writer: Box<dyn Write>, file: Option<Replacement>, name: String, language: Language) -> Output {
        Output { writer: BufWriter::with_capacity(1 << 16, writer), file, name, language }
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.writer.write_all(bytes).map_err(|error| self.failure(&error))
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|error| self.failure(&error))?;
        match self.file.take() {
            Some(replacement) => replacement.finish().map_err(|error| self.failure(&error)),
            None => Ok(()),
        }
    }

    fn failure(&self, error: &io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe && self.file.is_none() {
            return Failure::ClosedPipe;
        }
        let name = if self.name.is_empty() { "<stdout>" } else { &self.name };
        Failure::Output(cannot_write(name, error, self.language))
    }
}

/// What to tell of a file that cannot be written.
pub fn cannot_write(name: &str, error: &io::Error, language: Language) -> String {
    let name = jinyu_report::escape(name).into_owned();
    match language {
        Language::English => format!("{name} cannot be written: {error}"),
        _ => format!("{name} 无法写入：{}", reason(error)),
    }
}

/// Replaces a file by `bytes` in one step, with the permissions that it had.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (replacement, mut file) = Replacement::begin(path)?;
    file.write_all(bytes)?;
    drop(file);
    replacement.finish()
}

/// A file beside another one, whose place it takes in the end; gone if that never comes.
struct Replacement {
    path: PathBuf,
    target: PathBuf,
    is_finished: bool,
}

impl Replacement {
    fn begin(target: &Path) -> io::Result<(Replacement, File)> {
        // What a link points to is replaced, not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let replacement = Replacement { path, target, is_finished: false };
        if let Ok(known) = fs::metadata(&replacement.target) {
            if known.permissions().readonly() {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            file.set_permissions(known.permissions())?;
        }
        Ok((replacement, file))
    }

    fn finish(mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new folder, gone at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("jinyu-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("the folder for temporary files can be written");
            Folder(path)
        }

        fn files(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = Folder::new("whole");
        let path = folder.0.join("结果.txt");
        let mut output = Output::file(&path, Language::Chinese).expect("the folder can be written");
        output.write(b"half").expect("the file can be written");
        drop(output);
        assert!(folder.files().is_empty());

        let mut output = Output::file(&path, Language::Chinese).expect("the folder can be written");
        output.write("全部".as_bytes()).expect("the file can be written");
        output.finish().expect("the file can be renamed");
        assert_eq!(folder.files(), ["结果.txt"]);
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("全部"));
    }
}
