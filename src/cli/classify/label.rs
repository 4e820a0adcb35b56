//! `cm-classify label`: posts in, posts with labels out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::desk::DeskArgs;
use super::ordered::Ordered;
use super::second::SecondArgs;
use super::{Judgement, corrections};
use crate::classify::desk::Desk;
use crate::classify::{Besides, Corrections, Labeler, LineLabeler, Memory, Wanted};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::text::closest::{closest, hint};

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
    #[arg(long, value_name = "N", default_value_t = 150_000, value_parser = clap::value_parser!(u32).range(..=Memory::MOST as i64), hide_short_help = true)]
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
    let judge = judge(session, args)?;
    if judge.read == Exit::Failed {
        return Ok(judge.read);
    }
    let second = args.second.second(session)?;
    let memory = args.duplicate_memory as usize;
    let ordered = Ordered::new(memory, second, judge.corrections.as_ref());
    let besides = Besides {
        redact: args.redact,
        group: ordered.groups(),
        doubt: args.second.doubt(),
        keep: ordered.keeps(),
    };
    // What is labelled again is marked, and never in doubt.
    let again = Besides {
        redact: args.redact,
        doubt: Some(0.0),
        ..Besides::default()
    };
    let ordered = ordered.with(judge.labeler(session, again));
    let output = Output::open(session.common.output.as_deref())?;
    let make = || judge.labeler(session, besides);
    let (ran, ordered) = stream::run_through(session, &args.files, output, ordered, make)?;
    tell_undated(session, &ran.workers);
    let mut told = summary(args, &ran.workers, ordered.copies);
    let mut done = judge.read;
    if let Some(second) = &ordered.second {
        let opinions = second.summary();
        if second.only_counts() {
            session.console.warn(opinions);
        } else {
            told = format!("{told}; {opinions}");
        }
        if session.common.strict && second.failed() {
            done = done.max(Exit::Partial);
        }
    }
    session.console.summary(told);
    // A run that was stopped failed, whatever its files were like.
    Ok(match ran.exit {
        Exit::Done => done,
        exit => exit,
    })
}

/// Everything that judges lines, of which each thread has its own labeler.
struct Judge {
    labeler: Labeler<'static>,
    desk: Arc<Desk>,
    corrections: Option<Arc<Corrections>>,
    /// How the reading of its files went.
    read: Exit,
}

impl Judge {
    fn labeler(&self, session: &Session, besides: Besides) -> LineLabeler<'static> {
        let wanted = Wanted {
            range: session.range,
            client: session.common.client.clone(),
        };
        LineLabeler::new(self.labeler.clone(), wanted)
            .with(besides)
            .with_desk(Arc::clone(&self.desk), session.clock)
            .with_corrections(self.corrections.clone())
    }
}

fn judge(session: &Session, args: &LabelArgs) -> anyhow::Result<Judge> {
    let options = args.judgement.options(args.explain)?;
    let labeler = Labeler::new(args.judgement.model()?, options);
    let (desk, mut read) = args.desk.desk(session, args.explain)?;
    let mut corrections = Corrections::default();
    if let Some(path) = &args.corrections
        && read != Exit::Failed
    {
        let (said, told) = corrections::read(session, path)?;
        (corrections, read) = (said, read.max(told));
        tell_unknown(session, &desk, &corrections, path);
    }
    Ok(Judge {
        labeler,
        desk: Arc::new(desk),
        corrections: (!corrections.is_empty()).then(|| Arc::new(corrections)),
        read,
    })
}

/// A topic or department that the configuration does not have is written all the same; but it may be another one that was meant.
fn tell_unknown(session: &Session, desk: &Desk, corrections: &Corrections, path: &Path) {
    let tell = |table: &str, said: BTreeSet<&str>, known: Vec<&str>| {
        for name in said.into_iter().filter(|name| !known.contains(name)) {
            let meant = hint(closest(name, known.iter().copied()));
            let path = path.display();
            session.console.warn(format!(
                "{path}: no [{table}.{name}] in the configuration{meant}"
            ));
        }
    };
    tell("topic", corrections.topic_names(), desk.topics().collect());
    let departments = desk.departments().collect();
    tell("department", corrections.departments(), departments);
}

fn tell_undated(session: &Session, workers: &[LineLabeler<'_>]) {
    let undated: u64 = workers.iter().map(|worker| worker.undated).sum();
    if undated > 0 {
        let posts = counted(undated, "post");
        session.console.warn(format!(
            "{posts} without published_at left out, since --since or --until asks for a time"
        ));
    }
}

fn summary(args: &LabelArgs, workers: &[LineLabeler<'_>], copies: u64) -> String {
    let posts: u64 = workers.iter().map(|worker| worker.posts).sum();
    let mut told = format!("{} labelled", counted(posts, "post"));
    if args.corrections.is_some() {
        let corrected: u64 = workers.iter().map(|worker| worker.corrected).sum();
        told += &format!(", {corrected} of them corrected by people");
    }
    if copies > 0 {
        told += &format!(", {}", counted(copies, "duplicate"));
    }
    if args.redact {
        let redacted = workers.iter().map(LineLabeler::redacted).sum();
        told += &format!(", {} redacted", counted(redacted, "post"));
    }
    told
}
