//! The figures of an evaluation as tables.

use crate::classify::train::compare::{Comparison, FEWEST, FEWEST_DIFFERING};
use crate::classify::train::evaluate::{Evaluation, HeadFigures};
use crate::document::{Block, Cell, CellKind, Column, Note, Role, Section, Table};

/// The name of a source, and its figures.
pub(super) type Named<'a> = (&'a str, Evaluation);

/// What programs read, and what people do.
pub(super) type Told = (Table, Vec<Section>);

fn heads<'a>(
    evaluations: &'a [Named<'a>],
) -> impl Iterator<Item = (&'a str, &'a Evaluation, &'a HeadFigures)> {
    let of = |(name, evaluation): &'a Named<'a>| {
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

/// A column of words that people do not need beside the others.
fn word(name: &str) -> Column {
    Column::new(name, name, CellKind::Text, Role::Data)
}

fn with_notes(notes: impl IntoIterator<Item = String>) -> Vec<Section> {
    let notes = notes
        .into_iter()
        .map(|text| Block::Note(Note::remark(text)));
    vec![Section {
        heading: None,
        blocks: std::iter::once(Block::Data).chain(notes).collect(),
    }]
}

/// A row for each file and label.
pub(super) fn by_file(evaluations: &[Named<'_>]) -> Told {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::figure("text_count", "Texts", 3),
        Column::figure("accuracy", "Accuracy", 2),
        Column::data("accuracy_low"),
        Column::data("accuracy_high"),
        Column::figure("macro_f1", "Macro-F1", 1),
        Column::data("macro_f1_low"),
        Column::data("macro_f1_high"),
        Column::figure("calibration_error", "Calib. error", 4),
        Column::data("brier"),
        Column::figure("language_accuracy", "Language", 5),
        word("label"),
        word("model"),
    ]);
    for (name, evaluation, figures) in heads(evaluations) {
        table.push(vec![
            Cell::Text(name.to_owned()),
            Cell::count(figures.count as u64),
            estimate(figures.accuracy, figures.accuracy_interval),
            Cell::Share(figures.accuracy_interval.0),
            Cell::Share(figures.accuracy_interval.1),
            estimate(figures.macro_f1, figures.macro_f1_interval),
            Cell::Share(figures.macro_f1_interval.0),
            Cell::Share(figures.macro_f1_interval.1),
            Cell::Share(figures.calibration_error),
            Cell::decimal(figures.brier, 3),
            Cell::some(evaluation.language_accuracy, Cell::Share),
            Cell::Text(figures.head.name().to_owned()),
            Cell::Text(evaluation.model.clone()),
        ]);
    }
    let note = "intervals are 95 %: Wilson for accuracy, bootstrap for macro-F1";
    (table, with_notes([note.to_owned()]))
}

/// A row for each class of each label.
pub(super) fn by_class(evaluations: &[Named<'_>]) -> Told {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::new("class", "Class", CellKind::Text, Role::Key),
        Column::figure("support", "Texts", 4),
        Column::figure("precision", "Precision", 2),
        Column::figure("recall", "Recall", 3),
        Column::figure("f1", "F1", 1),
        word("label"),
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
                Cell::Text(figures.head.name().to_owned()),
            ]);
        }
    }
    (table, with_notes([]))
}

/// How often each class was taken for each other: for programs a row for each pair that occurs, for people a square.
pub(super) fn confusion(evaluations: &[Named<'_>]) -> Told {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::key("truth", "True"),
        Column::key("judged", "Judged"),
        Column::figure("text_count", "Texts", 1),
        Column::figure("share_of_truth", "Of the true", 2),
        word("label"),
    ]);
    let mut sections = Vec::new();
    for (name, _, figures) in heads(evaluations) {
        for (truth, row) in figures.classes.iter().zip(&figures.confusion) {
            let cells = figures.classes.iter().zip(row);
            for (judged, &count) in cells.filter(|(_, count)| **count > 0) {
                table.push(vec![
                    Cell::Text(name.to_owned()),
                    Cell::Text(truth.name.to_owned()),
                    Cell::Text(judged.name.to_owned()),
                    Cell::count(count as u64),
                    Cell::Share(count as f64 / truth.support as f64),
                    Cell::Text(figures.head.name().to_owned()),
                ]);
            }
        }
        sections.push(Section {
            heading: Some(name.to_owned()),
            blocks: vec![Block::Table(square(figures))],
        });
    }
    if let Some(last) = sections.last_mut() {
        let note = "rows are the true classes, columns those that were judged, by their numbers";
        last.blocks.push(Block::Note(Note::remark(note)));
    }
    (table, sections)
}

/// Numbers stand for the names of the classes above the columns, where there is no room for names.
fn square(figures: &HeadFigures) -> Table {
    let mut columns = vec![Column::key("truth", "True")];
    columns.extend((1..=figures.classes.len()).map(|at| {
        let name = at.to_string();
        Column::new(&name, &name, CellKind::Number, Role::Key)
    }));
    let mut table = Table::new(columns);
    for ((number, class), row) in (1..).zip(&figures.classes).zip(&figures.confusion) {
        let mut cells = vec![Cell::Text(format!("{number} {}", class.name))];
        cells.extend(row.iter().map(|&count| Cell::count(count as u64)));
        table.push(cells);
    }
    table
}

/// How far what the model is sure of is right: a row for each range of confidence that occurs.
pub(super) fn calibration(evaluations: &[Named<'_>]) -> Told {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::figure("from", "From", 5),
        Column::figure("to", "To", 4),
        Column::figure("text_count", "Texts", 1),
        Column::figure("confidence", "Confidence", 2),
        Column::figure("accuracy", "Right", 3),
        word("label"),
    ]);
    let mut notes = Vec::new();
    for (name, _, figures) in heads(evaluations) {
        let width = 1.0 / figures.bins.len() as f64;
        for (at, bin) in figures.bins.iter().enumerate() {
            if bin.count > 0 {
                table.push(vec![
                    Cell::Text(name.to_owned()),
                    Cell::Share(at as f64 * width),
                    Cell::Share((at + 1) as f64 * width),
                    Cell::count(bin.count as u64),
                    Cell::Share(bin.confidence),
                    Cell::Share(bin.accuracy),
                    Cell::Text(figures.head.name().to_owned()),
                ]);
            }
        }
        notes.push(format!(
            "{name}: Brier score {:.3}, calibration error {:.1} %",
            figures.brier,
            100.0 * figures.calibration_error
        ));
    }
    (table, with_notes(notes))
}

/// A row for each figure of each label, of two models.
pub(super) fn comparison(
    (first, second): (&str, &str),
    comparisons: &[(&str, Vec<Comparison>)],
) -> Told {
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::new("measure", "Measure", CellKind::Text, Role::Key),
        Column::figure("text_count", "Texts", 6),
        Column::figure("first", first, 5),
        Column::figure("second", second, 4),
        Column::figure("difference", "Difference", 2),
        Column::data("difference_low"),
        Column::data("difference_high"),
        Column::figure("p", "p", 3),
        Column::new("verdict", "Verdict", CellKind::Text, Role::Figure(1)),
        word("label"),
        word("first_model"),
        word("second_model"),
    ]);
    for (name, one) in comparisons
        .iter()
        .flat_map(|(name, all)| all.iter().map(move |one| (name, one)))
    {
        table.push(vec![
            Cell::Text((*name).to_owned()),
            Cell::Text(one.measure.name().to_owned()),
            Cell::count(one.count as u64),
            Cell::Share(one.first),
            Cell::Share(one.second),
            estimate(one.difference, one.interval),
            Cell::Share(one.interval.0),
            Cell::Share(one.interval.1),
            // To six digits: beyond, machines may differ.
            Cell::decimal((one.p * 1e6).round() / 1e6, 3),
            Cell::Text(one.verdict().to_owned()),
            Cell::Text(one.head.name().to_owned()),
            Cell::Text(first.to_owned()),
            Cell::Text(second.to_owned()),
        ]);
    }
    let note = format!(
        "the difference is {second} minus {first}, with its 95 % interval; p by McNemar's test (mid-p) for accuracy, by paired bootstrap for macro-F1"
    );
    let few = comparisons
        .iter()
        .flat_map(|(_, all)| all)
        .any(Comparison::is_of_few);
    let few = few.then(|| {
        format!("too few to tell: below {FEWEST} texts, or below {FEWEST_DIFFERING} that the models judge differently")
    });
    (table, with_notes(std::iter::once(note).chain(few)))
}
