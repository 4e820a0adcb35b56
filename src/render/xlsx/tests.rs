//! Workbooks read back by another's reader (calamine), and their parts looked at.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::Workbook;
use crate::document::{
    Block, Cell, Chart, ChartKind, Column, Document, Line, Note, Section, Table, Tone, Unit,
};
use crate::render::{RenderOptions, Renderer};

const HOSTILE: [&str; 8] = [
    "=cmd|'/c calc'!A1",
    "+33 1 23",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "https://evil.example/?a=1",
    "mailto:a@b.example",
    "20123456789012345678",
];

fn document() -> Document {
    let mut data = Table::new(vec![
        Column::key("day", "Day"),
        Column::key("author", "Author"),
        Column::figure("post_count", "Posts", 0),
        Column::figure("negative_share", "Negative", 1),
        Column::data("hidden_count"),
    ]);
    let day = |number| chrono::NaiveDate::from_ymd_opt(2026, 11, number);
    for (number, word) in (1..).zip(HOSTILE) {
        data.push(vec![
            Cell::some(day(number), Cell::Day),
            Cell::text(word),
            Cell::Integer(i64::from(number)),
            Cell::Estimate {
                share: 0.25,
                low: 0.125,
                high: 0.5,
            },
            Cell::Decimal {
                value: f64::NAN,
                digits: 1,
            },
        ]);
    }
    data.rows[0][1] = Cell::Text("x".repeat(1 << 20));
    data.rows[1][0] = Cell::some(chrono::NaiveDate::from_ymd_opt(1, 1, 1), Cell::Day);
    let days = (1..4).filter_map(|number| Some(Cell::Day(day(number)?)));
    Document {
        title: "=1+1".to_owned(),
        sections: vec![Section {
            heading: Some("=2+2".to_owned()),
            blocks: vec![
                Block::Data,
                Block::Chart(Chart {
                    title: "=Sheet!A1".to_owned(),
                    kind: ChartKind::Line,
                    axis: "Day".to_owned(),
                    unit: Unit::Count,
                    places: days.collect(),
                    lines: vec![Line::new(
                        "=3+3",
                        Tone::Plain,
                        vec![Some(1.0), None, Some(2.0)],
                    )],
                }),
                Block::Table(data.clone()),
                Block::Note(Note::warning("=4+4")),
            ],
        }],
        data,
    }
}

fn bytes() -> Vec<u8> {
    let mut bytes = Vec::new();
    Workbook
        .render(&document(), &RenderOptions::default(), &mut bytes)
        .unwrap();
    bytes
}

/// A part of the workbook as text.
fn part(name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes())).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(name).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn nothing_a_stranger_wrote_is_a_formula_or_a_link() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes())).unwrap();
    assert_eq!(book.sheet_names(), ["Report", "Charts", "Data"]);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{name}");
    }
    let data = book.worksheet_range("Data").unwrap();
    for (row, word) in (1..).zip(HOSTILE).skip(1) {
        let expected = word.replace('\t', " ");
        assert_eq!(data.get((row, 1)), Some(&Data::String(expected)));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes())).unwrap();
    let names: Vec<String> = (0..archive.len())
        .map(|index| {
            archive
                .by_index(index)
                .unwrap()
                .name()
                .unwrap()
                .into_owned()
        })
        .collect();
    for name in names
        .iter()
        .filter(|name| name.contains("worksheets/_rels"))
    {
        assert!(!part(name).contains("hyperlink"), "{name}");
    }
}

#[test]
fn numbers_are_numbers_and_days_are_days() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes())).unwrap();
    let data = book.worksheet_range("Data").unwrap();
    let header: Vec<String> = data
        .rows()
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        header,
        [
            "Day",
            "Author",
            "Posts",
            "Negative",
            "low",
            "high",
            "hidden count"
        ]
    );
    let Some(Data::DateTime(day)) = data.get((3, 0)) else {
        panic!("{:?}", data.get((3, 0)));
    };
    assert!((day.as_f64() - 46_329.0).abs() < f64::EPSILON, "2026-11-03");
    // A year that workbooks cannot tell is a word.
    assert_eq!(
        data.get((2, 0)),
        Some(&Data::String("0001-01-01".to_owned()))
    );
    let numbers: Vec<Option<&Data>> = (2..6).map(|column| data.get((3, column))).collect();
    let expected = [3.0, 0.25, 0.125, 0.5].map(Data::Float);
    assert_eq!(numbers, expected.iter().map(Some).collect::<Vec<_>>());
    let Some(Data::String(long)) = data.get((1, 1)) else {
        panic!("a string");
    };
    assert!(long.len() <= 32_769 && long.ends_with('…'));
}

#[test]
fn headers_stay_columns_filter_and_charts_are_native() {
    let sheet = part("xl/worksheets/sheet3.xml");
    assert!(sheet.contains("state=\"frozen\""), "{}", &sheet[..600]);
    assert!(sheet.contains("<autoFilter ref=\"A1:G9\"/>"));
    let chart = part("xl/charts/chart1.xml");
    assert!(chart.contains("<c:lineChart>") && chart.contains("Charts!$B$3:$B$5"));
    // The title is that of its cell, as words: no address out of a stranger's words.
    assert!(chart.contains("<c:f>Charts!$A$1</c:f>") && !chart.contains("<c:f>Sheet!"));
}

#[test]
fn the_same_report_is_the_same_workbook() {
    assert_eq!(bytes(), bytes());
}
