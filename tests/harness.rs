//! Runs shell commands in an empty folder with the four programs on the path and nothing of this machine's settings.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The present of every test that does not say otherwise.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

/// The folder that holds the built programs.
pub(crate) fn programs() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_cm-fetch"));
    program
        .parent()
        .expect("a program lies in a folder")
        .to_owned()
}

/// A file of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// True when expectations are to be rewritten instead of compared: `CM_BLESS=1 cargo test`.
pub(crate) fn blessing() -> bool {
    std::env::var_os("CM_BLESS").is_some()
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) exit: i32,
}

/// An empty folder in which commands run.
pub(crate) struct Place {
    folder: TempDir,
    env: BTreeMap<String, String>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Place {
            folder: tempfile::tempdir().expect("a temporary folder"),
            env: BTreeMap::from([("CM_NOW".to_owned(), NOW.to_owned())]),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn set_env(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folder");
        fs::write(path, content).expect("file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A shell line, ready to run, its environment scrubbed.
    pub(crate) fn command(&self, line: &str) -> Command {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(line)
            .current_dir(self.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", programs().display()))
            .env("HOME", self.path())
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .envs(&self.env);
        command
    }

    /// Runs a shell line to its end.
    pub(crate) fn run(&self, line: &str, stdin: &[u8]) -> Ran {
        let mut child = self
            .command(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut input = child.stdin.take().expect("piped");
        let stdin = stdin.to_vec();
        // A command may end without reading what it is given.
        let writing = std::thread::spawn(move || input.write_all(&stdin));
        let output = child.wait_with_output().expect("output");
        let _ = writing.join().expect("the writing thread");
        Ran {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            exit: output.status.code().unwrap_or(-1),
        }
    }
}

/// The difference of two texts, a line each, for a failure message.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), found.lines().collect());
    let mut text = String::new();
    for at in 0..expected.len().max(found.len()) {
        let (want, have) = (expected.get(at), found.get(at));
        if want != have {
            for (sign, line) in [('-', want), ('+', have)] {
                if let Some(line) = line {
                    text.push_str(&format!("{:4} {sign} {line}\n", at + 1));
                }
            }
        }
    }
    if text.is_empty() {
        "(they differ in line breaks only)\n".to_owned()
    } else {
        text
    }
}
