//! `cm-classify label`: posts in, posts with labels out.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::Judgement;
use super::desk::DeskArgs;
use crate::classify::{Labeler, LineLabeler, Wanted};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;

#[derive(Args, Debug)]
pub(super) struct LabelArgs {
    #[command(flatten)]
    lines: Lines,

    /// Posts as JSON Lines; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Say why: the words and rules behind each label
    #[arg(long)]
    explain: bool,

    #[command(flatten)]
    judgement: Judgement,

    #[command(flatten)]
    desk: DeskArgs,
}

/// Labels all lines.
pub(super) fn run(session: &Session, args: &LabelArgs) -> anyhow::Result<Exit> {
    let options = args.judgement.options(args.explain)?;
    let model = args.judgement.model()?;
    let (desk, read) = args.desk.desk(session, args.explain)?;
    if read == Exit::Failed {
        return Ok(read);
    }
    let desk = Arc::new(desk);
    let wanted = Wanted {
        range: session.range,
        client: session.common.client.clone(),
    };
    let output = Output::open(session.common.output.as_deref())?;
    let make = || {
        let labeler = Labeler::new(model, options.clone());
        LineLabeler::new(labeler, wanted.clone()).with_desk(Arc::clone(&desk), session.clock)
    };
    let ran = stream::run(session, &args.files, Some(output), make)?;
    let undated: u64 = ran.workers.iter().map(|worker| worker.undated).sum();
    if undated > 0 {
        let posts = counted(undated, "post");
        session.console.warn(format!(
            "{posts} without published_at left out, since --since or --until asks for a time"
        ));
    }
    let posts: u64 = ran.workers.iter().map(|worker| worker.posts).sum();
    session
        .console
        .summary(format!("{} labelled", counted(posts, "post")));
    // A run that was stopped failed, whatever its files were like.
    Ok(match ran.exit {
        Exit::Done => read,
        exit => exit,
    })
}
