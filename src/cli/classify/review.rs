//! `cm-classify review`: the posts that are most worth a person's judgement, and what the person wrote as corrections.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use anyhow::Context;
use clap::Args;

use super::{Judgement, corrections};
use crate::classify::train::rules_only;
use crate::classify::{
    CORRECTABLE, Candidate, Corrections, Filled, Labeler, Model, Picked, Reading, Reviewer,
    id_cell, read_filled, unknown_label,
};
use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::document::{Block, Cell, CellKind, Column, Document, Role, Section, Table};
use crate::jsonl;

#[derive(Args, Debug)]
pub(super) struct ReviewArgs {
    /// Posts as JSON Lines, labelled or not; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How many posts to pick: 40 % the model is unsure of, 20 % on which rules and model or two copies disagree, 20 % new ones, 20 % by chance
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    count: usize,

    /// The labels to ask about
    #[arg(
        long,
        value_name = "LABELS",
        value_delimiter = ',',
        default_value = "sentiment,intent,department,level,stance"
    )]
    labels: Vec<String>,

    /// What people have said already: these posts are left out
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,

    /// Another number, another choice by chance
    #[arg(long, value_name = "N", default_value_t = 1, hide_short_help = true)]
    seed: u64,

    /// How to write it: csv, jsonl, table, markdown [default: what the name of -o says, else csv]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,

    /// CSV for a French Excel: `;` between cells, a byte order mark
    #[arg(long)]
    excel: bool,

    /// Read the file that was filled in, and write what it says as `correction` records
    #[arg(long, value_name = "FILE", requires = "by", conflicts_with_all = ["files", "corrections", "format", "excel"])]
    read: Option<PathBuf>,

    /// Who judged
    #[arg(long, value_name = "NAME", requires = "read")]
    by: Option<String>,

    /// With --read: only rows that were picked for this reason; `random` ones say how good the model is in general
    #[arg(long, value_name = "REASON", requires = "read", value_parser = ["unsure", "disagreeing", "new", "random"])]
    only: Option<String>,

    #[command(flatten)]
    judgement: Judgement,
}

/// Picks, or reads back.
pub(super) fn run(session: &Session, args: &ReviewArgs) -> anyhow::Result<Exit> {
    if let Some(path) = &args.read {
        return read_back(session, args, path);
    }
    let format = match (&args.format, args.excel) {
        (Some(format), _) => format.as_str(),
        (None, true) => "csv",
        (None, false) => match document::format_of(session.common.output.as_deref()) {
            "table" => "csv",
            format => format,
        },
    };
    document::check(session, format)?;
    if args.excel && format != "csv" {
        return Err(UsageError("--excel goes with --format csv".to_owned()).into());
    }
    for label in &args.labels {
        if !CORRECTABLE.contains(&label.as_str()) {
            return Err(UsageError(format!("--labels: {}", unknown_label(label))).into());
        }
    }
    let (judged, told) = match &args.corrections {
        Some(path) => corrections::read(session, path)?,
        None => (Corrections::default(), Exit::Done),
    };
    let (picks, exit) = pick(session, args, judged)?;
    let document = Document {
        title: "Posts to judge".to_owned(),
        data: table(&picks, &each_once(&args.labels)),
        sections: vec![Section {
            heading: None,
            blocks: vec![Block::Data],
        }],
    };
    document::write(session, &document, format, args.excel)?;
    session
        .console
        .summary(format!("{} picked", counted(picks.len() as u64, "post")));
    Ok(exit.max(told))
}

/// The labels in their order, one that was named twice where it was named first.
fn each_once(labels: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for label in labels {
        if !once.contains(label) {
            once.push(label.clone());
        }
    }
    once
}

fn pick(
    session: &Session,
    args: &ReviewArgs,
    judged: Corrections,
) -> anyhow::Result<(Vec<(Picked, Candidate)>, Exit)> {
    static RULES: OnceLock<Model> = OnceLock::new();
    let rules = match RULES.get() {
        Some(rules) => rules,
        None => {
            let rules = rules_only()?;
            RULES.get_or_init(|| rules)
        }
    };
    let options = args.judgement.options(false)?;
    let model = args.judgement.model()?;
    let judged = Arc::new(judged);
    // One worker: what is picked depends on the order of the posts.
    let mut ran = stream::run_on(session, 1, &args.files, None, || {
        Reviewer::new(
            Labeler::new(model, options.clone()),
            Labeler::new(rules, options.clone()),
            Arc::clone(&judged),
            args.count,
            args.seed,
        )
    })?;
    let Some(reviewer) = ran.workers.pop() else {
        return Ok((Vec::new(), ran.exit));
    };
    if reviewer.nameless > 0 {
        let posts = counted(reviewer.nameless, "post");
        session.console.warn(format!(
            "{posts} without `id` left out: a correction could not name them"
        ));
    }
    if reviewer.known > 0 {
        let posts = counted(reviewer.known, "post");
        session
            .console
            .detail(format!("{posts} left out, judged already"));
    }
    Ok((reviewer.picks(), ran.exit))
}

fn table(picks: &[(Picked, Candidate)], labels: &[String]) -> Table {
    let word = |name: &str, role| Column::new(name, name, CellKind::Text, role);
    let mut columns = vec![
        word("id", Role::Data),
        word("picked", Role::Figure(1)),
        word("hint", Role::Figure(2)),
        word("text", Role::Key),
        word("url", Role::Data),
    ];
    for label in labels {
        columns.push(word(label, Role::Figure(3)));
        columns.push(word(&format!("{label}_right"), Role::Data));
    }
    columns.push(word("checked", Role::Data));
    let mut table = Table::new(columns);
    for (kind, candidate) in picks {
        let mut row = vec![
            Cell::Text(id_cell(&candidate.id).into_owned()),
            Cell::Text(kind.name().to_owned()),
            Cell::Text(candidate.hint.clone()),
            Cell::Text(candidate.text.clone()),
            Cell::text(candidate.url.clone().unwrap_or_default()),
        ];
        for label in labels {
            row.push(present(candidate, label));
            // Empty, and there: to be filled in.
            row.push(Cell::Text(String::new()));
        }
        row.push(Cell::Text(String::new()));
        table.push(row);
    }
    table
}

/// The present value of a label.
fn present(candidate: &Candidate, label: &str) -> Cell {
    let labels = &candidate.labels;
    let share = |value: f32| Cell::decimal((f64::from(value) * 1000.0).round() / 1000.0, 2);
    match label {
        "lang" => Cell::text(labels.lang.clone()),
        "sentiment" => Cell::text(labels.sentiment.name()),
        "intent" => Cell::text(labels.intent.name()),
        "topics" => Cell::text(labels.topics.join(", ")),
        "toxicity" => share(labels.toxicity),
        "spam" => share(labels.spam),
        "urgency" => share(labels.urgency),
        "priority" => Cell::count(labels.priority.into()),
        "department" => Cell::text(labels.department.clone()),
        "level" => Cell::count(labels.level.into()),
        "stance" => Cell::text(labels.stance.name()),
        _ => Cell::Empty,
    }
}

fn read_back(session: &Session, args: &ReviewArgs, path: &PathBuf) -> anyhow::Result<Exit> {
    let name = path.display().to_string();
    let by = args.by.as_deref().unwrap_or_default().trim();
    if by.is_empty() {
        return Err(UsageError("--by: say who judged".to_owned()).into());
    }
    let mut bytes = Vec::new();
    for input in jsonl::open(std::slice::from_ref(path))? {
        let mut input = input
            .decompressed()
            .with_context(|| format!("cannot read {name}"))?;
        input
            .read_to_end(&mut bytes)
            .with_context(|| format!("cannot read {name}"))?;
    }
    let reading = Reading {
        by,
        at: session.now,
        only: args.only.as_deref(),
    };
    let filled = read_filled(&bytes, &reading).with_context(|| name.clone())?;
    for cell in &filled.bad {
        session.console.error(format!("{name}:{cell}"));
    }
    if session.common.strict && !filled.bad.is_empty() {
        return Ok(Exit::Failed);
    }
    write_corrections(session, &filled)?;
    session.console.summary(format!(
        "{} read, {}",
        counted(filled.rows, "row"),
        counted(filled.corrections.len() as u64, "judgement")
    ));
    Ok(if filled.bad.is_empty() {
        Exit::Done
    } else {
        Exit::Partial
    })
}

fn write_corrections(session: &Session, filled: &Filled) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for correction in &filled.corrections {
        serde_json::to_writer(&mut lines, correction)?;
        lines.push(b'\n');
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(&lines)
        .context("cannot write the corrections")?;
    output.finish()
}
