//! `cm-classify train` without a manifest: a model that is there learns from what people said.

use std::borrow::Cow;
use std::path::Path;

use super::{TrainArgs, write_model};
use crate::classify::train::{Adapting, adapt};
use crate::classify::{Model, Options};
use crate::cli::classify::{open_model, truth};
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;

/// Teaches the base and writes the taught model.
pub(super) fn run(session: &Session, args: &TrainArgs, path: &Path) -> anyhow::Result<Exit> {
    if args.vocabulary || args.lexicons.is_some() {
        let message = "--vocabulary and --lexicons go with a manifest";
        return Err(UsageError(message.to_owned()).into());
    }
    let base = match args.base.to_str() {
        Some("shipped") => Cow::Borrowed(Model::shipped()),
        _ => Cow::Owned(open_model(&args.base)?),
    };
    let reading = (args.weight, &Options::default());
    let (taught, exit) = truth::read(session, &args.posts, args.corrections.as_ref(), reading)?;
    if exit == Exit::Failed {
        return Ok(exit);
    }
    if let Some(doubt) = truth::doubt(&taught) {
        return Err(UsageError(doubt).into());
    }
    if taught.short > 0 {
        let posts = counted(taught.short as u64, "post");
        session.console.warn(format!(
            "the topics of {posts} are not taught: too few words to know them again"
        ));
    }
    let settings = Adapting {
        id: args.id.clone(),
        ..Adapting::default()
    };
    write_model(session, path, settings.iterations, |report| {
        adapt(
            &base,
            &taught.rows,
            &taught.others,
            &taught.topics,
            &settings,
            report,
        )
    })?;
    Ok(exit)
}
