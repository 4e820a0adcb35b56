//! `cm-classify label`: posts in, posts with labels out.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::desk::DeskArgs;
use super::ordered::Ordered;
use super::second::SecondArgs;
use super::{Judgement, corrections};
use crate::classify::{Besides, Corrections, Labeler, LineLabeler, Memory, Wanted};
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

    /// Replace personal data in title and text: [email], [phone], [iban], [card], [order number], [address]
    #[arg(long)]
    redact: bool,

    /// Messages remembered to find copies of them: `duplicate_of`; 0 looks for none
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(..=Memory::MOST as i64), hide_short_help = true)]
    duplicate_memory: u32,

    #[command(flatten)]
    judgement: Judgement,

    #[command(flatten)]
    desk: DeskArgs,

    #[command(flatten)]
    second: SecondArgs,
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
    let ordered = Ordered::new(args.duplicate_memory as usize, args.second.second(session)?);
    let besides = Besides {
        redact: args.redact,
        group: ordered.groups(),
        doubt: args.second.doubt(),
    };
    let make = || {
        let labeler = Labeler::new(model, options.clone());
        LineLabeler::new(labeler, wanted.clone())
            .with(besides)
            .with_desk(Arc::clone(&desk), session.clock)
            .with_corrections(corrections.clone())
    };
    let (ran, ordered) = stream::run_through(session, &args.files, output, ordered, make)?;
    let undated: u64 = ran.workers.iter().map(|worker| worker.undated).sum();
    if undated > 0 {
        let posts = counted(undated, "post");
        session.console.warn(format!(
            "{posts} without published_at left out, since --since or --until asks for a time"
        ));
    }
    let posts: u64 = ran.workers.iter().map(|worker| worker.posts).sum();
    let redacted = ran.workers.iter().map(LineLabeler::redacted).sum();
    let mut summary = format!("{} labelled", counted(posts, "post"));
    if args.corrections.is_some() {
        let corrected: u64 = ran.workers.iter().map(|worker| worker.corrected).sum();
        summary += &format!(", {corrected} of them corrected by people");
    }
    if ordered.copies > 0 {
        summary += &format!(", {}", counted(ordered.copies, "duplicate"));
    }
    if args.redact {
        summary += &format!(", {} redacted", counted(redacted, "post"));
    }
    let mut done = at_desk.max(read);
    if let Some(second) = &ordered.second {
        let opinions = second.summary();
        if second.only_counts() {
            session.console.warn(opinions);
        } else {
            summary = format!("{summary}; {opinions}");
        }
        if session.common.strict && second.failed() {
            done = done.max(Exit::Partial);
        }
    }
    session.console.summary(summary);
    // A run that was stopped failed, whatever its files were like.
    Ok(match ran.exit {
        Exit::Done => done,
        exit => exit,
    })
}
