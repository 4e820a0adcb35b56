//! What a file is that was taken for another: told by the bytes it begins with.

/// A kind of file that is often given in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG, JPEG, GIF, WebP.
    Picture,
    /// PDF.
    Pdf,
    /// A zip archive, which workbooks of Excel are too, or a workbook of the old kind.
    Archive,
    /// Bytes that are no text.
    Binary,
    /// RSS, Atom, or another XML.
    Feed,
    /// HTML.
    Page,
    /// A list of JSON.
    List,
    /// An object of JSON that goes on on the next line.
    Object,
    /// Columns with a separator.
    Table,
}

/// How the files of a kind begin.
const BEGINNINGS: &[(&[u8], Kind)] = &[
    (b"\x89PNG", Kind::Picture),
    (b"\xff\xd8\xff", Kind::Picture),
    (b"GIF8", Kind::Picture),
    (b"%PDF-", Kind::Pdf),
    (b"PK\x03\x04", Kind::Archive),
    (b"\xd0\xcf\x11\xe0", Kind::Archive),
    (b"<?xml", Kind::Feed),
    (b"<rss", Kind::Feed),
    (b"<feed", Kind::Feed),
    (b"<rdf:", Kind::Feed),
    (b"<!doctype", Kind::Page),
    (b"<html", Kind::Page),
];
/// Marks of UTF-16, whose text holds zeros.
const WIDE: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// So many bytes are looked at for a zero, which no text has.
const LOOKED_AT: usize = 4096;

impl Kind {
    /// The kind of a file, by its first bytes; `None` for text of which nothing more can be told.
    pub fn of(head: &[u8]) -> Option<Kind> {
        let head = head.get(..LOOKED_AT).unwrap_or(head);
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let text = text.trim_ascii();
        let begins = |(magic, _): &&(&[u8], Kind)| {
            let start = text.get(..magic.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(magic))
        };
        if let Some((_, kind)) = BEGINNINGS.iter().find(begins) {
            return Some(*kind);
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Some(Kind::Picture);
        }
        if head.contains(&0) && !WIDE.iter().any(|mark| head.starts_with(mark)) {
            return Some(Kind::Binary);
        }
        let first = text.split(|byte| *byte == b'\n').next()?.trim_ascii();
        match first {
            b"{" => Some(Kind::Object),
            [b'[', ..] => Some(Kind::List),
            [b'{', ..] => None,
            line if line.iter().any(|byte| b",;\t|".contains(byte)) => Some(Kind::Table),
            _ => None,
        }
    }

    /// Whether it can be neither a table nor words.
    pub fn is_no_text(self) -> bool {
        matches!(
            self,
            Kind::Picture | Kind::Pdf | Kind::Archive | Kind::Binary | Kind::Feed | Kind::Page
        )
    }

    /// What it is, and what makes of it what was expected; `name` is what messages call the file, `-` for standard input.
    pub fn advice(self, name: &str) -> String {
        let plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
        let file = match name {
            "-" => "FILE".to_owned(),
            name if name.chars().all(plain) => name.to_owned(),
            name => format!("'{}'", name.replace('\'', "'\\''")),
        };
        match self {
            Kind::Picture => "this is a picture, not text".to_owned(),
            Kind::Pdf => "this is a PDF, not text; ask for what is in it as CSV".to_owned(),
            Kind::Archive => format!(
                "this is a workbook or an archive; `cm-fetch import {file}` reads a workbook of posts; anything else, save as CSV (UTF-8)"
            ),
            Kind::Binary => "this is not text".to_owned(),
            Kind::Feed => {
                format!("this is XML, as feeds are; `cm-fetch feed {file}` makes posts of a feed")
            }
            Kind::Page => {
                "this is a web page; `cm-fetch feed` with its address finds its feed, if it has one"
                    .to_owned()
            }
            Kind::List => format!(
                "this is a list of JSON; `jq -c '.[]' {file}` puts each of its records on a line"
            ),
            Kind::Object => {
                format!("this is a record over several lines; `jq -c . {file}` puts it on one")
            }
            Kind::Table => {
                format!("this looks like a table; `cm-fetch import {file}` makes posts of its rows")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn the_first_bytes_say_what_it_is() {
        for (head, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], Some(Kind::Picture)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Kind::Picture)),
            (b"%PDF-1.7\n", Some(Kind::Pdf)),
            (b"PK\x03\x04\x14", Some(Kind::Archive)),
            (b"\x7fELF\x02\x01\0", Some(Kind::Binary)),
            (b"\xef\xbb\xbf  <RSS version='2.0'>", Some(Kind::Feed)),
            (b"<!DOCTYPE html>", Some(Kind::Page)),
            (b"[\n  {\n", Some(Kind::List)),
            (b"{\r\n  \"text\": 1", Some(Kind::Object)),
            (b"\"text\";date\r\n", Some(Kind::Table)),
            (b"\xff\xfet\0e\0", None),
            (b"{\"text\":\"a\"}", None),
            (b"nonsense", None),
            (b"", None),
        ] {
            assert_eq!(Kind::of(head), kind, "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn names_are_as_a_shell_takes_them() {
        assert!(Kind::Table.advice("a/b.csv").contains("import a/b.csv`"));
        assert!(
            Kind::Table
                .advice("l'an 1.csv")
                .contains("import 'l'\\''an 1.csv'`")
        );
        assert!(Kind::Feed.advice("-").contains("feed FILE`"));
    }
}
