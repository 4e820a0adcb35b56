//! `cm-classify evaluate`: how good a model is on labelled texts.

mod tables;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Judgement, open_model, truth};
use crate::classify::train::compare::compare;
use crate::classify::train::corpus::{self, Corpus, Part, Row};
use crate::classify::train::evaluate::{Evaluation, Judgement as Judged, judge, words_of};
use crate::classify::train::{has_learnt, rules_only};
use crate::classify::{Message, Model, Options, Posted};
use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::document::Document;

#[derive(Args, Debug)]
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

    /// Measure one half of the judgement alone: the model without the phrases beside it, or the rules without any model
    #[arg(long, value_name = "HALF")]
    only: Option<Half>,

    /// How to write it: table, jsonl, csv, markdown [default: by the ending of -o FILE, else table]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,

    #[command(flatten)]
    judgement: Judgement,
}

/// What may be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Half {
    Model,
    Rules,
}

/// A model and how it is asked.
struct Judge<'m> {
    model: Cow<'m, Model>,
    options: Options,
    /// What tables call it.
    name: String,
}

impl<'m> Judge<'m> {
    fn whole(model: Cow<'m, Model>, options: &Options) -> Self {
        Judge {
            name: model.id().to_owned(),
            model,
            options: options.clone(),
        }
    }

    /// The half that was asked for, or both.
    fn asked(args: &EvaluateArgs, options: &Options) -> anyhow::Result<Judge<'static>> {
        if args.only == Some(Half::Rules) {
            if args.judgement.model.is_some() {
                let message = "--only rules measures without a model: leave --model out";
                return Err(UsageError(message.to_owned()).into());
            }
            return Ok(Judge::whole(Cow::Owned(rules_only()?), options));
        }
        let both = Judge::whole(Cow::Borrowed(args.judgement.model()?), options);
        Ok(match args.only {
            Some(Half::Model) => Judge {
                name: format!("{} alone", both.name),
                options: Options {
                    phrases: false,
                    ..both.options
                },
                ..both
            },
            _ => both,
        })
    }

    fn judge(&self, texts: &Texts) -> Vec<Judged> {
        let rows = texts.corpus.rows.iter().enumerate();
        let rows = rows.map(|(at, row)| (row, texts.message(at, row)));
        judge(&self.model, &self.options, rows)
    }
}

/// Texts to measure with.
struct Texts {
    corpus: Corpus,
    /// The post of each row, where they come from posts: all that is judged beside the words.
    posts: Vec<Arc<Posted<'static>>>,
}

impl Texts {
    fn message<'t>(&'t self, at: usize, row: &'t Row) -> Message<'t> {
        let post = self.posts.get(at);
        post.map_or_else(|| words_of(row), |post| post.message())
    }
}

impl From<Corpus> for Texts {
    fn from(corpus: Corpus) -> Self {
        Texts {
            corpus,
            posts: Vec::new(),
        }
    }
}

/// Judges the texts and reports how right that was.
pub(super) fn run(session: &Session, args: &EvaluateArgs) -> anyhow::Result<Exit> {
    let named = document::format_of(session.common.output.as_deref());
    let format = args.format.as_deref().unwrap_or(named);
    document::check(session, format)?;
    let options = args.judgement.options(false)?;
    let first = Judge::asked(args, &options)?;
    let second = args.compare.as_deref().map(named_model).transpose()?;
    let second = second.map(|model| Judge::whole(model, &options));
    let (mut texts, exit) = read(session, args, &options)?;
    let judges: Vec<&Judge<'_>> = [Some(&first), second.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    leave_out_learnt(session, &judges, &mut texts);
    if texts.is_empty() {
        return Ok(exit);
    }
    let (title, (data, sections)) = match &second {
        Some(second) => (
            format!("Models {} and {}", first.name, second.name),
            compared(&first, second, &texts),
        ),
        None => (
            format!("Model {}", first.name),
            measured(&first, &texts, args),
        ),
    };
    let document = Document {
        title,
        data,
        sections,
    };
    document::write(session, &document, format, false)?;
    Ok(exit)
}

/// Texts say nothing of a model that was trained on them.
fn leave_out_learnt(session: &Session, judges: &[&Judge<'_>], texts: &mut Vec<Texts>) {
    for judge in judges {
        let before = texts.len();
        texts.retain(|one| !has_learnt(&judge.model, &one.corpus));
        if texts.len() < before {
            let files = counted((before - texts.len()) as u64, "file");
            session.console.warn(format!(
                "{files} left out: model {} was trained on the held-out third too (train --all-texts)",
                judge.name
            ));
        }
    }
}

fn named_model(name: &Path) -> anyhow::Result<Cow<'static, Model>> {
    Ok(match name.to_str() {
        Some("shipped") => Cow::Borrowed(Model::shipped()),
        Some("rules") => Cow::Owned(rules_only()?),
        _ => Cow::Owned(open_model(name)?),
    })
}

fn measured(first: &Judge<'_>, texts: &[Texts], args: &EvaluateArgs) -> tables::Told {
    let evaluations: Vec<tables::Named<'_>> = texts
        .iter()
        .map(|texts| {
            let found = Evaluation::of(&first.name, &first.judge(texts));
            (texts.corpus.name.as_str(), found)
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

fn compared(first: &Judge<'_>, second: &Judge<'_>, texts: &[Texts]) -> tables::Told {
    let comparisons: Vec<_> = texts
        .iter()
        .map(|texts| {
            let found = compare(&first.judge(texts), &second.judge(texts));
            (texts.corpus.name.as_str(), found)
        })
        .collect();
    tables::comparison((&first.name, &second.name), &comparisons)
}

/// The texts to measure with.
fn read(
    session: &Session,
    args: &EvaluateArgs,
    options: &Options,
) -> anyhow::Result<(Vec<Texts>, Exit)> {
    if !truth::is_manifest(&args.file) {
        return read_posts(session, args, options);
    }
    let name = args.file.display();
    if args.corrections.is_some() {
        return Err(truth::only_with_posts("--corrections").into());
    }
    let mut corpora = corpus::read(&args.file, &args.data)?;
    let is_listed = corpora.iter().any(|corpus| corpus.part.measures());
    corpora.retain(|corpus| corpus.part.measures() && !corpus.rows.is_empty());
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
    Ok((corpora.into_iter().map(Texts::from).collect(), Exit::Done))
}

/// Posts to measure with.
fn read_posts(
    session: &Session,
    args: &EvaluateArgs,
    options: &Options,
) -> anyhow::Result<(Vec<Texts>, Exit)> {
    let files = std::slice::from_ref(&args.file);
    let corrections = args.corrections.as_ref();
    let (mut taught, exit) = truth::read(session, files, corrections, (1.0, options))?;
    if let Some(doubt) = truth::doubt(&taught) {
        session.console.warn(doubt);
    }
    for row in &mut taught.rows {
        // The language of a post was told by a machine.
        row.lang = None;
    }
    let name = match args.file.display().to_string() {
        dash if dash == "-" => "standard input".to_owned(),
        name => name,
    };
    let mut texts = Vec::new();
    for corpus in taught.corpora(&name, Part::Dev) {
        let head = corpus.rows.first().map(|row| row.head);
        let posts = head.map(|head| taught.posts_of(head)).unwrap_or_default();
        texts.push(Texts { corpus, posts });
    }
    if texts.is_empty() && exit == Exit::Done {
        let message = format!("{name}: no post has a label that a person gave and the model has");
        return Err(UsageError(message).into());
    }
    Ok((texts, exit))
}
