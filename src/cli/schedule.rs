//! `cm-schedule`: plans.

mod again;
mod alarms;
mod best_times;
mod boost;
mod check;
mod drafts;
mod history;
mod hold;
mod holidays;
mod ics;
mod lint;
mod memory;
mod others;
mod plan;
mod planned;
mod release;
mod replies;
mod rhythm;
mod rules;
mod settings;
mod shown;

pub(super) use rules::table_beside;
pub(super) use settings::TABLES;

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};

use super::common::Common;
use super::exit::Exit;
use super::program::{self, Program};
use super::session::Session;

const EXAMPLES: &str = "\
Examples:
  cm-schedule plan drafts.csv --from 2026-11-23 --to 2026-11-30
      the drafts of a spreadsheet into the week's best hours
  cm-schedule plan drafts.jsonl --slots rates.csv --min-gap 120 --max-per-day 2
      the same by your own rates, with room between posts
  cm-schedule best-times posts.jsonl
      what each hour is worth, learnt from your own posts
  cm-classify inbox.jsonl | cm-schedule replies
      who answers what by when
  cm-schedule lint drafts.csv --recent published.jsonl
      the same drafts against the charter of cm.toml, before anything goes out
  cm-classify inbox.jsonl | cm-schedule replies --tasks tasks.jsonl
      the same from day to day: what people have begun stays theirs
  cm-schedule hold week.jsonl --alerts alerts.jsonl > held.jsonl
      a crisis: what is planned for that client waits
  cm-schedule release held.jsonl > week.jsonl
      it is over: what waited goes out in the next good hours
  cm-schedule plan drafts.csv | cm-schedule ics -o week.ics
      the plan as a calendar; importing it again updates it
  cm-schedule rhythm --from 2026-12-01 --to 2027-01-01 --lang fr --holidays FR
      the month's meetings, off the holidays, with their agendas
";

/// Plan: what we publish when, and who answers what by when
#[derive(Parser, Debug)]
#[command(name = "cm-schedule", before_long_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Schedule,
}

#[derive(Subcommand, Debug)]
enum Schedule {
    /// Place drafts into slots; this is what is done when nothing is named
    Plan(Box<plan::PlanArgs>),
    /// Show what each hour is worth, from our own posts
    BestTimes(best_times::BestTimesArgs),
    /// Advise which posts deserve money, and split a budget
    Boost(boost::BoostArgs),
    /// Turn labelled posts into tasks with due times
    Replies(replies::RepliesArgs),
    /// Check drafts against the editorial charter: networks, law, language, house
    Lint(lint::LintArgs),
    /// Check a plan against the rules of its channels and drafts
    Check(check::CheckArgs),
    /// Write the meetings of the trade with their agendas
    Rhythm(rhythm::RhythmArgs),
    /// Hold what is planned while an alarm is open
    Hold(hold::HoldArgs),
    /// Put what was held back into the next good slots
    Release(release::ReleaseArgs),
    /// Write slots, tasks and events as a calendar (RFC 5545), or read calendars
    Ics(ics::IcsArgs),
    /// List public holidays
    Holidays(holidays::HolidaysArgs),
}

impl Program for Args {
    const NAME: &'static str = "cm-schedule";
    const SECTION: &'static str = "schedule";
    const DEFAULT_COMMAND: &'static str = "plan";

    fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.command {
            Schedule::Plan(args) => plan::run(session, &args),
            Schedule::BestTimes(args) => best_times::run(session, &args),
            Schedule::Boost(args) => boost::run(session, &args),
            Schedule::Replies(args) => replies::run(session, &args),
            Schedule::Lint(args) => lint::run(session, &args),
            Schedule::Check(args) => check::run(session, &args),
            Schedule::Rhythm(args) => rhythm::run(session, &args),
            Schedule::Hold(args) => hold::run(session, &args),
            Schedule::Release(args) => release::run(session, &args),
            Schedule::Ics(args) => ics::run(session, &args),
            Schedule::Holidays(args) => holidays::run(session, &args),
        }
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

/// A day of `--from` or `--to`.
fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "this is not a date; write it as 2026-11-23".to_owned())
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    program::main::<Args>()
}
