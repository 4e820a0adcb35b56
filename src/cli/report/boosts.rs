//! `cm-report boosts`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::TimeDelta;
use clap::{Args, ValueEnum};

use super::asked::{AddLine, AskedArgs};
use super::voice::before;
use crate::ads::{AdSheet, read_ads};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::document::{Block, Document, NoteKind};
use crate::report::{Boosts, BoostsOptions, LineProblem, Per};
use crate::text::sheet::decoded;
use crate::time::age;

/// Largest export that is read.
const LARGEST: u64 = 512 << 20;

const EXAMPLES: &str = "\
Examples:
  cm-report boosts --ads meta.csv --ads linkedin.csv posts.jsonl
      what ads cost and brought, beside what the posts did by themselves
  cm-report boosts --since 30d --by campaign --ads meta.csv posts.jsonl
      by campaign, and against the thirty days before
  cm-report boosts --lang fr -o boosts.html --ads meta.csv -- posts.jsonl
      as a page in French
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct BoostsArgs {
    #[command(flatten)]
    asked: AskedArgs,

    /// CSV exports of ad managers (Meta, LinkedIn, X, TikTok, Google), in any order; what two of them hold counts once; a name that ends in .jsonl is
    /// posts wherever it stands
    #[arg(long, value_name = "FILE", num_args = 1..)]
    ads: Vec<PathBuf>,

    /// Tell campaigns apart too; network, client, objective and currency always are
    #[arg(long, value_name = "FIELD")]
    by: Option<By>,

    /// What organic engagement is divided by: reach, impressions, views, followers, post [default: the best that most posts of every channel have]
    #[arg(long, value_name = "WHAT")]
    per: Option<String>,

    /// Compare only posts whose figures were read at this age or later: they still grow
    #[arg(long, value_name = "AGE", default_value = "1d", value_parser = length)]
    min_age: TimeDelta,

    /// The figures of posts hold what ads brought, which is taken off
    #[arg(long)]
    posts_include_paid: bool,

    /// Put groups of fewer ads than this together, so that nobody is known by their figures. There is no --latest, since a post that was read many
    /// times always counts once, with the last metrics, and no --partial, since ads and posts must be held against each other: merge the posts instead
    #[arg(long, value_name = "ADS", default_value_t = 0)]
    min_group: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// By the name of the campaign
    Campaign,
}

fn length(text: &str) -> Result<TimeDelta, String> {
    age(text).ok_or_else(|| "write an age, such as 12h or 2d".to_owned())
}

impl AddLine for Boosts {
    fn add(&mut self, line: &str) -> Result<(), LineProblem> {
        self.add_line(line)
    }

    fn other_types(&self) -> u64 {
        Boosts::other_types(self)
    }
}

/// Reads exports and posts and writes the report.
pub(super) fn run(session: &Session, mut args: BoostsArgs) -> anyhow::Result<Exit> {
    let (exports, posts) = sorted(&args.ads, &args.asked.files);
    args.asked.files = posts;
    let per = args.per.as_deref().map(Per::parse).transpose();
    let options = BoostsOptions {
        scope: args.asked.scope(session, args.min_group)?,
        before: before(session),
        by_campaign: args.by == Some(By::Campaign),
        per: per.map_err(|error| UsageError(error.to_string()))?,
        min_age: args.min_age,
        posts_include_paid: args.posts_include_paid,
    };
    let (sheets, of_ads) = read(session, &exports)?;
    if of_ads == Exit::Failed {
        return Ok(of_ads);
    }
    let (parts, exit) = args
        .asked
        .read(session, session.jobs(), || Boosts::new(&options))?;
    let Some(parts) = parts else {
        return Ok(exit);
    };
    let mut whole = Boosts::new(&options);
    for part in parts {
        whole.merge(part);
    }
    let boosted = whole
        .finish(&sheets)
        .map_err(|error| UsageError(error.to_string()))?;
    let document = boosted.document();
    if !args.asked.is_for_people(session) {
        warn(session, &document);
    }
    args.asked.write(session, &document)?;
    Ok(if exit == Exit::Done { of_ads } else { exit })
}

/// Exports and posts, by the endings of their names where these say something.
fn sorted(ads: &[PathBuf], files: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let ends = |path: &Path, endings: &[&str]| {
        let name = path.to_string_lossy().to_lowercase();
        let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
        endings.iter().any(|ending| name.ends_with(ending))
    };
    let is_posts = |path: &&PathBuf| ends(path, &[".jsonl", ".ndjson", ".json"]);
    let is_export = |path: &&PathBuf| ends(path, &[".csv", ".tsv"]);
    let (more_posts, exports): (Vec<&PathBuf>, Vec<&PathBuf>) = ads.iter().partition(is_posts);
    let (more_exports, posts): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(is_export);
    let all =
        |some: Vec<&PathBuf>, more: Vec<&PathBuf>| some.into_iter().chain(more).cloned().collect();
    (all(exports, more_exports), all(posts, more_posts))
}

/// The exports, each row that cannot be read named; `Failed` when `--strict` ends the run.
pub(super) fn read(session: &Session, exports: &[PathBuf]) -> anyhow::Result<(Vec<AdSheet>, Exit)> {
    let (mut sheets, mut exit) = (Vec::new(), Exit::Done);
    if exports.is_empty() {
        return Ok((sheets, exit));
    }
    for input in session.inputs(exports)? {
        let name = input.name.clone();
        let mut bytes = Vec::new();
        input
            .decompressed()
            .and_then(|input| input.take(LARGEST + 1).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {name}"))?;
        if bytes.len() as u64 > LARGEST {
            anyhow::bail!("{name}: larger than 512 MiB; export a shorter time");
        }
        let sheet = read_ads(&decoded(&bytes), &name)?;
        for fault in &sheet.faults {
            session.console.error(fault);
            exit = Exit::Partial;
            if session.common.strict {
                return Ok((sheets, Exit::Failed));
            }
        }
        if sheet.passed > 0 {
            let passed = sheet.passed;
            session
                .console
                .detail(format!("{name}: rows of totals or without money: {passed}"));
        }
        sheets.push(sheet);
    }
    Ok((sheets, exit))
}

/// What programs are not told in their rows.
fn warn(session: &Session, document: &Document) {
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        if let Block::Note(note) = block
            && note.kind == NoteKind::Warning
        {
            session.console.warn(&note.text);
        }
    }
}
