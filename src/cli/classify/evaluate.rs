//! `cm-classify evaluate`: how good a model is on labelled texts.

use std::path::PathBuf;

use clap::Args;

use super::Judgement;
use crate::classify::train::corpus::{self, Corpus, Part};
use crate::classify::train::evaluate::{Evaluation, HeadFigures, evaluate};
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::document::{Block, Cell, CellKind, Column, Document, Note, Role, Section, Table};

#[derive(Args, Debug)]
pub(super) struct EvaluateArgs {
    /// What to measure with: a TOML file of [[source]] tables with part = "dev" (docs/model.md)
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,

    /// Folder of the texts that the manifest names
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    data: PathBuf,

    /// Figures of every class instead of one row a file
    #[arg(long)]
    classes: bool,

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
    let model = args.judgement.model()?;
    let corpora = corpus::read(&args.manifest, &args.data)?;
    let measured = |corpus: &&Corpus| corpus.part == Part::Dev && !corpus.rows.is_empty();
    let evaluations: Vec<(&str, Evaluation)> = corpora
        .iter()
        .filter(measured)
        .map(|corpus| {
            (
                corpus.name.as_str(),
                evaluate(model, &options, &corpus.rows),
            )
        })
        .collect();
    if evaluations.is_empty() {
        let manifest = args.manifest.display();
        let is_listed = corpora.iter().any(|corpus| corpus.part == Part::Dev);
        let message = if is_listed {
            format!(
                "{manifest}: no text has a label that is known; see `label` and `map` in docs/model.md"
            )
        } else {
            format!("{manifest}: no source has part = \"dev\": there is nothing to measure with")
        };
        return Err(UsageError(message).into());
    }
    let data = if args.classes {
        by_class(&evaluations)
    } else {
        by_file(&evaluations)
    };
    let note = Note::remark("intervals are 95 %: Wilson for accuracy, bootstrap for macro-F1");
    let document = Document {
        title: format!("Model {}", model.id()),
        data,
        sections: vec![Section {
            heading: None,
            blocks: vec![Block::Data, Block::Note(note)],
        }],
    };
    document::write(session, &document, &args.format, false)?;
    Ok(Exit::Done)
}

fn heads<'a>(
    evaluations: &'a [(&'a str, Evaluation)],
) -> impl Iterator<Item = (&'a str, &'a Evaluation, &'a HeadFigures)> {
    let of = |(name, evaluation): &'a (&'a str, Evaluation)| {
        let name = *name;
        evaluation
            .heads
            .iter()
            .map(move |figures| (name, evaluation, figures))
    };
    evaluations.iter().flat_map(of)
}

fn estimate(share: f64, (low, high): (f64, f64)) -> Cell {
    Cell::Estimate { share, low, high }
}

fn by_file(evaluations: &[(&str, Evaluation)]) -> Table {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::figure("text_count", "Texts", 3),
        Column::figure("accuracy", "Accuracy", 2),
        Column::figure("macro_f1", "Macro-F1", 1),
        Column::figure("calibration_error", "Calib. error", 4),
        Column::figure("language_accuracy", "Language", 5),
    ]);
    for (name, evaluation, figures) in heads(evaluations) {
        table.push(vec![
            Cell::Text(name.to_owned()),
            Cell::count(figures.count as u64),
            estimate(figures.accuracy, figures.accuracy_interval),
            estimate(figures.macro_f1, figures.macro_f1_interval),
            Cell::Share(figures.calibration_error),
            Cell::some(evaluation.language_accuracy, Cell::Share),
        ]);
    }
    table
}

fn by_class(evaluations: &[(&str, Evaluation)]) -> Table {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::new("class", "Class", CellKind::Text, Role::Key),
        Column::figure("support", "Texts", 4),
        Column::figure("precision", "Precision", 2),
        Column::figure("recall", "Recall", 3),
        Column::figure("f1", "F1", 1),
    ]);
    for (name, _, figures) in heads(evaluations) {
        for class in &figures.classes {
            table.push(vec![
                Cell::Text(name.to_owned()),
                Cell::Text(class.name.to_owned()),
                Cell::count(class.support as u64),
                Cell::Share(class.precision),
                Cell::Share(class.recall),
                Cell::Share(class.f1),
            ]);
        }
    }
    table
}
