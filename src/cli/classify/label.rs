//! `cm-classify label`: posts in, posts with labels out.

use std::path::PathBuf;

use clap::Args;

use super::Judgement;
use super::ordered::Ordered;
use super::second::SecondArgs;
use crate::classify::{Besides, Labeler, LineLabeler, Memory, Wanted};
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

    /// Replace personal data in title and text: [email], [phone], [iban], [card], [order number], [address]
    #[arg(long)]
    redact: bool,

    /// Messages remembered to find copies of them: `duplicate_of`; 0 looks for none
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(..=Memory::MOST as i64), hide_short_help = true)]
    duplicate_memory: u32,

    #[command(flatten)]
    judgement: Judgement,

    #[command(flatten)]
    second: SecondArgs,
}

/// Labels all lines.
pub(super) fn run(session: &Session, args: &LabelArgs) -> anyhow::Result<Exit> {
    let options = args.judgement.options(args.explain)?;
    let model = args.judgement.model()?;
    let wanted = Wanted {
        range: session.range,
        client: session.common.client.clone(),
    };
    let output = Output::open(session.common.output.as_deref())?;
    let ordered = Ordered::new(args.duplicate_memory as usize, args.second.second(session)?);
    let besides = Besides {
        redact: args.redact,
        group: ordered.groups(),
        doubt: args.second.doubt(),
    };
    let make =
        || LineLabeler::new(Labeler::new(model, options.clone()), wanted.clone()).with(besides);
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
    if ordered.copies > 0 {
        summary += &format!(", {}", counted(ordered.copies, "duplicate"));
    }
    if args.redact {
        summary += &format!(", {} redacted", counted(redacted, "post"));
    }
    let Some(second) = &ordered.second else {
        session.console.summary(summary);
        return Ok(ran.exit);
    };
    let opinions = second.summary();
    if second.only_counts() {
        session.console.warn(opinions);
        session.console.summary(summary);
    } else {
        session.console.summary(format!("{summary}; {opinions}"));
    }
    let failed = session.common.strict && second.failed();
    Ok(match ran.exit {
        Exit::Done if failed => Exit::Partial,
        exit => exit,
    })
}
