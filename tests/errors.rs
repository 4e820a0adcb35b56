//! Every message of an error stands in a case, a page or a test, or in tests/cmd/errors/README.md with the reason why it does not.
//!
//! The messages are the texts in the sources beside which an error is made. What a case shows is looked for in what the cases, the pages and the
//! recorded answers of the networks hold, and, for what only a server, the disk or a broken model file can cause, in the tests of the modules.

use std::fs;
use std::path::Path;

use crate::harness::project;

/// What stands near a text that is the message of an error.
const NEAR: &[&str] = &[
    "#[error(",
    "bail!(",
    "anyhow!(",
    "UsageError",
    "CredentialsError",
    "context(",
    "Err(",
    "fault(",
    "wrong(",
    "refused(",
    "Problem::new(",
    "SourceError",
    "ParseError",
    "ok_or",
    "map_err",
    "warn(",
];

/// A text of the sources that is given to people when something is wrong.
struct Message {
    place: String,
    text: String,
}

/// The texts of a source file, each with its line and what stands before it.
fn texts(source: &str) -> Vec<(usize, String, String)> {
    let mut texts = Vec::new();
    let mut before = String::new();
    let mut line = 1;
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => {
                for c in rest.by_ref() {
                    if c == '\n' {
                        line += 1;
                        before.push('\n');
                        break;
                    }
                }
            }
            '\'' => {
                // A character, or the name of a lifetime.
                let next = rest.next();
                if next == Some('\\') {
                    rest.next();
                    while rest.next_if(|c| *c != '\'').is_some() {}
                    rest.next();
                } else if rest.peek() == Some(&'\'') {
                    rest.next();
                }
            }
            '"' => {
                let start = line;
                let mut text = String::new();
                let raw = before.ends_with("r#");
                while let Some(c) = rest.next() {
                    match c {
                        '"' if !raw || rest.next_if_eq(&'#').is_some() => break,
                        '\\' if raw => text.push(c),
                        '\\' => match rest.next() {
                            Some('\n') => {
                                line += 1;
                                while let Some(c) = rest.next_if(|c| c.is_whitespace()) {
                                    line += usize::from(c == '\n');
                                }
                            }
                            Some('n') => text.push('\n'),
                            Some(c) => text.push(c),
                            None => {}
                        },
                        c => {
                            line += usize::from(c == '\n');
                            text.push(c);
                        }
                    }
                }
                texts.push((start, text, before.clone()));
                before.push('"');
            }
            c => {
                line += usize::from(c == '\n');
                before.push(c);
            }
        }
    }
    texts
}

/// The pieces of a message between what is filled in.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let last = pieces.last_mut().expect("one piece");
        match c {
            '{' if letters.next_if_eq(&'{').is_some() => last.push('{'),
            '}' if letters.next_if_eq(&'}').is_some() => last.push('}'),
            '{' => {
                for c in letters.by_ref() {
                    if c == '}' {
                        break;
                    }
                }
                pieces.push(String::new());
            }
            c => last.push(c),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Whether the pieces stand on one line, one after the other.
fn stands_in(pieces: &[String], seen: &str) -> bool {
    let longest = pieces.iter().max_by_key(|piece| piece.len());
    let Some(longest) = longest else {
        return true;
    };
    let mut from = 0;
    while let Some(at) = seen[from..].find(longest.as_str()) {
        let at = from + at;
        let start = seen[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = seen[at..].find('\n').map_or(seen.len(), |end| at + end);
        let mut rest = &seen[start..end.max(at + longest.len())];
        let all = pieces.iter().all(|piece| match rest.find(piece.as_str()) {
            Some(found) => {
                rest = &rest[found + piece.len()..];
                true
            }
            None => false,
        });
        if all {
            return true;
        }
        from = at + longest.len();
    }
    false
}

/// The messages of a file that is no test.
fn messages(path: &Path, shown: &str) -> Vec<Message> {
    let source = fs::read_to_string(path).expect("a source");
    let (source, _) = source
        .split_once("#[cfg(test)]\nmod tests {")
        .unwrap_or((&source, ""));
    let mut messages = Vec::new();
    for (line, text, before) in texts(source) {
        let near: String = {
            let lines: Vec<&str> = before.rsplit('\n').take(3).collect();
            lines.join("\n")
        };
        let is_error = NEAR.iter().any(|word| near.contains(word));
        let words = pieces(&text)
            .iter()
            .map(|piece| piece.split_whitespace().count())
            .max();
        if is_error && words.is_some_and(|words| words >= 3) && !near.ends_with("expect(") {
            messages.push(Message {
                place: format!("{shown}:{line}"),
                text,
            });
        }
    }
    messages
}

/// The text of all files of a folder whose names end in one of some ways.
fn gathered(folder: &Path, endings: &[&str], into: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            gathered(&path, endings, into);
        } else if endings
            .iter()
            .any(|ending| path.to_string_lossy().ends_with(ending))
        {
            into.push_str(&String::from_utf8_lossy(&fs::read(&path).expect("file")));
            into.push('\n');
        }
    }
}

/// The sources that are no tests, and the tests that stand in them.
fn sources(folder: &Path, files: &mut Vec<(std::path::PathBuf, String)>, tests: &mut String) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("src")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, files, tests);
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let shown = path
            .strip_prefix(project(""))
            .expect("inside")
            .display()
            .to_string();
        let text = fs::read_to_string(&path).expect("a source");
        if shown.contains("/tests/") || shown.ends_with("tests.rs") {
            tests.push_str(&text);
        } else {
            if let Some((_, own)) = text.split_once("#[cfg(test)]\nmod tests {") {
                tests.push_str(own);
            }
            files.push((path, shown));
        }
    }
}

#[test]
fn every_message_of_an_error_is_shown_somewhere() {
    let mut shown = String::new();
    gathered(&project("tests/cmd"), &[".toml"], &mut shown);
    gathered(&project("docs"), &[".md"], &mut shown);
    gathered(&project("tests/fixtures"), &[""], &mut shown);
    for entry in fs::read_dir(project("tests")).expect("tests") {
        let path = entry.expect("entry").path();
        if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("errors.rs") {
            shown.push_str(&fs::read_to_string(path).expect("a test"));
        }
    }
    let (mut files, mut tests) = (Vec::new(), String::new());
    sources(&project("src"), &mut files, &mut tests);
    let reasons = fs::read_to_string(project("tests/cmd/errors/README.md")).expect("the reasons");
    let mut missing = String::new();
    let mut count = 0;
    let excused: Vec<&str> = reasons
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once("`: "))
        .map(|(message, _)| message)
        .collect();
    let mut used = vec![false; excused.len()];
    for (path, name) in &files {
        for message in messages(path, name) {
            count += 1;
            let pieces = pieces(&message.text);
            if stands_in(&pieces, &shown) {
                continue;
            }
            let place = excused
                .iter()
                .position(|excused| message.text.contains(excused) || name.starts_with(excused));
            match place {
                Some(place) => used[place] = true,
                None if stands_in(&pieces, &tests) && is_of_others(name) => {}
                None => missing.push_str(&format!("{}: {}\n", message.place, message.text)),
            }
        }
    }
    let unused: Vec<&str> = excused
        .iter()
        .zip(&used)
        .filter(|(_, used)| !**used)
        .map(|(excused, _)| *excused)
        .collect();
    assert!(count > 300, "only {count} messages were found");
    assert!(
        missing.is_empty(),
        "messages that no case shows; add one under tests/cmd, or the reason to tests/cmd/errors/README.md\n{missing}"
    );
    assert!(
        unused.is_empty(),
        "tests/cmd/errors/README.md excuses what is shown: {unused:?}"
    );
}

/// Whether what goes wrong in a file is another's doing (a server's, a damaged file's), so that a test of its module is enough.
fn is_of_others(name: &str) -> bool {
    [
        "src/connect/",
        "src/http/",
        "src/fetch/",
        "src/classify/model/",
        "src/classify/second/",
        "src/state/",
    ]
    .iter()
    .any(|folder| name.starts_with(folder))
}
