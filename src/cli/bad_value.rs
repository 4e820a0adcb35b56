//! A value that a flag does not take, in one line, and blamed on whoever gave it: the command line, a variable or a file.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command};

use super::exit::UsageError;
use super::program::in_plain_words;
use crate::text::closest;

/// What clap says of a bad value: its first line, the value that may be meant, and those that there are.
pub(super) fn told(error: &clap::Error) -> String {
    let text = in_plain_words(&error.render().to_string());
    let first = text.lines().next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let meant = match error.get(ContextKind::SuggestedValue) {
        Some(ContextValue::String(meant)) => Some(meant.as_str()),
        _ => None,
    };
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) if !known.is_empty() => {
            let known = known.join(", ");
            format!("{first}{} (there are {known})", closest::hint(meant))
        }
        _ => first.to_owned(),
    }
}

/// The same error, on the variable where the value is not one that was typed: nobody looks for it there if the flag is named.
pub(super) fn blamed(
    command: &Command,
    arguments: &[OsString],
    error: clap::Error,
) -> anyhow::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let shown = text(ContextKind::InvalidArg).unwrap_or_default();
    let subs = command.get_subcommands().flat_map(Command::get_arguments);
    let variable = command
        .get_arguments()
        .chain(subs)
        .find(|arg| is_shown_as(arg, shown) && !is_typed(arg, arguments))
        .and_then(|arg| arg.get_env())
        .filter(|variable| std::env::var_os(variable).is_some());
    match variable {
        Some(variable) => {
            let blamed = format!("the environment variable {}", variable.display());
            UsageError(told(&error).replacen(&format!("'{shown}'"), &blamed, 1)).into()
        }
        None => error.into(),
    }
}

/// Whether clap calls it so: `--jobs <N>`.
fn is_shown_as(arg: &Arg, shown: &str) -> bool {
    let word = shown.split_whitespace().next().unwrap_or_default();
    arg.get_long()
        .is_some_and(|long| word.strip_prefix("--") == Some(long))
}

/// Whether a word of the command line gives it.
fn is_typed(arg: &Arg, arguments: &[OsString]) -> bool {
    let long = format!("--{}", arg.get_long().unwrap_or_default());
    let short = arg.get_short().map(|letter| format!("-{letter}"));
    arguments
        .iter()
        .filter_map(|word| word.to_str())
        .any(|word| {
            let name = word.split_once('=').map_or(word, |(name, _)| name);
            name == long
                || short
                    .as_deref()
                    .is_some_and(|short| word.starts_with(short))
        })
}
