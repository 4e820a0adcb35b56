//! A document to the output, in the format that was asked for.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use super::exit::UsageError;
use super::output::Output;
use super::session::Session;
use crate::document::{Document, Language};
use crate::render::{self, RenderOptions};

/// Checks a format's name before the work begins.
pub(super) fn check_format(format: &str) -> Result<(), UsageError> {
    render::renderer(format)
        .map(|_| ())
        .map_err(|error| UsageError(format!("--format: {error}")))
}

/// The format that a file's ending asks for; a table when it says nothing.
pub(super) fn format_of(path: Option<&Path>) -> &'static str {
    let ending = path.and_then(Path::extension).unwrap_or_default();
    match ending.to_string_lossy().to_lowercase().as_str() {
        "csv" => "csv",
        "jsonl" | "ndjson" | "json" => "jsonl",
        "md" | "markdown" => "markdown",
        "html" | "htm" => "html",
        "xlsx" => "xlsx",
        _ => "table",
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
    output.finish()
}

/// The conventions of no-color.org and of terminals that cannot.
fn plain_is_asked_for() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    no_color || dumb
}
