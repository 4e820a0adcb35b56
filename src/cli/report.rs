//! `cm-report`: measures.

mod alerts;
mod asked;
mod authors;
mod boosts;
mod html;
mod pack;
mod posts;
mod rivals;
mod saved;
mod summary;
mod team;
mod threads;
mod trends;
mod uncounted;
mod voice;

pub(super) use pack::TABLES;

use std::process::ExitCode;

use clap::{Arg, Command, Parser, Subcommand};

use super::common::Common;
use super::exit::Exit;
use super::generate;
use super::program::{self, Program};
use super::session::Session;
use crate::document::Language;
use crate::render::RENDERERS;
use crate::report::{Dimension, PACKS, Per};

const EXAMPLES: &str = "\
Examples:
  cm-fetch demo | cm-classify | cm-report
      the key figures of a month on one page
  cm-report --by day,client --since 30d labelled.jsonl
      a row per day and client
  cm-report --by week,sentiment --format csv --excel -o weeks.csv labelled.jsonl
      a table for a French spreadsheet
  cm-report html --lang fr -o page.html labelled.jsonl
      the main figures and charts as one page, in French
  cm-report pack committee --client mirabo -o committee.xlsx labelled.jsonl
      the quarterly committee's workbook, against the quarter before
  cm-report --partial --by day,client monday.jsonl > monday.buckets.jsonl
  cm-report --by day,client *.buckets.jsonl
      counts of parts, then the report over all of them
  cm-report alerts --state alarms.state --fail-on warning posts.jsonl
      from cron: what is out of the ordinary, told once
";

/// Measure: what happened, from posts, labelled posts or buckets
#[derive(Parser, Debug)]
#[command(name = "cm-report", before_long_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    common: Common,
    /// Language of titles, notes, dates and numbers: en or fr; jsonl and csv keep their names
    #[arg(
        long,
        global = true,
        env = "CM_REPORT_LANG",
        value_name = "LANG",
        default_value = "en"
    )]
    lang: Language,
    #[command(subcommand)]
    command: Report,
}

#[derive(Subcommand, Debug)]
enum Report {
    /// Count posts, tone, engagement and authors, by whatever is asked; this is what is done when nothing is named
    Summary(summary::SummaryArgs),
    /// Make one page for a browser, with charts: the main figures, or the summary --by what is asked
    Html(html::HtmlArgs),
    /// Make the pack of a meeting (daily, editorial, committee, strategy, page, or your own of cm.toml): its questions, answered on a page or in a workbook
    Pack(pack::PackArgs),
    /// Tell who speaks of us: occasions to react, segments, influence, ambassadors and detractors
    Authors(authors::AuthorsArgs),
    /// Tell the best and the worst of our own posts, and what they share: what to do again, what to avoid
    Posts(posts::PostsArgs),
    /// Find bursts, silences and late answers, and say what makes the difference; or score every interval
    Alerts(alerts::AlertsArgs),
    /// Show volume and tone over time, what rises, and whether organic reach falls
    Trends(trends::TrendsArgs),
    /// Measure how often and how soon we answer, by person, team, client and level, and what became of those who were answered
    Team(team::TeamArgs),
    /// Show conversations as units: what waits for us, who takes part, how fast, whom they reach, where their tone turned
    Threads(threads::ThreadsArgs),
    /// Show the share of voice: how much is said of each brand, by network and tone
    Voice(voice::VoiceArgs),
    /// Hold what ads brought against what posts did by themselves: cost per result, reach and engagement, paid and organic
    Boosts(boosts::BoostsArgs),
}

impl Program for Args {
    const NAME: &'static str = "cm-report";
    const SECTION: &'static str = "report";
    const DEFAULT_COMMAND: &'static str = "summary";

    fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.command {
            Report::Summary(args) => summary::run(session, &args),
            Report::Html(args) => html::run(session, args),
            Report::Pack(args) => pack::run(session, &args),
            Report::Authors(args) => authors::run(session, &args),
            Report::Posts(args) => posts::run(session, &args),
            Report::Alerts(args) => alerts::run(session, &args),
            Report::Trends(args) => trends::run(session, &args),
            Report::Team(args) => team::run(session, &args),
            Report::Threads(args) => threads::run(session, &args),
            Report::Voice(args) => voice::run(session, &args),
            Report::Boosts(args) => boosts::run(session, args),
        }
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn offered(command: Command) -> Command {
        let words = |arg: Arg| match arg.get_id().as_str() {
            "format" => {
                let names = RENDERERS.iter().map(|renderer| renderer.name());
                generate::offering(arg, names)
            }
            "lang" => generate::offering(arg, ["en", "fr"]),
            "by" if arg.get_possible_values().is_empty() => {
                let names = Dimension::ALL.iter().map(|dimension| dimension.name());
                generate::offering(arg, names)
            }
            "per" => generate::offering(arg, Per::ALL.iter().map(|per| per.name())),
            _ => arg,
        };
        command
            .mut_args(words)
            .mut_subcommands(|sub| sub.mut_args(words))
            .mut_subcommand("pack", |pack| {
                // Not `mut_arg`, which would put the name behind the files.
                pack.mut_args(|arg| match arg.get_id().as_str() {
                    "name" => generate::offering(arg, PACKS.iter().map(|pack| pack.name)),
                    _ => arg,
                })
            })
    }

    fn language(&self) -> Language {
        self.lang
    }
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    program::main::<Args>()
}
