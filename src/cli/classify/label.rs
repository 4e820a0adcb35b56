//! `cm-classify label`: posts in, posts with labels out.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::desk::DeskArgs;
use super::{Judgement, corrections};
use crate::classify::{Corrections, Labeler, LineLabeler, Wanted};
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

    /// What people said of single posts: `correction` records; their word replaces the label (docs/teach.md)
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,

    #[command(flatten)]
    judgement: Judgement,

    #[command(flatten)]
    desk: DeskArgs,
}

/// Labels all lines.
pub(super) fn run(session: &Session, args: &LabelArgs) -> anyhow::Result<Exit> {
    let options = args.judgement.options(args.explain)?;
    let model = args.judgement.model()?;
    let (desk, at_desk) = args.desk.desk(session, args.explain)?;
    if at_desk == Exit::Failed {
        return Ok(at_desk);
    }
    let desk = Arc::new(desk);
    let wanted = Wanted {
        range: session.range,
        client: session.common.client.clone(),
    };
    let (corrections, read) = match &args.corrections {
        Some(path) => corrections::read(session, path)?,
        None => (Corrections::default(), Exit::Done),
    };
    if read == Exit::Failed {
        return Ok(read);
    }
    let corrections = (!corrections.is_empty()).then(|| Arc::new(corrections));
    let output = Output::open(session.common.output.as_deref())?;
    let make = || {
        let labeler = Labeler::new(model, options.clone());
        LineLabeler::new(labeler, wanted.clone())
            .with_desk(Arc::clone(&desk), session.clock)
            .with_corrections(corrections.clone())
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
    let corrected: u64 = ran.workers.iter().map(|worker| worker.corrected).sum();
    let told = if args.corrections.is_some() {
        format!(", {corrected} of them corrected by people")
    } else {
        String::new()
    };
    session
        .console
        .summary(format!("{} labelled{told}", counted(posts, "post")));
    // A run that was stopped failed, whatever its files were like.
    Ok(match ran.exit {
        Exit::Done => at_desk.max(read),
        exit => exit,
    })
}
