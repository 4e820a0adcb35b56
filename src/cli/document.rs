//! A document to the output, in the format that was asked for.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::exit::UsageError;
use super::output::{self, Output};
use super::session::Session;
use crate::document::{Document, Language};
use crate::render::{self, RenderOptions};

/// Checks a format's name before the work begins.
fn check_format(format: &str) -> Result<(), UsageError> {
    render::renderer(format)
        .map(|_| ())
        .map_err(|error| UsageError(format!("--format: {error}")))
}

/// Endings of names that promise what is not written here, and the one to take instead.
const NOT_WRITTEN: &[(&str, &[&str])] = &[
    ("xlsx", &["xls", "xlsm", "xlsb", "ods", "numbers"]),
    (
        "html",
        &[
            "doc", "docx", "odt", "rtf", "pdf", "ppt", "pptx", "odp", "png", "jpg", "jpeg", "svg",
        ],
    ),
    ("csv", &["tsv", "tab"]),
    ("jsonl", &["ics", "xml", "yaml", "yml", "parquet"]),
];

/// Checks before the work begins that there is such a format, and that the name of the output does not promise another.
pub(super) fn check(session: &Session, format: &str) -> Result<(), UsageError> {
    check_format(format)?;
    let Some(path) = session.common.output.as_deref() else {
        return Ok(());
    };
    let ending = ending(path);
    let is_written = |(_, wrong): &&(&str, &[&str])| wrong.contains(&ending.as_str());
    if let Some((instead, _)) = NOT_WRITTEN.iter().find(is_written) {
        return Err(UsageError(format!(
            "--output {}: `.{ending}` is not written here; write {}",
            path.display(),
            unpacked(path).with_extension(instead).display()
        )));
    }
    match format_of_ending(&ending) {
        Some(promised) if promised != format => Err(UsageError(format!(
            "--output {}: this would be {format} under a name of {promised}; name it otherwise, or take the other --format",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// The format that a file's ending asks for; a table when it says nothing.
pub(super) fn format_of(path: Option<&Path>) -> &'static str {
    path.and_then(|path| format_of_ending(&ending(path)))
        .unwrap_or("table")
}

/// The ending of a name without that of its packing, in small letters.
fn ending(path: &Path) -> String {
    let name = unpacked(path);
    let ending = name.extension().unwrap_or_default();
    ending.to_string_lossy().to_lowercase()
}

/// A name without the ending of its packing.
fn unpacked(path: &Path) -> PathBuf {
    let is_packed = path
        .extension()
        .is_some_and(|ending| ending == "gz" || ending == "zst");
    if is_packed {
        path.with_extension("")
    } else {
        path.to_owned()
    }
}

fn format_of_ending(ending: &str) -> Option<&'static str> {
    match ending {
        "csv" => Some("csv"),
        "jsonl" | "ndjson" | "json" => Some("jsonl"),
        "md" | "markdown" => Some("markdown"),
        "html" | "htm" => Some("html"),
        "xlsx" => Some("xlsx"),
        _ => None,
    }
}

/// Writes a document, in the language asked for where people read it.
pub(super) fn write(
    session: &Session,
    document: &Document,
    format: &str,
    excel: bool,
) -> anyhow::Result<()> {
    let renderer = render::renderer(format).map_err(|error| UsageError(error.to_string()))?;
    let mut output = Output::open(session.common.output.as_deref())?;
    if renderer.is_binary() && output.is_terminal() {
        let message = format!("{format} is not for a terminal; name a file with -o FILE.{format}");
        return Err(UsageError(message).into());
    }
    let for_people = !["jsonl", "csv"].contains(&format);
    let draws = ["html", "xlsx"].contains(&format);
    let with_charts = draws.then(|| document.clone().with_charts());
    let spoken = for_people.then(|| {
        let document = with_charts.unwrap_or_else(|| document.clone());
        document.in_language(session.language)
    });
    let options = RenderOptions {
        width: output.width(),
        color: output.is_terminal() && !session.common.no_color && !plain_is_asked_for(),
        excel,
        locale_fr: excel || session.language == Language::French,
        language: session.language,
        made_at: Some(session.now),
    };
    let mut buffered = BufWriter::with_capacity(1 << 16, &mut output);
    let written = renderer
        .render(spoken.as_ref().unwrap_or(document), &options, &mut buffered)
        .and_then(|()| buffered.flush());
    written.context("cannot write the report")?;
    drop(buffered);
    output::finish(session, output, session.read_nothing())
}

/// The conventions of no-color.org and of terminals that cannot.
fn plain_is_asked_for() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    no_color || dumb
}
