//! What is to be checked: lines of JSON, a table, or a text that is one draft.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;

use super::LintArgs;
use crate::cli::exit::Exit;
use crate::cli::mistaken;
use crate::cli::rejects::Rejects;
use crate::cli::schedule::drafts::{channel_names, text};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{LineProblem, Outcome, Problem};
use crate::record::{Draft, Slot, Str};
use crate::schedule::drafts_from_csv;
use crate::schedule::lint::{SheetText, Subject};

/// What kind of file a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Lines,
    Sheet,
    Plain,
}

/// Something of a source.
pub(super) enum Item {
    /// To be checked.
    Subject(Box<Subject>),
    /// A line that is none of ours and passes as it is, or a row that could not be read.
    Other,
}

/// A file.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) form: Form,
    pub(super) text: String,
    /// In the order of the file: its lines that were taken, its rows, or itself.
    pub(super) items: Vec<Item>,
    /// Lines of the text that `items` are, where the form is lines.
    pub(super) lines: Vec<String>,
}

/// All files.
pub(super) struct Sources {
    pub(super) files: Vec<Source>,
    pub(super) drafts: u64,
    pub(super) exit: Exit,
}

/// Reads the files; `Failed` when `--strict` ends the run.
pub(super) fn read(session: &Session, args: &LintArgs) -> anyhow::Result<Sources> {
    let mut all = Sources {
        files: Vec::new(),
        drafts: 0,
        exit: Exit::Done,
    };
    stream::spare_the_inputs(session, &args.files)?;
    let mut rejects = Rejects::open(session)?;
    let mut outcome = Outcome::default();
    for input in session.inputs(&args.files)? {
        let name = input.name.clone();
        let mut bytes = Vec::new();
        input
            .decompressed()
            .and_then(|mut input| input.read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {name}"))?;
        mistaken::refuse(&name, &bytes)?;
        let source = match form(&name, &bytes) {
            Form::Lines => lines(session, &name, &bytes, rejects.as_mut(), &mut outcome)?,
            Form::Sheet => {
                let kept = (rejects.as_mut(), &mut all.exit);
                sheet(session, &name, &text(&bytes), kept)?
            }
            Form::Plain => plain(args, &name, &text(&bytes)),
        };
        all.drafts += source
            .items
            .iter()
            .filter(|item| matches!(item, Item::Subject(_)))
            .count() as u64;
        all.files.push(source);
        if session.common.strict && (outcome.rejected > 0 || all.exit != Exit::Done) {
            outcome.stopped = true;
            break;
        }
    }
    let told = stream::tell(session, &outcome);
    if told != Exit::Done {
        all.exit = told;
    }
    Ok(all)
}

fn form(name: &str, bytes: &[u8]) -> Form {
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let extension = Path::new(name)
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let head = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    match extension.as_str() {
        "md" | "markdown" => Form::Plain,
        "jsonl" | "ndjson" | "json" => Form::Lines,
        "csv" | "tsv" => Form::Sheet,
        _ if head.first().is_none_or(|first| *first == b'{') => Form::Lines,
        "txt" if !SheetText::is_sheet(&text(bytes)) => Form::Plain,
        _ if SheetText::is_sheet(&text(bytes)) => Form::Sheet,
        _ => Form::Plain,
    }
}

fn plain(args: &LintArgs, name: &str, whole: &str) -> Source {
    let whole = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let id = Path::new(name)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let id = if name == "-" { "text".into() } else { id };
    // The end of the last line belongs to the file, not to the post.
    let body = whole.strip_suffix('\n').unwrap_or(whole);
    let body = body.strip_suffix('\r').unwrap_or(body);
    let subject = Subject::of_text(body, &Arc::from(name), &id, args.channel.clone());
    Source {
        name: name.to_owned(),
        form: Form::Plain,
        text: whole.to_owned(),
        items: vec![Item::Subject(Box::new(subject))],
        lines: Vec::new(),
    }
}

fn sheet(
    session: &Session,
    name: &str,
    whole: &str,
    (mut rejects, exit): (Option<&mut Rejects>, &mut Exit),
) -> anyhow::Result<Source> {
    let read = drafts_from_csv(whole, name, &session.zone, &channel_names(session))?;
    let file: Arc<str> = Arc::from(name);
    let mut items: Vec<(u64, Item)> = Vec::new();
    for fault in &read.faults {
        session.console.error(fault);
        *exit = Exit::Partial;
        if let Some(rejects) = &mut rejects {
            rejects.keep(&read.header, &fault.raw)?;
        }
        items.push((fault.line, Item::Other));
    }
    for (draft, line) in read.drafts.iter().zip(&read.lines) {
        let item = if is_asked(session, draft.client.as_deref()) {
            Item::Subject(Box::new(Subject::of_draft(draft, &file, *line)))
        } else {
            Item::Other
        };
        items.push((*line, item));
    }
    items.sort_by_key(|(line, _)| *line);
    Ok(Source {
        name: name.to_owned(),
        form: Form::Sheet,
        text: whole.to_owned(),
        items: items.into_iter().map(|(_, item)| item).collect(),
        lines: Vec::new(),
    })
}

/// Whether a draft is of the client that `--client` names; one that names none is everybody's, as in `plan`.
fn is_asked(session: &Session, client: Option<&str>) -> bool {
    match (&session.common.client, client) {
        (Some(asked), Some(client)) => asked == client,
        _ => true,
    }
}

/// What a line is, before it is read whole.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow, default)]
    record_type: Option<Str<'a>>,
}

fn lines(
    session: &Session,
    name: &str,
    bytes: &[u8],
    mut rejects: Option<&mut Rejects>,
    outcome: &mut Outcome,
) -> anyhow::Result<Source> {
    let file: Arc<str> = Arc::from(name);
    let mut source = Source {
        name: name.to_owned(),
        form: Form::Lines,
        text: String::new(),
        items: Vec::new(),
        lines: Vec::new(),
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (number, raw) in (1_u64..).zip(bytes.split(|byte| *byte == b'\n')) {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        if raw.trim_ascii().is_empty() {
            continue;
        }
        outcome.lines += 1;
        match line(session, raw, &file, number) {
            Ok((item, line)) => {
                source.items.push(item);
                source.lines.push(line);
            }
            Err(problem) => {
                outcome.rejected += 1;
                let named = LineProblem {
                    input: name.to_owned(),
                    line: number,
                    column: problem.column,
                    message: problem.message,
                };
                if outcome.rejected <= 20 {
                    session.console.error(&named);
                    mistaken::advise(&session.console, &named, raw);
                }
                if let Some(rejects) = rejects.as_mut() {
                    rejects.line(raw)?;
                }
                if session.common.strict {
                    break;
                }
            }
        }
    }
    Ok(source)
}

fn line(
    session: &Session,
    raw: &[u8],
    file: &Arc<str>,
    number: u64,
) -> Result<(Item, String), Problem> {
    if raw.len() > session.common.max_line {
        return Err(Problem::new(1, "the line is longer than --max-line"));
    }
    let line = std::str::from_utf8(raw)
        .map_err(|error| Problem::new(error.valid_up_to() + 1, "this is not UTF-8"))?;
    let kind: Kind<'_> = serde_json::from_str(line)?;
    let subject = match kind.record_type.as_deref() {
        None | Some("draft") => {
            let draft: Draft = serde_json::from_str(line)?;
            Subject::of_draft(&draft, file, number)
        }
        Some("slot") => {
            let slot: Slot = serde_json::from_str(line)?;
            Subject::of_slot(&slot, file, number)
        }
        // The rest of a plan.
        Some("unplaced" | "task" | "event") => return Ok((Item::Other, line.to_owned())),
        Some(other) => {
            let other: String = other.chars().take(40).collect();
            return Err(Problem::new(
                1,
                format!("expected a draft or a slot, found a {other}"),
            ));
        }
    };
    let item = if is_asked(session, subject.client.as_deref()) {
        Item::Subject(Box::new(subject))
    } else {
        Item::Other
    };
    Ok((item, line.to_owned()))
}
