//! Hostile posts through the real program into every output: nothing acts, nothing runs, nothing is a formula, nothing hangs.

use std::fs;

use crate::harness::Place;

const WORDS: [&str; 8] = [
    "=cmd|' /c calc'!A1",
    "\\u001b]0;owned\\u0007\\u001b[2J",
    "\\u202egnp.exe",
    "zero\\u200bwidth\\u2060",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "a|b\\n# c `d` [e](https://evil.example) \\\"f\\\";\\r\\n=g",
];

/// Posts whose every word is hostile, one of them a megabyte long.
fn posts() -> String {
    let mut lines = String::new();
    let long = "x".repeat(1 << 20);
    for (number, whole) in WORDS.into_iter().chain([long.as_str()]).enumerate() {
        // The long one stands in two places only, or the test would take minutes.
        let word = if number == WORDS.len() { "long" } else { whole };
        let labels = format!(
            "{{\"sentiment\":\"negative\",\"sentiment_score\":-0.5,\"intent\":\"{word}\",\"department\":\"{word}\",\"level\":3,\"topics\":[\"{word}\"]}}"
        );
        lines.push_str(&format!(
            "{{\"type\":\"post\",\"id\":\"{number}\",\"text\":\"{word}\",\"client\":\"{word}\",\"source\":\"{word}\",\"author\":{{\"handle\":\"{whole}\"}},\
             \"hashtags\":[\"{whole}\"],\"published_at\":\"2026-11-2{}T10:00:00Z\",\"labels\":{labels}}}\n",
            number % 3
        ));
    }
    lines
}

const REPORTS: [&str; 5] = [
    "summary",
    "summary --by hashtag",
    "summary --by author,client",
    "pack page",
    "pack daily --lang fr --since 2026-11-19",
];

fn place() -> Place {
    let place = Place::new();
    place.write("posts.jsonl", posts());
    place
}

/// What a report prints or writes in a format.
fn made(place: &Place, report: &str, format: &str) -> Vec<u8> {
    let command = match report.strip_prefix("pack ") {
        Some(rest) => {
            let (name, flags) = rest.split_once(' ').unwrap_or((rest, ""));
            format!("cm-report pack {name} posts.jsonl {flags}")
        }
        None => format!("cm-report {report} posts.jsonl"),
    };
    let ran = place.run(&format!("{command} --format {format} -o out"), b"");
    assert_eq!(ran.exit, 0, "{command}: {ran:?}");
    fs::read(place.path().join("out")).expect("the report")
}

fn text(place: &Place, report: &str, format: &str) -> String {
    String::from_utf8(made(place, report, format)).expect("UTF-8")
}

#[test]
fn nothing_acts_on_a_terminal_or_the_eye() {
    let place = place();
    for report in REPORTS {
        for format in ["table", "markdown", "csv", "jsonl", "html"] {
            let text = text(&place, report, format);
            let acts = |c: &char| {
                (c.is_control() && !['\n', '\r'].contains(c))
                    || ['\u{202e}', '\u{200b}', '\u{2060}', '\u{feff}'].contains(c)
            };
            let found = text.chars().find(acts);
            assert_eq!(found, None, "{report} as {format}");
            // The data formats hold the long word whole, a few times; what people read does not.
            let limit = if ["csv", "jsonl"].contains(&format) {
                8 << 20
            } else {
                200_000
            };
            assert!(text.len() < limit, "{report} as {format}: {}", text.len());
        }
    }
}

#[test]
fn a_page_has_no_script_no_handler_and_no_address() {
    let place = place();
    for report in REPORTS {
        let page = text(&place, report, "html");
        let tags: Vec<String> = page
            .split('<')
            .skip(1)
            .map(|tag| tag.split('>').next().unwrap_or_default().to_lowercase())
            .collect();
        for tag in &tags {
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            assert!(
                !["script", "img", "iframe", "object", "base", "link"].contains(&name),
                "{report}: {tag}"
            );
            for forbidden in [" onerror", " style=", "javascript:", "evil.example"] {
                // A name of a table may quote a stranger; it is text there.
                let unquoted: String = tag.split('"').step_by(2).collect();
                assert!(!unquoted.contains(forbidden), "{report}: {tag}");
            }
        }
        assert!(
            page.contains("&lt;script&gt;") || report == "summary",
            "{report}"
        );
    }
}

#[test]
fn no_cell_of_a_spreadsheet_is_a_formula() {
    let place = place();
    for report in REPORTS {
        let sheet = text(&place, report, "csv");
        let mut reader = csv::Reader::from_reader(sheet.as_bytes());
        for record in reader.records() {
            for field in &record.expect("a record") {
                let number = field.parse::<f64>().is_ok();
                assert!(
                    number || !field.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{report}: {field}"
                );
            }
        }
        let workbook = made(&place, report, "xlsx");
        let mut book: calamine::Xlsx<_> =
            calamine::Reader::new(std::io::Cursor::new(workbook)).expect("a workbook");
        for name in calamine::Reader::sheet_names(&book) {
            let formulas = calamine::Reader::worksheet_formula(&mut book, &name).expect("formulas");
            assert_eq!(formulas.used_cells().next(), None, "{report}, {name}");
        }
    }
}

#[test]
fn the_markup_of_a_stranger_is_no_markup() {
    let place = place();
    for report in REPORTS {
        let text = text(&place, report, "markdown");
        // What a backslash stands before is no markup.
        let text = text
            .replace("\\<", "")
            .replace("\\]", "")
            .replace("\\`", "");
        for markup in ["<script", "<img", "](https", "`d`", "\n# c"] {
            assert!(!text.contains(markup), "{report}: {markup}");
        }
    }
}

#[test]
fn a_workbook_is_not_poured_on_a_terminal_and_goes_where_it_is_sent() {
    let place = place();
    let ran = place.run(
        "cm-report --by day posts.jsonl --format xlsx | head -c 2",
        b"",
    );
    assert_eq!(ran.stdout, "PK");
}
