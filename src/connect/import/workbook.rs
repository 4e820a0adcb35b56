//! Workbooks of Excel (.xlsx): what is looked at before they are opened, their sheets, and the rows of one as a stream.
//!
//! A workbook comes from strangers and is compressed a thousandfold if its maker likes: its size is bounded ([`LARGEST_FILE`]), every part is
//! unpacked once to see how large it is and dropped again ([`LARGEST_PART`], [`LARGEST_STRINGS`], [`LARGEST`]), and what its cells say in all is
//! counted as they are read. The sheet itself is read row by row, on a thread of its own; only the table of shared strings is held.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use calamine::{Reader as _, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::rows::{Fault, Row};
use super::sheet::{Sheet, merged};

#[cfg(test)]
mod tests;

/// No workbook is larger, in bytes.
pub(super) const LARGEST_FILE: u64 = 256 << 20;

/// No part of it is larger when it is unpacked.
const LARGEST_PART: u64 = 1 << 30;

/// The table of shared strings is no larger: it is held in memory.
const LARGEST_STRINGS: u64 = 256 << 20;

/// A part with comments, CDATA or a document type, which no spreadsheet writes, is no larger: each is held in memory.
const LARGEST_ODD: u64 = 16 << 20;

/// All parts together are no larger.
const LARGEST: u64 = 2 << 30;

/// Rows that are handed over at a time, and how many such batches wait.
const BATCH: usize = 64;
const BATCHES: usize = 4;

/// First bytes of a zip archive (APPNOTE.TXT, 4.3.7), and of the container of .xls files and of workbooks with a password ([MS-CFB], 2.2).
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
pub(super) const CONTAINER: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// What is said of a [`CONTAINER`].
pub(super) const OLD: &str = "this is a workbook of the old kind (.xls) or one with a password; open it and save it as .xlsx without a password, or as CSV (UTF-8)";

type Book = Xlsx<Cursor<Vec<u8>>>;

/// A workbook that is open.
pub(super) struct Workbook {
    book: Book,
    /// Whether cells of it are merged.
    merges: bool,
}

impl Workbook {
    /// Reads and opens a workbook.
    pub(super) fn open(input: impl Read) -> Result<Self, String> {
        let mut bytes = Vec::new();
        let read = input.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("the file cannot be read: {error}"))?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(format!(
                "the workbook is larger than {} MiB; save the sheet as CSV (UTF-8) and import that",
                LARGEST_FILE >> 20
            ));
        }
        let merges = guarded(|| survey(&bytes))?;
        let book = guarded(|| Book::new(Cursor::new(bytes)).map_err(|error| broken(&error)))?;
        Ok(Workbook { book, merges })
    }

    /// The sheets with cells, those that are shown first.
    pub(super) fn sheets(&self) -> Vec<String> {
        let all = self.book.sheets_metadata().iter();
        let cells = all.filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let (shown, hidden): (Vec<_>, Vec<_>) =
            cells.partition(|sheet| sheet.visible == SheetVisible::Visible);
        let names = shown.into_iter().chain(hidden);
        names.map(|sheet| sheet.name.clone()).collect()
    }

    /// Whether its day numbers begin in 1904.
    pub(super) fn begins_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    /// The first rows of a sheet.
    pub(super) fn peek(&mut self, name: &str, rows: usize) -> Result<Vec<Row>, String> {
        let from_1904 = self.begins_1904();
        guarded(|| {
            let cells = self.book.worksheet_cells_reader(name);
            let cells = cells.map_err(|error| broken(&error))?;
            let sheet = Sheet::new(cells, from_1904, Vec::new());
            Ok(sheet.take(rows).map_while(Result::ok).collect())
        })
    }

    /// All rows of a sheet, read on a thread of their own.
    pub(super) fn stream(self, name: String) -> SheetRows {
        let (sender, batches) = sync_channel(BATCHES);
        let thread = std::thread::spawn(move || self.send(&name, &sender));
        SheetRows {
            batches,
            batch: Vec::new().into_iter(),
            thread: Some(thread),
        }
    }

    fn send(mut self, name: &str, sender: &SyncSender<Vec<Result<Row, Fault>>>) {
        let end = |message: String| vec![Err(Fault::End { line: 1, message })];
        let merges = match self.merges {
            true => guarded(|| {
                let merges = self.book.merge_cells_by_sheet_name(name);
                Ok(merged(&merges.map_err(|error| broken(&error))?))
            }),
            false => Ok(Vec::new()),
        };
        let from_1904 = self.begins_1904();
        let cells = self.book.worksheet_cells_reader(name);
        let (merges, cells) = match (merges, cells) {
            (Ok(merges), Ok(cells)) => (merges, cells),
            (Err(message), _) => return drop(sender.send(end(message))),
            (_, Err(error)) => return drop(sender.send(end(broken(&error)))),
        };
        let mut sheet = Sheet::new(cells, from_1904, merges);
        loop {
            let batch: Vec<_> = sheet.by_ref().take(BATCH).collect();
            // Nobody may be there to read it.
            if batch.is_empty() || sender.send(batch).is_err() {
                return;
            }
        }
    }
}

/// Rows as they come from the thread that reads them.
pub(super) struct SheetRows {
    batches: Receiver<Vec<Result<Row, Fault>>>,
    batch: std::vec::IntoIter<Result<Row, Fault>>,
    thread: Option<JoinHandle<()>>,
}

impl SheetRows {
    pub(super) fn next_row(&mut self) -> Option<Result<Row, Fault>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(row);
            }
            match self.batches.recv() {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(_) => {
                    let failed = self.thread.take()?.join().is_err();
                    return failed.then(|| {
                        Err(Fault::End {
                            line: 1,
                            message: UNREADABLE.to_owned(),
                        })
                    });
                }
            }
        }
    }
}

const UNREADABLE: &str =
    "the workbook is damaged and cannot be read further; open it and save it again";

pub(super) fn broken(error: &dyn std::fmt::Display) -> String {
    format!(
        "the workbook is damaged ({error}); open it and save it again, or save the sheet as CSV (UTF-8)"
    )
}

/// The readers of workbooks are not ours, and what they read is anybody's: what makes them give up is an error like any other.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(UNREADABLE.to_owned()))
}

/// Looks through the parts of an archive: whether it is a workbook at all, and none of them too large. True when cells are merged.
fn survey(bytes: &[u8]) -> Result<bool, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    if !names
        .iter()
        .any(|name| name.eq_ignore_ascii_case("_rels/.rels"))
    {
        return Err("this is an archive and no .xlsx workbook; unpack it and import the file in it, or save the sheet as .xlsx or CSV (UTF-8)".to_owned());
    }
    if names.iter().any(|name| name.ends_with("/workbook.bin")) {
        return Err(
            "this is a binary workbook (.xlsb); open it and save it as .xlsx or as CSV (UTF-8)"
                .to_owned(),
        );
    }
    let (mut all, mut merges) = (0, false);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.to_lowercase();
        let strings = name.ends_with("sharedstrings.xml");
        let mut survey = PartSurvey::default();
        if strings {
            survey.strings(&mut part)?;
        } else {
            survey.part(&mut part)?;
        }
        all += survey.size;
        merges |= survey.merges;
        if all > LARGEST {
            return Err(too_large("it", LARGEST));
        }
    }
    Ok(merges)
}

fn too_large(what: &str, limit: u64) -> String {
    format!(
        "the workbook unpacks to too much: {what} is larger than {} MiB; save the sheet as CSV (UTF-8) and import that",
        limit >> 20
    )
}

/// What is seen of a part.
#[derive(Debug, Default)]
struct PartSurvey {
    size: u64,
    merges: bool,
}

impl PartSurvey {
    /// Unpacks a part without keeping it.
    fn part(&mut self, part: &mut impl Read) -> Result<(), String> {
        const MERGE: &[u8] = b"mergeCell";
        let mut block = vec![0; 1 << 16];
        let mut kept = 0;
        let mut odd = false;
        loop {
            let room = block.get_mut(kept..).unwrap_or_default();
            let read = part.read(room).map_err(|error| broken(&error))?;
            if read == 0 {
                return Ok(());
            }
            self.size += read as u64;
            let seen = block.get(..kept + read).unwrap_or_default();
            self.merges |= memchr::memmem::find(seen, MERGE).is_some();
            odd |= memchr::memmem::find(seen, b"<!").is_some();
            if self.size > LARGEST_PART {
                return Err(too_large("a part of it", LARGEST_PART));
            }
            if odd && self.size > LARGEST_ODD {
                return Err(too_large("a part with comments", LARGEST_ODD));
            }
            // What is looked for may stand across two blocks.
            let end = kept + read;
            let tail = end.min(MERGE.len() - 1);
            block.copy_within(end - tail..end, 0);
            kept = tail;
        }
    }

    /// The table of strings: the number of them that it declares is believed by the reader, who makes room for so many at once.
    fn strings(&mut self, part: &mut impl Read) -> Result<(), String> {
        const COUNT: &[u8] = b"uniqueCount";
        let mut text = Vec::new();
        let read = part.take(LARGEST_STRINGS + 1).read_to_end(&mut text);
        read.map_err(|error| broken(&error))?;
        self.size = text.len() as u64;
        if self.size > LARGEST_STRINGS {
            return Err(too_large("its table of strings", LARGEST_STRINGS));
        }
        // In another encoding the number could not be found.
        if memchr::memchr2(0, 0x1b, &text).is_some() {
            return Err(broken(&"its table of strings is not UTF-8"));
        }
        for at in memchr::memmem::find_iter(&text, COUNT) {
            let rest = text.get(at + COUNT.len()..).unwrap_or_default();
            let digits = rest
                .iter()
                .skip_while(|byte| {
                    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'')
                })
                .take_while(|byte| byte.is_ascii_digit());
            let count = digits.fold(0_u64, |count, byte| {
                count
                    .saturating_mul(10)
                    .saturating_add(u64::from(byte - b'0'))
            });
            // `<si/>` is the shortest string.
            if count > self.size / 5 + 1 {
                return Err(broken(&"its table of strings declares more than it holds"));
            }
        }
        Ok(())
    }
}
