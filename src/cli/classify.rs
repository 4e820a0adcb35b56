//! `cm-classify`: judges.

mod corrections;
mod desk;
mod evaluate;
mod explain;
mod label;
mod ordered;
mod review;
mod second;
mod train;
mod truth;

pub(super) use desk::TABLES;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use anyhow::Context;
use clap::{Args as ClapArgs, Parser, Subcommand};

use super::common::Common;
use super::exit::{Exit, UsageError};
use super::program::{self, Program};
use super::session::Session;
use crate::classify::{Model, Options};

const EXAMPLES: &str = "\
Examples:
  cm-classify inbox.jsonl > labelled.jsonl
      every post gets its labels; every other byte stays as it was
  tail -f inbox.jsonl | cm-classify | jq -r 'select(.labels.level == 3) | .url'
      what needs management, as it comes
  cm-classify --explain inbox.jsonl | jq .labels.why
      the words and rules behind each label
  cm-classify inbox.jsonl --history archive.jsonl --alerts alerts.jsonl
      with what is known of the authors, and the alarms that are open
  cm-classify explain \"Toujours pas reçu ma commande, c'est honteux\"
      the judgement of one message, for people
  cm-classify evaluate manifest.toml --data texts/
      accuracy, F1 and calibration of the model on your own labelled texts
  cm-classify review labelled.jsonl -o judge.csv
      the fifty posts that are most worth judging, to be filled in with a spreadsheet
  cm-classify review --read judge.csv --by Ana >> corrections.jsonl
  cm-classify --corrections corrections.jsonl inbox.jsonl > labelled.jsonl
      what Ana wrote stands
  cm-classify train --posts labelled.jsonl --corrections corrections.jsonl -o own.bin
      and what it teaches: from now on --model own.bin
";

/// Judge: language, tone, intent, urgency, who must answer, and how
#[derive(Parser, Debug)]
#[command(name = "cm-classify", before_long_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Classify,
}

#[derive(Subcommand, Debug)]
enum Classify {
    /// Add labels to posts; this is what is done when nothing is named
    Label(label::LabelArgs),
    /// Judge one message and say why
    Explain(explain::ExplainArgs),
    /// Make a model from labelled texts, or teach the one that is built in
    Train(train::TrainArgs),
    /// Say how good a model is on labelled texts, or which of two is better
    Evaluate(evaluate::EvaluateArgs),
    /// Pick the posts that are most worth a person's judgement, and read the judgements back
    Review(review::ReviewArgs),
}

impl Program for Args {
    const NAME: &'static str = "cm-classify";
    const SECTION: &'static str = "classify";
    const DEFAULT_COMMAND: &'static str = "label";

    fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.command {
            Classify::Label(args) => label::run(session, &args),
            Classify::Explain(args) => explain::run(session, &args),
            Classify::Train(args) => train::run(session, &args),
            Classify::Evaluate(args) => evaluate::run(session, &args),
            Classify::Review(args) => review::run(session, &args),
        }
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    program::main::<Args>()
}

/// A share, such as a probability.
fn share(text: &str) -> Result<f32, String> {
    let share = text.trim().parse().ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// The model and what to judge by.
#[derive(ClapArgs, Debug)]
struct Judgement {
    /// Judge with the model in FILE instead of the one that is built in
    #[arg(long, env = "CM_MODEL", value_name = "FILE")]
    model: Option<PathBuf>,

    /// Shares of negative, neutral and positive messages in your own traffic, such as 0.2,0.6,0.2
    #[arg(
        long,
        value_name = "SHARES",
        value_delimiter = ',',
        hide_short_help = true
    )]
    priors: Vec<f32>,

    /// Neutral unless negative or positive is ahead of it by this much
    #[arg(long, value_name = "P", default_value_t = Options::default().neutral_margin, value_parser = share, hide_short_help = true)]
    neutral_margin: f32,

    /// Moderate from this toxicity on
    #[arg(long, value_name = "P", default_value_t = Options::default().toxicity_threshold, value_parser = share, hide_short_help = true)]
    toxicity_threshold: f32,

    /// Spam from this score on, or from half of it where the words of the intents say spam too
    #[arg(long, value_name = "P", default_value_t = Options::default().spam_threshold, value_parser = share, hide_short_help = true)]
    spam_threshold: f32,

    /// Followers from which an author is a matter for a senior
    #[arg(long, value_name = "N", default_value_t = Options::default().senior_audience, hide_short_help = true)]
    senior_audience: u64,
}

impl Judgement {
    fn options(&self, explain: bool) -> Result<Options, UsageError> {
        let class_priors = match self.priors.as_slice() {
            [] => None,
            [negative, neutral, positive]
                if self
                    .priors
                    .iter()
                    .all(|share| *share > 0.0 && share.is_finite()) =>
            {
                Some([*negative, *neutral, *positive])
            }
            _ => {
                return Err(UsageError(
                    "--priors takes three shares above 0: negative,neutral,positive".to_owned(),
                ));
            }
        };
        Ok(Options {
            explain,
            class_priors,
            neutral_margin: self.neutral_margin,
            toxicity_threshold: self.toxicity_threshold,
            spam_threshold: self.spam_threshold,
            senior_audience: self.senior_audience,
            phrases: true,
        })
    }

    /// The model of the file, or the one that is built in.
    fn model(&self) -> anyhow::Result<&'static Model> {
        static CHOSEN: OnceLock<Model> = OnceLock::new();
        let Some(path) = &self.model else {
            return Ok(Model::shipped());
        };
        let model = open_model(path).context("--model")?;
        Ok(CHOSEN.get_or_init(|| model))
    }
}

/// The model of a file.
fn open_model(path: &Path) -> anyhow::Result<Model> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Model::from_bytes(bytes.into()).with_context(|| path.display().to_string())
}
