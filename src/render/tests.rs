//! The same document through every renderer, against golden files; `CM_BLESS=1 cargo test` writes them anew.

use std::path::Path;

use self::fixture::fixture;
use super::*;
use crate::document::Cell;

mod fixture;

fn render(name: &str, options: &RenderOptions) -> String {
    let mut bytes = Vec::new();
    renderer(name)
        .unwrap()
        .render(&fixture(), options, &mut bytes)
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

fn cases() -> Vec<(String, String)> {
    let plain = RenderOptions::default();
    let mut cases: Vec<(String, String)> = RENDERERS
        .iter()
        .filter(|renderer| !renderer.is_binary())
        .map(|renderer| (renderer.name().to_owned(), render(renderer.name(), &plain)))
        .collect();
    let mut case = |name: &str, format: &str, options: RenderOptions| {
        cases.push((name.to_owned(), render(format, &options)));
    };
    case(
        "table-wide-fr",
        "table",
        RenderOptions {
            width: 160,
            locale_fr: true,
            language: Language::French,
            ..plain
        },
    );
    case(
        "table-narrow-color",
        "table",
        RenderOptions {
            width: 40,
            color: true,
            ..plain
        },
    );
    case(
        "csv-excel",
        "csv",
        RenderOptions {
            excel: true,
            ..plain
        },
    );
    cases
}

#[test]
fn documents_look_as_they_always_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/render");
    for (name, text) in cases() {
        let path = folder.join(format!("{name}.txt"));
        if std::env::var_os("CM_BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            golden == text,
            "{name} differs from {}; look at it, then CM_BLESS=1 cargo test\n{text}",
            path.display()
        );
    }
}

#[test]
fn nothing_acts_and_nothing_is_too_wide() {
    use unicode_width::UnicodeWidthStr;
    for (name, text) in cases() {
        let acting = |c: char| matches!(c, '\u{7}' | '\u{1b}' | '\u{202e}');
        let colored = name.contains("color");
        assert!(colored || !text.contains(acting), "{name}");
        assert!(!text.contains("\u{1b}[31m"), "{name}");
        let width = if name.contains("wide") { 160 } else { 80 };
        if name.starts_with("table") && !colored {
            for line in text.lines() {
                assert!(line.width() <= width, "{name}: {line}");
            }
        }
    }
}

#[test]
fn spreadsheets_are_given_no_formula_and_read_back_what_was_written() {
    for (name, delimiter) in [("csv", b','), ("csv-excel", b';')] {
        let text = cases()
            .into_iter()
            .find(|(case, _)| case == name)
            .unwrap()
            .1;
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 11);
        assert!(
            rows.iter()
                .all(|row| !row[1].starts_with(['=', '+', '-', '@', '\t', '\r']))
        );
        assert_eq!(&rows[1][1], "'=cmd|'/c calc'!A1");
        assert_eq!(
            &rows[1][4],
            if delimiter == b';' { "0,375" } else { "0.375" }
        );
        assert_eq!(&rows[9][1], "two lines, \"quoted\"; é");
    }
}

#[test]
fn every_line_of_json_reads_back() {
    for line in render("jsonl", &RenderOptions::default()).lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            row["post_count"].is_u64()
                && row["last_at"] == "2026-11-22T18:05:00+01:00"
                && row.get("nothing").is_none()
        );
    }
    let hostile = render("jsonl", &RenderOptions::default())
        .lines()
        .nth(7)
        .map(str::to_owned)
        .unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&hostile).unwrap()["author"],
        "a\u{1b}[31mred\u{202e}\u{7}"
    );
}

#[test]
fn a_word_without_end_is_cut() {
    let mut document = fixture();
    document.data.rows[0][1] = Cell::Text("x\u{301}".repeat(500_000));
    document.data.rows[1][1] = Cell::Text(format!("x{}", "\u{301}".repeat(500_000)));
    for renderer in RENDERERS
        .iter()
        .filter(|renderer| !["jsonl", "csv"].contains(&renderer.name()))
    {
        let mut bytes = Vec::new();
        renderer
            .render(&document, &RenderOptions::default(), &mut bytes)
            .unwrap();
        assert!(bytes.len() < 40_000, "{}: {}", renderer.name(), bytes.len());
    }
}

#[test]
fn an_unknown_format_suggests_a_known_one() {
    let error = renderer("markdwon").err().unwrap().to_string();
    assert_eq!(
        error,
        "unknown format `markdwon`; did you mean `markdown`?; known: table, jsonl, csv, markdown, html, xlsx"
    );
}

#[test]
fn a_page_holds_nothing_that_runs_or_is_fetched() {
    let mut document = fixture();
    document.title = "</title><script>alert(1)</script>".to_owned();
    let mut bytes = Vec::new();
    renderer("html")
        .unwrap()
        .render(&document, &RenderOptions::default(), &mut bytes)
        .unwrap();
    let page = String::from_utf8(bytes).unwrap();
    for forbidden in [
        "<script", " style=", " on", "http://", "https://", "url(", "<img", "<link", "@import",
    ] {
        let inside_tags = page
            .split('<')
            .map(|tag| format!("<{}", tag.split('>').next().unwrap_or_default()));
        // Words may say anything; tags, and the style, may not.
        let found = inside_tags
            .filter(|tag| tag.contains(forbidden))
            .collect::<Vec<_>>();
        assert!(found.is_empty(), "{forbidden}: {found:?}");
    }
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    assert!(!page.contains(['\u{7}', '\u{1b}', '\u{202e}']));
    assert_eq!(page.matches("<svg viewBox=\"0 0 480").count(), 4);
    assert_eq!(page.matches("<details>").count(), 4);
    assert_eq!(page.matches("role=\"img\" aria-labelledby").count(), 4);
}
