//! `cm-schedule lint`: drafts against the editorial charter.

mod correct;
mod dictionaries;
mod read;
mod recent;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::record::{Finding, FindingSeverity};
use crate::schedule::lint::{CharterSettings, LintOptions, Linter, RULES, sarif};
use crate::text::terminal;

const AFTER: &str = "\
Examples:
  cm-schedule lint drafts.csv
  cm-schedule plan drafts.jsonl | cm-schedule lint
  cm-schedule lint --channel linkedin post.md
  cm-schedule lint drafts.jsonl --fix -o corrected.jsonl
  cm-schedule lint drafts.jsonl --format sarif -o charter.sarif

The charter stands in cm.toml, in [charter]; docs/lint.md says what each rule asks for. Exit 10: a rule of severity error is broken.";

#[derive(Args, Debug)]
#[command(after_long_help = AFTER)]
pub(super) struct LintArgs {
    /// Drafts as JSON Lines or as a spreadsheet, slots of a plan, or texts (.md, .txt); standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How to write the findings
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "jsonl", "sarif"])]
    format: String,

    /// Write the drafts with what is safe to correct corrected (spaces, marks, accents on capitals); what is left to do goes to standard error
    #[arg(long)]
    fix: bool,

    /// Published posts, to find drafts that repeat them
    #[arg(long, value_name = "FILE")]
    recent: Vec<PathBuf>,

    /// Spelling: a Hunspell dictionary (.dic) or a folder of them; `system` is the system's own, `none` is no spelling
    #[arg(long, value_name = "WHERE", default_value = "system")]
    dictionary: Vec<String>,

    /// Channels of a text that is no record
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    channel: Vec<String>,

    /// Language of drafts that name none, such as fr or en-GB
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,

    /// Print the rules and exit
    #[arg(long)]
    rules: bool,
}

/// Checks, and writes what was found or what was corrected.
pub(super) fn run(session: &Session, args: &LintArgs) -> anyhow::Result<Exit> {
    if args.rules {
        return rules(session);
    }
    if args.fix && args.format != "text" {
        let message = "--fix writes the drafts themselves: leave --format out";
        return Err(UsageError(message.to_owned()).into());
    }
    let mut linter = linter(session, args)?;
    let remembered = recent::read(session, &args.recent, &mut linter)?;
    if remembered == Exit::Failed {
        return Ok(remembered);
    }
    let read = read::read(session, args)?;
    if read.exit == Exit::Failed {
        return Ok(read.exit);
    }
    let mut corrected = Vec::new();
    let mut findings = Vec::new();
    let mut texts = BTreeSet::new();
    for source in read.files {
        if source.form == read::Form::Plain {
            texts.insert(source.name.clone());
        }
        let source = if args.fix {
            correct::correct(&mut linter, source, &mut corrected)?
        } else {
            source
        };
        for item in source.items {
            if let read::Item::Subject(subject) = item {
                findings.extend(linter.check(&subject));
            }
        }
    }
    write(session, args, (&findings, &texts), &corrected)?;
    sum_up(session, &findings, read.drafts);
    let broken = findings
        .iter()
        .any(|finding| finding.severity == FindingSeverity::Error);
    Ok(match broken {
        true => Exit::Threshold,
        false if remembered == Exit::Partial => Exit::Partial,
        false => read.exit,
    })
}

fn linter(session: &Session, args: &LintArgs) -> anyhow::Result<Linter> {
    let mut charter = tables::section::<CharterSettings>(session, "charter")?.unwrap_or_default();
    if let Some(lang) = &args.lang {
        charter.lang = Some(lang.clone());
    }
    let options = LintOptions {
        charter,
        dictionaries: dictionaries::load(session, &args.dictionary)?,
        zone: session.zone.clone(),
        now: session.now,
    };
    Linter::new(options).map_err(|error| UsageError(error.to_string()).into())
}

fn rules(session: &Session) -> anyhow::Result<Exit> {
    let mut text = String::new();
    for rule in RULES {
        text.push_str(&format!(
            "{:21} {:8} {}\n",
            rule.id,
            rule.severity.name(),
            rule.about
        ));
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(text.as_bytes())
        .context("cannot write the rules")?;
    output.finish()?;
    Ok(Exit::Done)
}

fn write(
    session: &Session,
    args: &LintArgs,
    (findings, texts): (&[Finding], &BTreeSet<String>),
    corrected: &[u8],
) -> anyhow::Result<()> {
    let mut out = Vec::new();
    match args.format.as_str() {
        _ if args.fix => {
            out.extend_from_slice(corrected);
            for finding in findings {
                session.console.warn(told(finding));
            }
        }
        "jsonl" => {
            for finding in findings {
                serde_json::to_writer(&mut out, finding)?;
                out.push(b'\n');
            }
        }
        "sarif" => {
            serde_json::to_writer_pretty(
                &mut out,
                &sarif(findings, texts, env!("CARGO_PKG_VERSION")),
            )?;
            out.push(b'\n');
        }
        _ => {
            for finding in findings {
                out.extend_from_slice(terminal::one_line(&told(finding)).as_bytes());
                out.push(b'\n');
            }
        }
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(&out).context("cannot write the output")?;
    output.finish()
}

/// `drafts.csv:4: launch: text:1:14: warning typo-space: ...; ...`
fn told(finding: &Finding) -> String {
    let mut text = format!(
        "{}:{}: {}: {}",
        finding.file, finding.line, finding.id, finding.place
    );
    if !finding.channels.is_empty() {
        text.push_str(&format!("({})", finding.channels.join(",")));
    }
    if let (Some(line), Some(column)) = (finding.text_line, finding.column) {
        text.push_str(&format!(":{line}:{column}"));
    }
    text.push_str(&format!(
        ": {} {}: {}",
        finding.severity.name(),
        finding.rule,
        finding.message
    ));
    if let Some(hint) = &finding.hint {
        text.push_str("; ");
        text.push_str(hint);
    }
    text
}

fn sum_up(session: &Session, findings: &[Finding], drafts: u64) {
    let of = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count() as u64
    };
    session.console.summary(format!(
        "{}: {}, {}, {} of information",
        counted(drafts, "draft"),
        counted(of(FindingSeverity::Error), "error"),
        counted(of(FindingSeverity::Warning), "warning"),
        of(FindingSeverity::Info)
    ));
}
