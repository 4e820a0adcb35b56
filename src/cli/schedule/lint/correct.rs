//! `--fix`: the drafts as they were read, with what is safe to correct corrected and every other byte in its place.

use std::collections::BTreeMap;

use super::read::{Form, Item, Source};
use crate::cli::exit::UsageError;
use crate::schedule::lint::{Linter, Place, SheetText, Subject, json_with};

/// Corrects the drafts of a source, appends what is to be written, and gives them back to be checked.
pub(super) fn correct(
    linter: &mut Linter,
    mut source: Source,
    out: &mut Vec<u8>,
) -> anyhow::Result<Source> {
    if source.form != Form::Lines && !out.is_empty() {
        let message = format!("{}: --fix takes one table or text at a time", source.name);
        return Err(UsageError(message).into());
    }
    let mut texts: BTreeMap<usize, String> = BTreeMap::new();
    for (place, item) in source.items.iter_mut().enumerate() {
        let line = source.lines.get(place);
        let mut text = None;
        let mut variants = BTreeMap::new();
        if let Item::Subject(subject) = item {
            (text, variants) = corrected(linter, subject);
        }
        match (source.form, line) {
            (Form::Lines, Some(line)) => {
                let line = json_with(line, text.as_deref(), &variants)
                    .map_err(|problem| anyhow::anyhow!("{}: {}", source.name, problem.message))?;
                out.extend_from_slice(line.as_bytes());
                out.push(b'\n');
            }
            _ => {
                if let Some(text) = text {
                    texts.insert(place, text);
                }
            }
        }
    }
    match source.form {
        Form::Lines => {}
        Form::Plain => {
            let body = texts.remove(&0).map(|text| with_end(text, &source.text));
            out.extend_from_slice(body.as_deref().unwrap_or(&source.text).as_bytes());
        }
        Form::Sheet => {
            let sheet = SheetText::new(&source.text);
            if sheet.rows() != source.items.len() {
                let message = format!(
                    "{}: the rows cannot be told apart; correct the faults that are named first",
                    source.name
                );
                return Err(anyhow::anyhow!(message));
            }
            out.extend_from_slice(sheet.with(&texts).as_bytes());
        }
    }
    Ok(source)
}

/// The text with the line end that the file had.
fn with_end(mut text: String, before: &str) -> String {
    if before.ends_with("\r\n") {
        text.push_str("\r\n");
    } else if before.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The corrected texts of a draft, which takes them over.
fn corrected(
    linter: &mut Linter,
    subject: &mut Subject,
) -> (Option<String>, BTreeMap<String, String>) {
    let mut text = None;
    let mut variants = BTreeMap::new();
    for place in 0..subject.pieces.len() {
        let Some(piece) = subject.pieces.get(place) else {
            continue;
        };
        let Some(new) = linter.corrected(subject, piece) else {
            continue;
        };
        match &piece.place {
            Place::Text => text = Some(new.clone()),
            Place::Variant(channel) => {
                variants.insert(channel.clone(), new.clone());
            }
        }
        if let Some(piece) = subject.pieces.get_mut(place) {
            piece.text = new;
        }
    }
    (text, variants)
}
