//! `cm-report pack` and the page of `cm-report html`: several questions asked of one reading of the lines.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Deserialize;

use super::{boosts, team, voice};
use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::passed;
use crate::cli::session::Session;
use crate::cli::{stream, tables};
use crate::config::{Section, Table};
use crate::jsonl::{Problem, Worker};
use crate::report::{LineProblem, PACKS, Pack, PackPlan, SECTIONS, SummaryOptions};
use crate::text::closest;
use crate::time::{Range, instant};

#[derive(Args, Debug)]
pub(super) struct PackArgs {
    #[arg(value_name = "NAME", help = name_help())]
    name: Option<String>,

    /// Posts, labelled posts or buckets; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How to write it: table, jsonl, csv, markdown, html, xlsx [default: by the ending of -o FILE, else table]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// A CSV export of an ad manager, for the section boosts; may be given several times
    #[arg(long, value_name = "FILE")]
    ads: Vec<PathBuf>,
    /// A brand whose voice is held against those of the others, in packs that have `voice`; may be given several times, and may be a query of its own: NAME=QUERY
    #[arg(long, value_name = "NAME[=QUERY]")]
    brand: Vec<String>,

    /// Print the packs and the sections there are, and exit
    #[arg(long)]
    list: bool,
}

/// The table of one's own packs.
pub(in crate::cli) const TABLES: &[Table] = &[Table::named::<PackSettings>("pack")];

/// `[pack.NAME]` of `cm.toml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PackSettings {
    title: Option<String>,
    since: Option<String>,
    sections: Option<Vec<String>>,
    brands: Option<Vec<String>>,
}

impl Section for PackSettings {
    const KEYS: &'static [&'static str] = &["title", "since", "sections", "brands"];
}

fn name_help() -> String {
    let names: Vec<&str> = PACKS.iter().map(|pack| pack.name).collect();
    format!(
        "The pack: {}, or one of [pack.NAME] in cm.toml",
        names.join(", ")
    )
}

/// Makes a pack, or lists what there is.
pub(super) fn run(session: &Session, args: &PackArgs) -> anyhow::Result<Exit> {
    let own = own_packs(session)?;
    if args.list {
        return list(session, &own);
    }
    let Some(name) = &args.name else {
        return Err(UsageError(format!("which pack? known: {}", known(&own).join(", "))).into());
    };
    let mut plan = plan(name, &own)?;
    if !args.brand.is_empty() {
        plan.brands.clone_from(&args.brand);
    }
    let format = args
        .format
        .as_deref()
        .unwrap_or_else(|| document::format_of(session.common.output.as_deref()));
    write(session, (name, &plan), (&args.files, &args.ads), format)
}

fn own_packs(session: &Session) -> anyhow::Result<Vec<(String, PackSettings)>> {
    Ok(tables::named::<PackSettings>(session, "pack")?.1)
}

fn known(own: &[(String, PackSettings)]) -> Vec<&str> {
    let built_in = PACKS.iter().map(|pack| pack.name);
    let mut names: Vec<&str> = built_in.collect();
    for (name, _) in own {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// The pack of a name: that of the program, with what `cm.toml` says otherwise.
fn plan(name: &str, own: &[(String, PackSettings)]) -> Result<PackPlan, UsageError> {
    let built_in = PACKS.iter().find(|pack| pack.name == name);
    let settings = own.iter().find(|(known, _)| known == name);
    let mut plan = match (built_in, settings) {
        (Some(pack), _) => PackPlan::from(*pack),
        (None, Some((name, _))) => PackPlan {
            title: name.clone(),
            sections: Vec::new(),
            since: String::new(),
            brands: Vec::new(),
        },
        (None, None) => {
            let names = known(own);
            let hint = closest::hint(closest::closest(name, names.iter().copied()));
            return Err(UsageError(format!(
                "unknown pack `{name}`{hint}; known: {}",
                names.join(", ")
            )));
        }
    };
    if let Some((_, settings)) = settings {
        if let Some(title) = &settings.title {
            plan.title.clone_from(title);
        }
        if let Some(since) = &settings.since {
            plan.since.clone_from(since);
        }
        if let Some(sections) = &settings.sections {
            plan.sections.clone_from(sections);
        }
        if let Some(brands) = &settings.brands {
            plan.brands.clone_from(brands);
        }
    }
    Ok(plan)
}

/// Counts all lines for a pack and writes it.
pub(super) fn write(
    session: &Session,
    (name, plan): (&str, &PackPlan),
    (files, ads): (&[PathBuf], &[PathBuf]),
    format: &str,
) -> anyhow::Result<Exit> {
    document::check(session, format)?;
    let options = SummaryOptions {
        zone: session.zone.clone(),
        range: range(session, name, plan)?,
        clients: session.common.client.iter().cloned().collect(),
        ..SummaryOptions::default()
    };
    let desk = team::desk(session)?;
    let voices = match voice::brands(&plan.brands)? {
        Some(brands) => brands,
        None => voice::known(session)?,
    };
    let empty = || Pack::new(plan, &options, &desk, &voices, session.now);
    let mut whole =
        empty().map_err(|error| UsageError(format!("pack.{name}.sections: {error}")))?;
    let (sheets, of_ads) = boosts::read(session, ads)?;
    if of_ads == Exit::Failed {
        return Ok(of_ads);
    }
    whole.give_ads(sheets);
    let ran = stream::run(session, files, None, || Counting(empty().ok()))?;
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    for part in ran.workers.into_iter().filter_map(|worker| worker.0) {
        whole.merge(part);
    }
    let others = whole.other_types();
    passed::tell(session, others, ran.lines, passed::POSTS_OR_BUCKETS);
    document::write(session, &whole.finish()?, format, false)?;
    let read = counted(ran.lines, "line");
    session.console.summary(format!("{read} read"));
    Ok(if ran.exit == Exit::Done {
        of_ads
    } else {
        ran.exit
    })
}

/// What was asked for, or as far back as the pack looks.
fn range(session: &Session, name: &str, plan: &PackPlan) -> anyhow::Result<Range> {
    let mut range = session.range;
    if range.since.is_none() && !plan.since.is_empty() {
        let until = range.until.unwrap_or(session.now);
        let since = instant(&plan.since, &session.zone, until)
            .with_context(|| format!("pack.{name}.since"))?;
        range.since = Some(since);
        range.until = Some(until);
    }
    Ok(range)
}

/// The counts of one thread. The plan was tried before the threads began, so there is always a pack.
struct Counting(Option<Pack>);

impl Worker for Counting {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let Some(pack) = &mut self.0 else {
            return Ok(());
        };
        pack.add_line(line)
            .map_err(|LineProblem { column, message }| Problem::new(column, message))
    }
}

fn list(session: &Session, own: &[(String, PackSettings)]) -> anyhow::Result<Exit> {
    use std::io::Write;
    let mut text = String::from("packs\n");
    for name in known(own) {
        let plan = plan(name, own)?;
        let built_in = PACKS.iter().find(|pack| pack.name == name);
        let about = built_in.map_or("of cm.toml", |pack| pack.about);
        let since = if plan.since.is_empty() {
            "everything"
        } else {
            &plan.since
        };
        text.push_str(&format!(
            "  {name}: {about} ({since})\n    {}\n",
            plan.sections.join(", ")
        ));
    }
    text.push_str("sections\n");
    for kind in SECTIONS {
        text.push_str(&format!("  {}: {}\n", kind.name, kind.heading));
    }
    let mut output = crate::cli::output::Output::open(session.common.output.as_deref())?;
    output
        .write_all(text.as_bytes())
        .context("cannot write the list")?;
    output.finish()?;
    Ok(Exit::Done)
}
