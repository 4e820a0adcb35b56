//! `cm-classify evaluate`: how good a model is on labelled texts.

mod tables;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Judgement, open_model, truth};
use crate::classify::train::compare::compare;
use crate::classify::train::corpus::{self, Corpus, Part, Row};
use crate::classify::train::evaluate::{Evaluation, judge};
use crate::classify::train::rules_only;
use crate::classify::{Model, Options};
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::document::Document;

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct EvaluateArgs {
    /// What to measure with: posts as JSON Lines whose `labels` are right, or a TOML file of [[source]] tables with part = "dev" (docs/model.md)
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What people said of the posts: then only this counts, not their labels
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,

    /// Folder of the texts that the manifest names
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    data: PathBuf,

    /// Figures of every class instead of one row a file
    #[arg(long)]
    classes: bool,

    /// How often each class was taken for each other
    #[arg(long, conflicts_with = "classes")]
    confusion: bool,

    /// How often the model is right when it is so and so sure; Brier score
    #[arg(long, conflicts_with_all = ["classes", "confusion"])]
    calibration: bool,

    /// Whether a second model is better: a file, `shipped` or `rules`
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["classes", "confusion", "calibration"])]
    compare: Option<PathBuf>,

    /// Measure the rules alone, without any model
    #[arg(long, conflicts_with = "model")]
    rules_only: bool,

    /// How to write it: table, jsonl, csv, markdown
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: String,

    #[command(flatten)]
    judgement: Judgement,
}

/// Judges the texts and reports how right that was.
pub(super) fn run(session: &Session, args: &EvaluateArgs) -> anyhow::Result<Exit> {
    document::check_format(&args.format)?;
    let options = args.judgement.options(false)?;
    let model = if args.rules_only {
        Cow::Owned(rules_only()?)
    } else {
        Cow::Borrowed(args.judgement.model()?)
    };
    let second = args.compare.as_deref().map(named_model).transpose()?;
    let (corpora, exit) = read(session, args)?;
    if corpora.is_empty() {
        return Ok(exit);
    }
    let (title, (data, sections)) = match &second {
        Some(second) => (
            format!("Models {} and {}", model.id(), second.id()),
            compared(&model, second, &options, &corpora),
        ),
        None => (
            format!("Model {}", model.id()),
            measured(&model, &options, &corpora, args),
        ),
    };
    let document = Document {
        title,
        data,
        sections,
    };
    document::write(session, &document, &args.format, false)?;
    Ok(exit)
}

fn named_model(name: &Path) -> anyhow::Result<Cow<'static, Model>> {
    Ok(match name.to_str() {
        Some("shipped") => Cow::Borrowed(Model::shipped()),
        Some("rules") => Cow::Owned(rules_only()?),
        _ => Cow::Owned(open_model(name)?),
    })
}

fn measured(
    model: &Model,
    options: &Options,
    corpora: &[Corpus],
    args: &EvaluateArgs,
) -> tables::Told {
    let evaluations: Vec<tables::Named<'_>> = corpora
        .iter()
        .map(|corpus| {
            let judgements = judge(model, options, &corpus.rows);
            (
                corpus.name.as_str(),
                Evaluation::of(model.id(), &judgements),
            )
        })
        .collect();
    if args.classes {
        tables::by_class(&evaluations)
    } else if args.confusion {
        tables::confusion(&evaluations)
    } else if args.calibration {
        tables::calibration(&evaluations)
    } else {
        tables::by_file(&evaluations)
    }
}

fn compared(first: &Model, second: &Model, options: &Options, corpora: &[Corpus]) -> tables::Told {
    let of = |model: &Model, rows: &[Row]| judge(model, options, rows);
    let comparisons: Vec<_> = corpora
        .iter()
        .map(|corpus| {
            let found = compare(&of(first, &corpus.rows), &of(second, &corpus.rows));
            (corpus.name.as_str(), found)
        })
        .collect();
    tables::comparison((first.id(), second.id()), &comparisons)
}

/// The texts to measure with.
fn read(session: &Session, args: &EvaluateArgs) -> anyhow::Result<(Vec<Corpus>, Exit)> {
    let name = args.file.display();
    if !truth::is_manifest(&args.file) {
        let files = std::slice::from_ref(&args.file);
        let (mut taught, exit) = truth::read(session, files, args.corrections.as_ref(), 1.0)?;
        if let Some(doubt) = truth::doubt(&taught) {
            session.console.warn(doubt);
        }
        for row in &mut taught.rows {
            // The language of a post was told by a machine.
            row.lang = None;
        }
        let name = match name.to_string() {
            dash if dash == "-" => "standard input".to_owned(),
            name => name,
        };
        let corpora = taught.corpora(&name, Part::Dev);
        if corpora.is_empty() && exit == Exit::Done {
            let message =
                format!("{name}: no post has a label that a person gave and the model has");
            return Err(UsageError(message).into());
        }
        return Ok((corpora, exit));
    }
    if args.corrections.is_some() {
        return Err(truth::only_with_posts("--corrections").into());
    }
    let mut corpora = corpus::read(&args.file, &args.data)?;
    let measures = |corpus: &Corpus| matches!(corpus.part, Part::Dev | Part::Test);
    let is_listed = corpora.iter().any(measures);
    corpora.retain(|corpus| measures(corpus) && !corpus.rows.is_empty());
    if corpora.is_empty() {
        let message = if is_listed {
            format!(
                "{name}: no text has a label that is known; see `label` and `map` in docs/model.md"
            )
        } else {
            format!("{name}: no source has part = \"dev\": there is nothing to measure with")
        };
        return Err(UsageError(message).into());
    }
    Ok((corpora, Exit::Done))
}
