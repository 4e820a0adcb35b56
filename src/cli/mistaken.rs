//! A file of another kind than is read: said once, with what to do, where its first line or all of it is refused.

use super::console::Console;
use crate::jsonl::LineProblem;
use crate::text::kind::Kind;

/// After the first line of an input was rejected: what the input seems to be, where the message does not say already what to do.
pub(super) fn advise(console: &Console, problem: &LineProblem, raw: &[u8]) {
    if problem.line != 1 || problem.message.contains("; ") {
        return;
    }
    if let Some(kind) = Kind::of(raw) {
        let name = &problem.input;
        console.error(format!("{name}: {}", kind.advice(name)));
    }
}

/// Refuses a file that is neither a table nor words; anything can be taken for a text in some encoding.
pub(super) fn refuse(name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    match Kind::of(bytes).filter(|kind| kind.is_no_text()) {
        Some(kind) => Err(anyhow::anyhow!("{name}: {}", kind.advice(name))),
        None => Ok(()),
    }
}
