//! Every file under tests/cmd is a case: a shell line, what it is given, and exactly what it must print. `CM_BLESS=1` rewrites what is printed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::harness::{Place, Ran, blessing, difference, project};

/// A case as its file holds it; what is not said is empty, and the exit code 0.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows.
    about: String,
    /// The shell line.
    run: String,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
    #[serde(default)]
    exit: i32,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Files laid into the folder first.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files as they must be afterwards.
    #[serde(default)]
    after: BTreeMap<String, String>,
}

#[test]
fn every_case_prints_what_its_file_says() {
    let mut failures = String::new();
    let mut paths = Vec::new();
    collect(&project("tests/cmd"), &mut paths);
    assert!(!paths.is_empty(), "no case under tests/cmd");
    for path in paths {
        if let Err(failure) = check(&path) {
            let _ = writeln!(failures, "{}\n{failure}", path.display());
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("tests/cmd")
        .map(|entry| entry.expect("entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, paths);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
}

fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let case: Case = toml::from_str(&text).map_err(|error| error.to_string())?;
    let mut place = Place::new();
    for (name, value) in &case.env {
        place.set_env(name, value);
    }
    for (name, content) in &case.files {
        place.write(name, content);
    }
    let ran = place.run(&case.run, case.stdin.as_bytes());
    if blessing() {
        return fs::write(path, blessed(&case, &ran, &place)).map_err(|error| error.to_string());
    }
    let mut failure = String::new();
    let after = case
        .after
        .iter()
        .map(|(name, expected)| (name.as_str(), expected.clone(), place.read(name)));
    let streams = [
        ("stdout", case.stdout.clone(), ran.stdout.clone()),
        ("stderr", case.stderr.clone(), ran.stderr.clone()),
    ];
    for (what, expected, found) in streams.into_iter().chain(after) {
        if expected != found {
            let _ = write!(failure, "{what}:\n{}", difference(&expected, &found));
        }
    }
    if ran.exit != case.exit {
        let _ = writeln!(failure, "exit: expected {}, was {}", case.exit, ran.exit);
    }
    if failure.is_empty() {
        Ok(())
    } else {
        Err(format!("$ {}\n{failure}", case.run))
    }
}

/// The case's file with what was printed in place of what was expected.
fn blessed(case: &Case, ran: &Ran, place: &Place) -> String {
    let mut text = format!(
        "about = {}\nrun = {}\n",
        quoted(&case.about),
        quoted(&case.run)
    );
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name} = {}", quoted(value));
        }
    };
    field("stdin", &case.stdin);
    field("stdout", &ran.stdout);
    field("stderr", &ran.stderr);
    if ran.exit != 0 {
        let _ = writeln!(text, "exit = {}", ran.exit);
    }
    let after = case
        .after
        .keys()
        .map(|name| (name.clone(), place.read(name)))
        .collect();
    for (table, entries) in [
        ("env", &case.env),
        ("files", &case.files),
        ("after", &after),
    ] {
        if !entries.is_empty() {
            let _ = writeln!(text, "\n[{table}]");
            for (name, value) in entries {
                let _ = writeln!(text, "\"{name}\" = {}", quoted(value));
            }
        }
    }
    text
}

/// A TOML string, as readable as it can be.
pub(crate) fn quoted(text: &str) -> String {
    let literal = !text.contains("'''")
        && !text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t');
    if !literal {
        return toml::Value::from(text).to_string();
    }
    if text.contains('\n') {
        format!("'''\n{text}'''")
    } else if text.contains('\'') {
        toml::Value::from(text).to_string()
    } else {
        format!("'{text}'")
    }
}
