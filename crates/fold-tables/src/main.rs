//! Writes `crates/core/src/fold/table.rs`, the tables by which jinyu reads a reply.
//!
//! `cargo run -p jinyu-fold-tables` writes the file; with `--check` it only
//! compares, and exits 1 when the committed file differs.

mod enclosed;
mod folding;
mod invisible;
mod table_file;
mod traditional;

use std::process::ExitCode;
use std::{env, fs, io};

/// The generated file, found from this crate so that the working directory does not matter.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/fold/table.rs");

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let fresh = table_file::render();
    match arguments.as_slice() {
        [] => {
            fs::write(PATH, fresh)?;
            Ok(ExitCode::SUCCESS)
        }
        [option] if option == "--check" => {
            if fs::read_to_string(PATH)? == fresh {
                return Ok(ExitCode::SUCCESS);
            }
            eprintln!("{PATH} is out of date: run `cargo run -p jinyu-fold-tables`");
            Ok(ExitCode::FAILURE)
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
    fn committed_file_is_what_the_generator_gives() {
        let committed = std::fs::read_to_string(super::PATH).expect("the table is committed");
        // Not `assert_eq!`, which would print both tables whole.
        assert!(committed == super::table_file::render(), "out of date: run `cargo run -p jinyu-fold-tables`");
    }
}
