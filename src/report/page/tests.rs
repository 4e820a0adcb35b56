//! Tests of the page of key figures.

use super::super::options::SummaryOptions;
use super::super::summary::Summary;
use super::*;
use crate::document::{Language, figures_table};

fn page(by: &str, lines: &[String]) -> Document {
    let options = SummaryOptions {
        by: Dimension::parse_list(by).unwrap(),
        ..SummaryOptions::default()
    };
    let mut summary = Summary::new(&options);
    for line in lines {
        summary.add_line(line).unwrap();
    }
    summary.finish().unwrap().document()
}

fn post(day: &str, source: &str, sentiment: &str) -> String {
    format!(
        r#"{{"text":"x","published_at":"{day}T12:00:00Z","source":"{source}","labels":{{"sentiment":"{sentiment}"}}}}"#
    )
}

fn blocks(document: &Document) -> Vec<&Block> {
    document
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .collect()
}

fn notes(document: &Document) -> Vec<&str> {
    let notes = blocks(document)
        .into_iter()
        .filter_map(|block| match block {
            Block::Note(note) => Some(note.text.as_str()),
            _ => None,
        });
    notes.collect()
}

/// The first two cells of each row of the table with this first column.
fn table(document: &Document, key: &str) -> Vec<(String, Cell)> {
    let found = blocks(document).into_iter().find_map(|block| {
        let table = match block {
            Block::Figures(figures) => figures_table(figures, Language::English),
            block => document.table(block)?.clone(),
        };
        (table.columns[0].name == key).then_some(table)
    });
    let row = |row: &Vec<Cell>| match &row[0] {
        Cell::Text(name) => (name.clone(), row[1].clone()),
        other => panic!("{other:?}"),
    };
    found.map_or_else(Vec::new, |table| table.rows.iter().map(row).collect())
}

#[test]
fn without_posts_it_says_so() {
    let document = page("", &[]);
    assert_eq!(document.title, "Summary");
    assert_eq!(
        table(&document, "figure"),
        [("Posts".to_owned(), Cell::Integer(0))]
    );
    assert_eq!(notes(&document), ["no posts"]);
    assert_eq!(document.data.rows.len(), 1);
    let grouped = page("day", &[]);
    assert!(grouped.data.rows.is_empty());
    assert_eq!(notes(&grouped), ["no posts"]);
}

#[test]
fn days_without_posts_are_shown_as_none() {
    let mut lines = vec![
        post("2026-11-20", "feed", "negative"),
        post("2026-11-23", "feed", "neutral"),
    ];
    let series = |document: &Document| {
        blocks(document).into_iter().find_map(|block| match block {
            Block::Series(series) => Some(
                series
                    .points
                    .iter()
                    .map(|(_, count)| count.unwrap())
                    .collect::<Vec<_>>(),
            ),
            _ => None,
        })
    };
    let document = page("", &lines);
    assert_eq!(document.title, "Summary, 2026-11-20 to 2026-11-23");
    assert_eq!(series(&document), Some(vec![1.0, 0.0, 0.0, 1.0]));
    assert!(notes(&document)[0].starts_with("too few labelled posts"));
    // A forged time far away makes no line of a million zeros.
    lines.push(post("0001-01-01", "feed", "neutral"));
    assert_eq!(series(&page("", &lines)), None);
}

#[test]
fn the_commonest_values_come_first_and_the_others_are_added_up() {
    let mut lines = Vec::new();
    for (count, source) in [
        (1, "a"),
        (1, "b"),
        (3, "c"),
        (2, "d"),
        (2, "e"),
        (1, "f"),
        (1, "g"),
    ] {
        lines.extend((0..count).map(|_| post("2026-11-20", source, "negative")));
    }
    let named = |lines: &[String]| {
        table(&page("", lines), "source")
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    assert_eq!(named(&lines), ["c", "d", "e", "a", "b", "2 others"]);
    assert_eq!(table(&page("", &lines), "source")[5].1, Cell::Integer(2));
    // A sixth takes no more room than "1 others" would.
    assert_eq!(named(&lines[..10]), ["c", "d", "e", "a", "b", "f"]);
    assert!(table(&page("", &lines), "intent").is_empty());
}

#[test]
fn a_table_by_topic_says_that_rows_overlap() {
    let line = r#"{"text":"x","labels":{"topics":["prix","goût"]}}"#.to_owned();
    let document = page("topic", &[line]);
    assert_eq!(document.data.rows.len(), 2);
    assert!(notes(&document)[0].starts_with("a post counts in each of its topics"));
}
