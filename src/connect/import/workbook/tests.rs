//! Tests of workbooks, as Excel writes them and as nobody should.

use std::io::{Cursor, Write};

use proptest::prelude::proptest;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{Mapping, Reader, RowError, Settings};
use crate::record::Post;
use crate::time::Zone;

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// Style 1 is a date, style 2 a date and time, style 3 a time.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/></cellXfs></styleSheet>"#;

/// The parts of a workbook: each sheet by name, state and what stands behind `<worksheet>`.
fn parts(sheets: &[(&str, &str, &str)], strings: &str, properties: &str) -> Vec<(String, Vec<u8>)> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let (mut list, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
    for (index, (name, state, rows)) in sheets.iter().enumerate() {
        let n = index + 1;
        list.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{n}\" {state} r:id=\"rId{n}\"/>"
        ));
        relations.push_str(&format!("<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"));
        parts.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!("<worksheet {main}>{rows}</worksheet>").into_bytes(),
        ));
    }
    parts.extend([
        ("_rels/.rels".to_owned(), RELS.into()),
        ("xl/styles.xml".to_owned(), STYLES.into()),
        ("xl/workbook.xml".to_owned(), format!("<workbook {main} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{properties}<sheets>{list}</sheets></workbook>").into_bytes()),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>").into_bytes()),
    ]);
    if !strings.is_empty() {
        parts.push((
            "xl/sharedStrings.xml".to_owned(),
            format!("<sst {main} {strings}</sst>").into_bytes(),
        ));
    }
    parts
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive
            .start_file(name.as_str(), SimpleFileOptions::default())
            .expect("memory");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

/// `text` cells are inline strings, the others stand as they are.
fn row(number: u32, cells: &[(&str, &str)]) -> String {
    let cell = |(column, content): &(&str, &str)| match content.strip_prefix('<') {
        Some(rest) => {
            let (attributes, value) = rest.split_once('>').expect("a value");
            format!("<c r=\"{column}{number}\" {attributes}><v>{value}</v></c>")
        }
        None => format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{content}</t></is></c>"),
    };
    let cells: String = cells.iter().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn sheet(rows: &[String]) -> String {
    format!("<sheetData>{}</sheetData>", rows.concat())
}

fn open(bytes: &[u8], mapping: &str) -> Result<Reader<Cursor<Vec<u8>>>, RowError> {
    let settings = Settings {
        mapping: Mapping::from_toml(mapping).expect("a mapping"),
        zone: Zone::named("Europe/Paris").expect("a known zone"),
        recognise: mapping.is_empty(),
    };
    Reader::new(Cursor::new(bytes.to_vec()), settings)
}

fn read(bytes: &[u8], mapping: &str) -> (Vec<Post>, Vec<RowError>, Vec<String>) {
    let mut reader = open(bytes, mapping).expect("a workbook");
    let (mut posts, mut errors) = (Vec::new(), Vec::new());
    for row in reader.by_ref() {
        match row {
            Ok(row) => posts.push(row.post),
            Err(error) => errors.push(error),
        }
    }
    (posts, errors, reader.notes())
}

fn refused(bytes: &[u8], mapping: &str) -> String {
    open(bytes, mapping).err().expect("a refusal").to_string()
}

fn date(post: &Post) -> String {
    post.published_at
        .map(|at| at.to_rfc3339())
        .unwrap_or_default()
}

#[test]
fn dates_numbers_and_titles() {
    let rows = sheet(&[
        row(1, &[("A", "Report of November")]),
        row(
            3,
            &[
                ("A", "Post ID"),
                ("B", "Date"),
                ("C", "Message"),
                ("D", "Likes"),
                ("E", "Cost"),
            ],
        ),
        row(
            4,
            &[
                ("A", "<>17890000000000001"),
                ("B", "<s=\"2\">46347.7708333333"),
                ("C", "=1+1"),
                ("D", "<>1234"),
                ("E", "<>0.5"),
            ],
        ),
        row(
            6,
            &[
                ("A", "abc"),
                ("B", "<s=\"1\">46348"),
                ("C", "two"),
                ("D", "1,2 k"),
                ("E", "<s=\"1\">46348"),
            ],
        ),
        row(7, &[("D", "<>99")]),
    ]);
    let (posts, errors, notes) = read(
        &packed(&parts(&[("Posts", "", &rows)], "", "")),
        "source = \"x\"",
    );
    assert_eq!(posts.len(), 2);
    assert_eq!(date(&posts[0]), "2026-11-21T17:30:00+00:00");
    assert_eq!(date(&posts[1]), "2026-11-21T23:00:00+00:00");
    assert_eq!(posts[0].text.as_deref(), Some("=1+1"));
    assert_eq!(posts[1].id, "x:abc");
    assert_eq!(
        (errors.len(), errors[0].line, errors[0].raw.as_str()),
        (1, 7, ",,,99\n")
    );
    assert_eq!(notes.len(), 2, "{notes:?}");
    figures(&posts);
}

fn figures(posts: &[Post]) {
    let likes: Vec<_> = posts
        .iter()
        .map(|post| post.metrics.and_then(|metrics| metrics.like_count))
        .collect();
    assert_eq!(likes, [Some(1234), Some(1200)]);
    // The id was a number and is not what it was.
    let raw = posts[0].raw.clone().unwrap_or_default();
    assert_eq!(
        (raw["Cost"].as_f64(), raw["Post ID"].is_number()),
        (Some(0.5), true)
    );
    assert_eq!(
        posts[1].raw.as_ref().map(|raw| raw["Cost"].clone()),
        Some(Value::from("2026-11-22"))
    );
}

#[test]
fn years_from_1904() {
    let rows = sheet(&[
        row(1, &[("A", "Date"), ("B", "Heure"), ("C", "Texte")]),
        row(
            2,
            &[("A", "<s=\"1\">44885"), ("B", "<s=\"3\">0.75"), ("C", "a")],
        ),
        row(3, &[("A", "<>44885"), ("C", "b")]),
    ]);
    let properties = "<workbookPr date1904=\"1\"/>";
    let (posts, errors, _) = read(
        &packed(&parts(&[("S", "", &rows)], "", properties)),
        "timezone = \"UTC\"",
    );
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(date(&posts[0]), "2026-11-21T18:00:00+00:00");
    assert_eq!(date(&posts[1]), "2026-11-21T00:00:00+00:00");
}

#[test]
fn shared_strings_and_merged_cells() {
    let rows = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" t=\"s\"><v>3</v></c></row>\
        <row r=\"3\"><c r=\"B3\" t=\"s\"><v>4</v></c></row>\
        <row r=\"4\"><c r=\"B4\" t=\"s\"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>";
    let strings = "uniqueCount=\"5\"><si><t>Auteur</t></si><si><t>Texte</t></si><si><t>Zoé</t></si><si><t>un &amp; deux</t></si><si><r><t>tr</t></r><r><t>ois</t></r></si>";
    let (posts, errors, _) = read(&packed(&parts(&[("S", "", rows)], strings, "")), "");
    assert!(errors.is_empty(), "{errors:?}");
    let seen: Vec<_> = posts
        .iter()
        .map(|post| {
            (
                post.author
                    .as_ref()
                    .and_then(|author| author.name.as_deref()),
                post.text.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Some("Zoé"), Some("un & deux")),
            (Some("Zoé"), Some("trois")),
            (None, Some("un & deux"))
        ]
    );
}

#[test]
fn sheets() {
    let metrics = sheet(&[
        row(1, &[("A", "Date"), ("B", "Impressions")]),
        row(2, &[("A", "2026-11-21"), ("B", "<>5")]),
    ]);
    let posts = sheet(&[row(1, &[("A", "Texte")]), row(2, &[("A", "a")])]);
    let more = sheet(&[row(1, &[("A", "Texte")]), row(2, &[("A", "b")])]);
    let empty = sheet(&[]);
    let hidden = "state=\"hidden\"";
    let book = packed(&parts(
        &[
            ("Empty", "", &empty),
            ("Hidden", hidden, &more),
            ("Metrics", "", &metrics),
            ("All posts", "", &posts),
        ],
        "",
        "",
    ));
    let mut reader = open(&book, "").expect("a workbook");
    assert_eq!(reader.sheet(), Some("All posts"));
    assert_eq!(reader.by_ref().flatten().count(), 1);
    let notes = reader.notes();
    assert!(
        notes.len() == 1 && notes[0].contains("also `Metrics`, `Hidden`"),
        "{notes:?}"
    );
    let (posts, _, notes) = read(&book, "sheet = \"hidden\"");
    assert_eq!((posts[0].text.as_deref(), notes.len()), (Some("b"), 0));
    let error = refused(&book, "sheet = \"All post\"");
    assert!(error.contains("did you mean `All posts`?"), "{error}");
    assert!(refused(&book, "sheet = \"Metrics\"").contains("no column is recognised"));
    let nothing = packed(&parts(&[("Empty", "", &empty)], "", ""));
    assert_eq!(read(&nothing, "").0.len(), 0);
}

#[test]
fn no_workbooks() {
    let archive = packed(&[("data/tweets.js".to_owned(), b"[]".to_vec())]);
    assert!(refused(&archive, "").contains("unpack it"));
    let binary = packed(&[
        ("_rels/.rels".to_owned(), RELS.into()),
        ("xl/workbook.bin".to_owned(), Vec::new()),
    ]);
    assert!(refused(&binary, "").contains(".xlsb"));
    assert!(refused(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], "").contains(".xls"));
    assert!(refused(b"PK\x03\x04 and no more", "").contains("damaged"));
    let book = packed(&parts(
        &[("S", "", &sheet(&[row(1, &[("A", "Texte")])]))],
        "",
        "",
    ));
    assert!(refused(&book[..book.len() / 2], "").contains("damaged"));
    let cut = parts(
        &[(
            "S",
            "",
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Texte</t></is></c></row><row r=\"2\"><c r=\"A2\"",
        )],
        "",
        "",
    );
    let (posts, errors, _) = read(&packed(&cut), "");
    assert_eq!((posts.len(), errors.len()), (0, 1));
}

/// What a table of strings declares is checked before room is made for it.
#[test]
fn strings_that_are_not_there() {
    let rows = sheet(&[row(1, &[("A", "Texte")])]);
    for strings in [
        "uniqueCount=\"9999999999999999\">",
        "uniqueCount = '4000000000'><si/>",
    ] {
        let error = refused(&packed(&parts(&[("S", "", &rows)], strings, "")), "");
        assert!(error.contains("declares more"), "{error}");
    }
}

#[test]
fn parts_that_are_too_large() {
    let rows = sheet(&[row(1, &[("A", "Texte")])]);
    let mut book = parts(&[("S", "", &rows)], "", "");
    let comment = format!("<!--{}-->", " ".repeat(17 << 20)).into_bytes();
    book.push(("xl/comment.xml".to_owned(), comment));
    let error = refused(&packed(&book), "");
    assert!(error.contains("larger than 16 MiB"), "{error}");
}

/// One long string that is that of many cells says no more than it may.
#[test]
fn hostile_cells_are_data() {
    let long = "é".repeat(600_000);
    let rows = sheet(&[
        row(1, &[("A", "Texte"), ("B", "Auteur")]),
        row(2, &[("A", &long), ("B", "=cmd|' /C calc'!A0")]),
        row(3, &[("A", "\u{202e}sdrawkcab"), ("B", "<t=\"e\">#REF!")]),
        row(4, &[("XFD", "far"), ("A", "b")]),
    ]);
    let (posts, errors, _) = read(&packed(&parts(&[("S", "", &rows)], "", "")), "");
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(posts[0].text.as_ref().map(String::len), Some(1_200_000));
    assert_eq!(posts[1].text.as_deref(), Some("\u{202e}sdrawkcab"));
    let raw = posts[2].raw.as_ref().map(ToString::to_string);
    assert_eq!(raw.as_deref(), Some("{\"column 16384\":\"far\"}"));
}

proptest! {
    /// Whatever a workbook's parts hold, it is read or refused.
    #[test]
    fn any_parts_are_taken(at in 0usize..400, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..12), part in 0usize..6, cut in proptest::bool::ANY) {
        let rows = sheet(&[row(1, &[("A", "Texte"), ("B", "Date")]), row(2, &[("A", "a"), ("B", "<s=\"2\">46347.77")])]);
        let mut parts = parts(&[("S", "", &rows)], "uniqueCount=\"1\"><si><t>a</t></si>", "");
        let count = parts.len();
        let content = &mut parts[part % count].1;
        let at = at % content.len();
        let end = if cut { content.len() } else { (at + bytes.len()).min(content.len()) };
        content.splice(at..end, bytes);
        if let Ok(reader) = open(&packed(&parts), "") {
            let _ = reader.count();
        }
    }

    /// Whatever an archive is, it is read or refused.
    #[test]
    fn any_archives_are_taken(at in 0usize..3000, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..12)) {
        let rows = sheet(&[row(1, &[("A", "Texte")]), row(2, &[("A", "a")])]);
        let mut book = packed(&parts(&[("S", "", &rows)], "", ""));
        let at = at % book.len();
        let end = (at + bytes.len()).min(book.len());
        book.splice(at..end, bytes);
        if let Ok(reader) = open(&book, "") {
            let _ = reader.count();
        }
        let head = [b"PK\x03\x04".as_slice(), &book[at..]].concat();
        let _ = open(&head, "").map(Iterator::count);
    }
}
