//! `cm-schedule check`: does a plan, edited by hand or made elsewhere, keep the rules?

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::rules::RuleArgs;
use super::{drafts, planned};
use crate::cli::console::counted;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::schedule::breaches;
use crate::text::terminal;

const EXAMPLES: &str = "\
Examples:
  cm-schedule plan drafts.csv > week.jsonl; cm-schedule check week.jsonl --drafts drafts.csv
      every slot by the rules of its channel, and by what its draft asks for
  cm-schedule check week.jsonl --min-gap 120 || echo 'a post was moved too near another'
      a plan that was changed by hand, by a rule of its own
";

const AFTER: &str = "The rules are those of `cm-schedule plan`: its flags, [schedule.plan], [channel.NAME] and [[blackout]] of cm.toml. Exit 10: a rule is broken.";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES, after_long_help = AFTER)]
pub(super) struct CheckArgs {
    /// Plans of `cm-schedule plan`; standard input when none is named
    #[arg(value_name = "PLAN")]
    files: Vec<PathBuf>,

    /// The drafts it was made of, to hold it to their windows, order and fixed times too
    #[arg(long, value_name = "DRAFTS")]
    drafts: Vec<PathBuf>,

    #[command(flatten)]
    rules: RuleArgs,
}

/// Writes a line for each rule that is broken.
pub(super) fn run(session: &Session, args: &CheckArgs) -> anyhow::Result<Exit> {
    let rules = args.rules.read(session)?;
    let (plan, exit) = planned::read(session, &args.files)?;
    let (wanted, read) = match args.drafts.as_slice() {
        [] => (None, Exit::Done),
        files => {
            let (drafts, read) = drafts::read(session, files)?;
            (Some(drafts), read)
        }
    };
    if exit == Exit::Failed || read == Exit::Failed {
        return Ok(Exit::Failed);
    }
    let of_client = |slot: usize| {
        let client = plan.slots.get(slot).and_then(|slot| slot.client.as_ref());
        session
            .common
            .client
            .as_ref()
            .is_none_or(|asked| client == Some(asked))
    };
    let mut broken = breaches(&plan.slots, wanted.as_deref(), &rules);
    broken.retain(|breach| of_client(breach.slot));
    let mut lines = String::new();
    for breach in &broken {
        let id = plan.slots.get(breach.slot).map_or("", |slot| &slot.id);
        let line = format!("{id}: {}: {}", breach.rule, breach.message);
        lines.push_str(&terminal::one_line(&line));
        lines.push('\n');
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(lines.as_bytes())
        .context("cannot write the output")?;
    output.finish()?;
    let slots = counted(plan.slots.len() as u64, "slot");
    let rules = counted(broken.len() as u64, "rule");
    session.console.summary(format!("{slots}: {rules} broken"));
    Ok(match broken.is_empty() {
        false => Exit::Threshold,
        true => exit.max(read),
    })
}
