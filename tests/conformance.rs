//! One suite that every connector passes: tests/fixtures/connect/NAME/CASE.toml says what a server answers and what the program must make of it.
//!
//! A connector without one of the cases of [`EVERY`] fails. `CM_BLESS=1` rewrites what is printed; the comment lines at the top of a file stay.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cm::connect::CONNECTORS;
use serde::Deserialize;

use crate::cases::quoted;
use crate::harness::{NOW, Place, blessing, difference, project};
use crate::server::{Answer, Seen, Server};

/// What every connector must show.
const EVERY: &[&str] = &[
    "first-page",
    "paging",
    "empty",
    "resume",
    "rate-limit",
    "unauthorized",
    "server-error",
    "malformed",
    "deleted-author",
    "html-and-emoji",
    "metrics",
];

/// A case as its file holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// After `cm-fetch NAME --server http://SERVER --allow-private`.
    #[serde(default)]
    args: String,
    /// Remember what was fetched from one run to the next.
    #[serde(default)]
    state: bool,
    /// Given in a private file.
    token: Option<String>,
    /// The present.
    now: Option<String>,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
    #[serde(default)]
    status: i32,
    #[serde(default)]
    exchange: Vec<Exchange>,
    #[serde(default)]
    run: Vec<Run>,
}

/// A request that is expected, and its answer. `SERVER` stands for the server's host and port.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    request: String,
    /// What the request must carry.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// What it must send.
    sends: Option<String>,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    reply_headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    /// A file beside the case that holds the body.
    body_file: Option<String>,
    /// May be asked any number of times.
    #[serde(default)]
    always: bool,
}

fn ok() -> u16 {
    200
}

/// One run of the program.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    #[serde(default)]
    args: String,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
    #[serde(default)]
    status: i32,
}

#[test]
fn every_connector_passes_the_same_cases() {
    let mut failures = String::new();
    for connector in CONNECTORS {
        let name = connector.name();
        let folder = project("tests/fixtures/connect").join(name);
        for case in EVERY {
            if !folder.join(format!("{case}.toml")).exists() {
                let _ = writeln!(
                    failures,
                    "{name}: there is no {case}.toml in {}",
                    folder.display()
                );
            }
        }
        for path in cases_in(&folder) {
            if let Err(failure) = check(name, &path) {
                let _ = writeln!(failures, "{}\n{failure}", path.display());
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn cases_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    paths.sort();
    paths
}

/// What the server has still to be asked, and what it was asked and should not have been.
struct Script {
    left: Vec<Exchange>,
    wrong: Vec<String>,
}

fn check(connector: &str, path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut case: Case = toml::from_str(&text).map_err(|error| error.to_string())?;
    let script = Arc::new(Mutex::new(Script {
        left: case.exchange.clone(),
        wrong: Vec::new(),
    }));
    let folder = path.parent().expect("a folder").to_owned();
    let inside = Arc::clone(&script);
    let server = Server::start(move |seen| answer(&inside, &folder, seen));
    let mut place = Place::new();
    place.set_env("CM_NOW", case.now.as_deref().unwrap_or(NOW));
    if let Some(token) = &case.token {
        place.write("token", token);
        place.run("chmod 600 token", b"");
    }
    let runs = if case.run.is_empty() {
        vec![Run {
            args: String::new(),
            stdout: case.stdout.clone(),
            stderr: case.stderr.clone(),
            status: case.status,
        }]
    } else {
        case.run.clone()
    };
    let mut failure = String::new();
    let mut found = Vec::new();
    for expected in &runs {
        let line = command_line(connector, &case, expected, &server.host());
        let ran = place.run(&line, b"");
        let plain = |text: &str| text.replace(&server.host(), "SERVER");
        let is = Run {
            args: expected.args.clone(),
            stdout: plain(&ran.stdout),
            stderr: plain(&ran.stderr),
            status: ran.exit,
        };
        for (what, want, have) in [
            ("stdout", &expected.stdout, &is.stdout),
            ("stderr", &expected.stderr, &is.stderr),
        ] {
            if want != have {
                let _ = write!(failure, "$ {line}\n{what}:\n{}", difference(want, have));
            }
        }
        if is.status != expected.status {
            let _ = writeln!(
                failure,
                "$ {line}\nexit: expected {}, was {}",
                expected.status, is.status
            );
        }
        found.push(is);
    }
    let script = script.lock().expect("nobody panicked");
    if blessing() && script.wrong.is_empty() {
        if case.run.is_empty() {
            let run = found.remove(0);
            (case.stdout, case.stderr, case.status) = (run.stdout, run.stderr, run.status);
        } else {
            case.run = found;
        }
        fs::write(path, blessed(&text, &case)).map_err(|error| error.to_string())?;
        failure.clear();
    }
    for wrong in &script.wrong {
        let _ = writeln!(failure, "asked and not expected: {wrong}");
    }
    for left in script.left.iter().filter(|left| !left.always) {
        let _ = writeln!(failure, "expected and never asked: {}", left.request);
    }
    if failure.is_empty() {
        Ok(())
    } else {
        Err(failure)
    }
}

fn command_line(connector: &str, case: &Case, run: &Run, host: &str) -> String {
    let server = if connector == "feed" {
        ""
    } else {
        " --server http://SERVER"
    };
    let state = if case.state {
        "--state state.db"
    } else {
        "--no-state"
    };
    let token = if case.token.is_some() {
        " --token-file token"
    } else {
        ""
    };
    let line = format!(
        "cm-fetch {connector}{server} --allow-private {state}{token} {} {}",
        case.args, run.args
    );
    line.trim_end().replace("SERVER", host)
}

/// The answer to a request: the first that is left for it.
fn answer(script: &Mutex<Script>, folder: &Path, seen: &Seen) -> Answer {
    let host = seen.header("host").to_owned();
    let real = |text: &str| text.replace("SERVER", &host);
    let mut script = script.lock().expect("nobody panicked");
    let request = format!("{} {}", seen.method, seen.path);
    let fits = |exchange: &Exchange| {
        real(&exchange.request) == request
            && exchange
                .headers
                .iter()
                .all(|(name, value)| seen.header(name) == real(value))
            && exchange
                .sends
                .as_ref()
                .is_none_or(|sends| real(sends) == seen.body)
    };
    let Some(at) = script.left.iter().position(fits) else {
        let sent = if seen.body.is_empty() {
            String::new()
        } else {
            format!(" sending {}", seen.body)
        };
        script.wrong.push(format!("{request}{sent}"));
        return Answer::status(418);
    };
    let exchange = if script.left[at].always {
        script.left[at].clone()
    } else {
        script.left.remove(at)
    };
    let body = match &exchange.body_file {
        Some(name) => fs::read_to_string(folder.join(name)).expect("the file of a body"),
        None => exchange.body.clone(),
    };
    let answer = Answer::status(exchange.status).body(real(&body));
    exchange
        .reply_headers
        .iter()
        .fold(answer, |answer, (name, value)| {
            answer.header(name, &real(value))
        })
}

/// The case's file with what was printed in place of what was expected.
fn blessed(before: &str, case: &Case) -> String {
    let mut text = String::new();
    for line in before.lines().take_while(|line| line.starts_with('#')) {
        let _ = writeln!(text, "{line}");
    }
    let field = |text: &mut String, name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name} = {}", quoted(value));
        }
    };
    let number = |text: &mut String, name: &str, value: i64, usual: i64| {
        if value != usual {
            let _ = writeln!(text, "{name} = {value}");
        }
    };
    field(&mut text, "args", &case.args);
    if case.state {
        let _ = writeln!(text, "state = true");
    }
    field(
        &mut text,
        "token",
        case.token.as_deref().unwrap_or_default(),
    );
    field(&mut text, "now", case.now.as_deref().unwrap_or_default());
    if case.run.is_empty() {
        field(&mut text, "stdout", &case.stdout);
        field(&mut text, "stderr", &case.stderr);
        number(&mut text, "status", case.status.into(), 0);
    }
    for exchange in &case.exchange {
        let _ = writeln!(text, "\n[[exchange]]");
        field(&mut text, "request", &exchange.request);
        headers(&mut text, "headers", &exchange.headers);
        field(
            &mut text,
            "sends",
            exchange.sends.as_deref().unwrap_or_default(),
        );
        number(&mut text, "status", exchange.status.into(), 200);
        headers(&mut text, "reply_headers", &exchange.reply_headers);
        field(&mut text, "body", &exchange.body);
        field(
            &mut text,
            "body_file",
            exchange.body_file.as_deref().unwrap_or_default(),
        );
        if exchange.always {
            let _ = writeln!(text, "always = true");
        }
    }
    for run in &case.run {
        let _ = writeln!(text, "\n[[run]]");
        field(&mut text, "args", &run.args);
        field(&mut text, "stdout", &run.stdout);
        field(&mut text, "stderr", &run.stderr);
        number(&mut text, "status", run.status.into(), 0);
    }
    text
}

fn headers(text: &mut String, name: &str, headers: &BTreeMap<String, String>) {
    if headers.is_empty() {
        return;
    }
    let pairs: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("\"{name}\" = {}", quoted(value)))
        .collect();
    let _ = writeln!(text, "{name} = {{ {} }}", pairs.join(", "));
}
