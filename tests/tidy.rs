//! The house stays as design.md draws it: layers, file headers, sizes, no stubs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::harness::project;

/// Folder of src/ -> what it may import. What is absent from a row is forbidden, above all everything of the same level or higher.
const LAYERS: &[(&str, &[&str])] = &[
    ("record", &[]),
    ("document", &[]),
    ("text", &[]),
    ("stats", &[]),
    ("time", &["text"]),
    ("ads", &["text", "time"]),
    ("jsonl", &["record", "text"]),
    ("http", &["time", "text"]),
    ("config", &["text", "time"]),
    ("state", &["record", "time", "text"]),
    ("connect", &["record", "time", "text", "http", "jsonl"]),
    ("classify", &["record", "time", "text", "stats", "jsonl"]),
    (
        "schedule",
        &["record", "time", "text", "stats", "jsonl", "ads"],
    ),
    (
        "report",
        &[
            "record", "time", "text", "stats", "document", "jsonl", "ads",
        ],
    ),
    ("render", &["document", "text", "time"]),
    (
        "fetch",
        &[
            "record", "time", "text", "jsonl", "http", "state", "config", "connect",
        ],
    ),
    (
        "cli",
        &[
            "record", "document", "time", "text", "stats", "ads", "jsonl", "http", "config",
            "state", "connect", "classify", "schedule", "report", "render", "fetch",
        ],
    ),
    ("bin", &["cli"]),
];

/// Files over 400 lines and functions over 60. This list may only shrink.
const LONG_FILES: &[&str] = &[];
const LONG_FUNCTIONS: &[&str] = &[];
const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;

struct Source {
    /// Path below the project.
    path: String,
    text: String,
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&project(folder), &mut found);
    assert!(!found.is_empty(), "no source under {folder}");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(project("")).expect("below the project");
            found.push(Source {
                path: below.display().to_string(),
                text: fs::read_to_string(&path).expect("source"),
            });
        }
    }
}

#[test]
fn imports_point_down_only() {
    let mut wrong = String::new();
    for source in sources("src") {
        let mut parts = source.path.split('/').skip(1);
        let folder = parts.next().expect("a folder of src");
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == folder) else {
            assert_eq!(folder, "lib.rs", "{folder} is not in the table of layers");
            continue;
        };
        for (number, line) in source.text.lines().enumerate() {
            for import in ["crate::", "cm::"] {
                for (at, _) in line.match_indices(import) {
                    let preceded = line[..at]
                        .chars()
                        .next_back()
                        .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
                    let target: String = line[at + import.len()..]
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || *c == '_')
                        .collect();
                    let is_comment = line.trim_start().starts_with("//");
                    if !preceded
                        && !is_comment
                        && target != folder
                        && !may.contains(&target.as_str())
                    {
                        let _ = writeln!(
                            wrong,
                            "{}:{}: {folder} may not import `{target}`",
                            source.path,
                            number + 1
                        );
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_plan_of_the_house_lists_every_folder() {
    let plan = fs::read_to_string(project("src/lib.rs")).expect("lib.rs");
    for entry in fs::read_dir(project("src")).expect("src") {
        let entry = entry.expect("entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name != "bin" {
            assert!(
                plan.contains(&format!("pub mod {name};")),
                "src/lib.rs does not list {name}"
            );
            assert!(
                LAYERS.iter().any(|(layer, _)| *layer == name),
                "{name} is not in the table of layers"
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is_about() {
    for source in sources("src").iter().chain(&sources("tests")) {
        assert!(
            source.text.starts_with("//! "),
            "{} does not start with //!",
            source.path
        );
    }
}

#[test]
fn nothing_is_a_stub_or_switched_off() {
    // Written in two halves so that this file does not find itself.
    let forbidden = [
        ["#[ign", "ore"],
        ["todo", "!("],
        ["unimple", "mented!("],
        ["db", "g!("],
        ["assert!(t", "rue"],
    ]
    .map(|halves| halves.concat());
    for source in sources("src").iter().chain(&sources("tests")) {
        for word in &forbidden {
            assert!(
                !source.text.contains(word.as_str()),
                "{} holds {word}",
                source.path
            );
        }
    }
}

#[test]
fn files_and_functions_fit_on_a_screen() {
    let mut long_files = Vec::new();
    let mut long_functions = Vec::new();
    for source in sources("src") {
        if source.text.lines().count() > FILE_LINES {
            long_files.push(source.path.clone());
        }
        for (name, lines) in functions(&source.text) {
            if lines > FUNCTION_LINES {
                long_functions.push(format!("{}:{name}", source.path));
            }
        }
    }
    assert_eq!(
        long_files, LONG_FILES,
        "files over {FILE_LINES} lines: the list may only shrink"
    );
    assert_eq!(
        long_functions, LONG_FUNCTIONS,
        "functions over {FUNCTION_LINES} lines: the list may only shrink"
    );
}

/// The name of the function that a line begins, whoever may call it and whatever it promises.
fn declared(code: &str) -> Option<&str> {
    let mut code = code;
    if let Some(rest) = code.strip_prefix("pub") {
        // `pub(in crate::schedule) fn`: what stands in the parentheses may hold blanks.
        let rest = rest.strip_prefix('(').map_or(Some(rest), |rest| {
            rest.split_once(')').map(|(_, rest)| rest)
        });
        code = rest?.strip_prefix(' ')?;
    }
    while let Some(rest) = ["default ", "const ", "async ", "unsafe ", "extern \"C\" "]
        .iter()
        .find_map(|word| code.strip_prefix(word))
    {
        code = rest;
    }
    let name = code.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

#[test]
fn functions_are_seen_whoever_may_call_them() {
    for (code, name) in [
        ("fn a() {", Some("a")),
        ("pub fn a<T>(t: T) {", Some("a")),
        ("pub(super) const fn a() {", Some("a")),
        ("pub(in crate::schedule) fn a() {", Some("a")),
        ("pub(in crate::a::b) async unsafe fn a(", Some("a")),
        ("async fn a() {", Some("a")),
        ("let a = fn_of(b);", None),
        ("pub struct A {", None),
    ] {
        assert_eq!(declared(code), name, "{code}");
    }
}

/// Names and lengths of the functions, by the indentation that rustfmt gives: from `fn` to the brace that closes at its column.
fn functions(text: &str) -> Vec<(String, usize)> {
    let mut open: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let code = line.trim_start();
        if let Some(name) = declared(code) {
            open.insert(indent, (name.to_owned(), number));
        }
        if code.starts_with('}')
            && let Some((name, start)) = open.remove(&indent)
        {
            found.push((name, number - start + 1));
        }
    }
    found
}
