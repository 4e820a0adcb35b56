//! `cm-schedule boost`: which posts deserve money.

mod tables;

use std::io::{Cursor, Read};
use std::path::PathBuf;

use anyhow::Context;
use chrono::TimeDelta;
use clap::{Args, ValueEnum};

use super::drafts;
use super::history::{Gathering, length, per};
use super::settings::rules_of_channels;
use crate::ads::{AdResult, read_ads, results};
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::Input;
use crate::schedule::best_times::{History, Per};
use crate::schedule::boost::{Aim, BoostOptions, boost};

const EXAMPLES: &str = "\
Examples:
  cm-schedule boost posts.jsonl meta.csv linkedin.csv --budget 300
      what each recent post should get of 300, by what earlier ads brought
  cm-schedule boost posts.jsonl meta.csv --budget 300 --for reach --min-spend 20
      for reach, and at least 20 on a post
  cm-schedule boost posts.jsonl
      which posts do better than usual; no money
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct BoostArgs {
    /// Posts, ours among them (`"own": true`), and CSV exports of ad managers (Meta, LinkedIn, X, TikTok, Google)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Money to split
    #[arg(long, value_name = "AMOUNT", default_value = "0", value_parser = amount)]
    budget: f64,

    /// What the money is for
    #[arg(long = "for", value_name = "AIM", default_value = "engagement")]
    aim: AimName,

    /// A post gets nothing or at least this
    #[arg(long, value_name = "AMOUNT", default_value = "1", value_parser = amount)]
    min_spend: f64,

    /// Only ads in this currency, such as EUR [default: the one that all are in]
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,

    /// Advise on posts published within this time; older ones say what is usual
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = length)]
    max_age: TimeDelta,

    /// Split also over posts that may be no better than usual
    #[arg(long)]
    all: bool,

    /// What engagement is divided by: reach, impressions, views, followers, post [default: the best that most posts of every channel have]
    #[arg(long, value_name = "WHAT", value_parser = per)]
    per: Option<Per>,

    /// How to write it: table, jsonl, csv, markdown [default: by the ending of -o FILE, else table]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AimName {
    /// Engagements
    Engagement,
    /// People reached
    Reach,
}

fn amount(text: &str) -> Result<f64, String> {
    let value: Option<f64> = text.trim().replace(',', ".").parse().ok();
    value
        .filter(|amount| (0.0..1e12).contains(amount))
        .ok_or_else(|| "write an amount of money, such as 250 or 12.50".to_owned())
}

/// Reads posts and ads, and writes the advice.
pub(super) fn run(session: &Session, args: &BoostArgs) -> anyhow::Result<Exit> {
    let format = match &args.format {
        Some(format) => format,
        None => document::format_of(session.common.output.as_deref()),
    };
    document::check(session, format)?;
    let options = BoostOptions {
        now: session.now,
        budget: args.budget,
        currency: args.currency.clone(),
        per: args.per,
        max_age: args.max_age,
        aim: match args.aim {
            AimName::Engagement => Aim::Engagement,
            AimName::Reach => Aim::Reach,
        },
        least: args.min_spend,
        all: args.all,
        rules: rules_of_channels(session)?,
    };
    let (history, ads, exit) = read(session, &args.files)?;
    if exit == Exit::Failed {
        return Ok(exit);
    }
    if history.is_empty() {
        session
            .console
            .warn("no post of ours with likes, replies or reposts (\"own\": true)");
    }
    let boost = boost(&history, &ads, &options).map_err(|error| UsageError(error.to_string()))?;
    if !["table", "markdown"].contains(&format) {
        for warning in &boost.warnings {
            session.console.warn(warning);
        }
    }
    let document = tables::document(session, &boost, &options);
    document::write(session, &document, format, false)?;
    Ok(exit)
}

/// Posts from JSON Lines, ads from tables.
fn read(session: &Session, paths: &[PathBuf]) -> anyhow::Result<(History, Vec<AdResult>, Exit)> {
    let (mut ads, mut lines, mut exit) = (Vec::new(), Vec::new(), Exit::Done);
    for input in session.inputs(paths)? {
        let name = input.name.clone();
        let mut bytes = Vec::new();
        input
            .decompressed()
            .and_then(|mut input| input.read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {name}"))?;
        if !drafts::is_sheet(&name, &bytes) {
            let bytes = Box::new(Cursor::new(bytes));
            lines.push(Input { name, bytes });
            continue;
        }
        let sheet = read_ads(&drafts::text(&bytes), &name)?;
        for fault in &sheet.faults {
            session.console.error(fault);
            exit = Exit::Partial;
            if session.common.strict {
                return Ok((History::default(), ads, Exit::Failed));
            }
        }
        ads.extend(results(&sheet.rows));
    }
    let ran = stream::run_over(session, 1, (lines, None), None, || Gathering::new(session))?;
    let history = ran.workers.into_iter().next().map(|worker| worker.history);
    let exit = if ran.exit == Exit::Done {
        exit
    } else {
        ran.exit
    };
    Ok((history.unwrap_or_default(), ads, exit))
}
