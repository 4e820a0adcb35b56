//! The file that lines are added to: looked at before anything in it is changed.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::Context;
use serde::de::IgnoredAny;

use crate::cli::console::{Console, counted};
use crate::cli::exit::UsageError;

/// How much of the end of a file is searched for the end of its last whole line, in bytes, at a time.
const BLOCK: u64 = 64 * 1024;
/// Longest line that is looked at; what is longer is no line of ours.
const LONGEST: u64 = 64 << 20;

/// First bytes of gzip, Zstandard, bzip2, xz, zip (which workbooks are), 7z and lz4.
const PACKED: [&[u8]; 7] = [
    &[0x1f, 0x8b],
    &[0x28, 0xb5, 0x2f, 0xfd],
    b"BZh",
    &[0xfd, b'7', b'z', b'X', b'Z', 0],
    b"PK\x03\x04",
    &[b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c],
    &[0x04, 0x22, 0x4d, 0x18],
];

/// Endings of names that promise something else than plain lines.
const PACKED_NAMES: [&str; 10] = [
    "gz", "zst", "bz2", "xz", "zip", "7z", "lz4", "xlsx", "xls", "ods",
];

/// What is packed as it is written, where a file is written anew.
const PACKED_HERE: [&str; 2] = ["gz", "zst"];

/// Refuses a name of an output that says it is packed in a way that nothing here does.
pub(super) fn output_name(path: &Path) -> Result<(), UsageError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_one = |name: &&str| ending.is_some_and(|ending| ending.eq_ignore_ascii_case(name));
    if PACKED_HERE.iter().any(is_one) {
        return Ok(());
    }
    plain_name("--output", path)
}

/// Refuses a name that says that what stands in the file is packed.
fn plain_name(flag: &str, path: &Path) -> Result<(), UsageError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let promised = |ending: &&str| {
        PACKED_NAMES
            .iter()
            .any(|name| ending.eq_ignore_ascii_case(name))
    };
    match ending.filter(promised) {
        Some(ending) => Err(UsageError(format!(
            "{flag} {}: it is written as plain text; leave `.{ending}` off the name, and pack it afterwards",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// Opens a file to add lines to, and says how long it is. A line that a killed run left cut is cut off, and one without its end gets it;
/// what is no file of JSON Lines is refused and not touched.
pub(super) fn open(path: &Path, console: &Console) -> anyhow::Result<(File, u64)> {
    let shown = path.display();
    let cannot = || format!("cannot add to {shown}");
    let refused = |why: &str| UsageError(format!("--append {shown}: {why}"));
    let end = match path.metadata() {
        Ok(metadata) if metadata.is_file() && metadata.len() > 0 => {
            let mut file = File::open(path).with_context(cannot)?;
            let found = look(&mut file).with_context(cannot)?;
            found.map_err(refused)?
        }
        _ => {
            plain_name("--append", path)?;
            End::Whole
        }
    };
    let put = || -> std::io::Result<(File, u64)> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        match end {
            End::Whole => {}
            End::Unended => file.write_all(b"\n")?,
            End::Cut { at } => file.set_len(at)?,
        }
        if end != End::Whole {
            file.sync_data()?;
        }
        let length = file.metadata()?.len();
        Ok((file, length))
    };
    let before = path.metadata().map_or(0, |metadata| metadata.len());
    let (file, length) = put().with_context(cannot)?;
    if let End::Cut { at } = end {
        console.warn(format!(
            "{shown}: its last line was cut short by a run that was killed; its {} are taken off, and the post is asked for again",
            counted(before.saturating_sub(at), "byte")
        ));
    }
    Ok((file, length))
}

/// How a file of JSON Lines ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// As it should.
    Whole,
    /// With a whole line that has no line break.
    Unended,
    /// With a part of a line, which begins there.
    Cut { at: u64 },
}

/// How a file ends; or why no lines can be added to it.
fn look(file: &mut File) -> std::io::Result<Result<End, &'static str>> {
    const NO_LINES: &str = "it does not begin with a line of JSON, so posts cannot be added to it; name another file (a list in JSON becomes lines with `jq -c '.[]'`)";
    let mut head = BufReader::new(&*file).take(LONGEST);
    let mut line = Vec::new();
    head.read_until(b'\n', &mut line)?;
    if PACKED.iter().any(|magic| line.starts_with(magic)) {
        return Ok(Err(
            "it is compressed or a workbook, and lines are added as plain text; unpack it first, or name another file",
        ));
    }
    if line.starts_with(&[0xef, 0xbb, 0xbf]) {
        line.drain(..3);
    }
    while line.ends_with(b"\n") && line.trim_ascii().is_empty() {
        line.clear();
        head.read_until(b'\n', &mut line)?;
    }
    let first_is_whole = line.ends_with(b"\n");
    if first_is_whole && !is_object(&line) {
        return Ok(Err(NO_LINES));
    }
    let length = file.metadata()?.len();
    let at = whole_lines(file)?;
    if length - at > LONGEST {
        return Ok(Err(NO_LINES));
    }
    let mut last = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    (&*file).take(length - at).read_to_end(&mut last)?;
    let text = last.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&last);
    Ok(match text.trim_ascii() {
        _ if last.is_empty() => Ok(End::Whole),
        [] => Ok(End::Unended),
        text if is_object(text) => Ok(End::Unended),
        text if is_cut(text) => Ok(End::Cut { at }),
        _ if first_is_whole => Err(
            "its last line is no JSON, and not one that a killed run left; mend or remove it first",
        ),
        _ => Err(NO_LINES),
    })
}

/// Whether a text is a whole JSON object.
fn is_object(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    text.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Whether a text is the beginning of a JSON object, and no more. After a power cut a file may end in zeros that nobody wrote.
fn is_cut(text: &[u8]) -> bool {
    let zeros = text.iter().rev().take_while(|byte| **byte == 0).count();
    let text = text
        .get(..text.len() - zeros)
        .unwrap_or_default()
        .trim_ascii();
    if text.is_empty() || (zeros > 0 && is_object(text)) {
        return zeros > 0;
    }
    let ends_early =
        |text: &[u8]| serde_json::from_slice::<IgnoredAny>(text).is_err_and(|error| error.is_eof());
    // A number that is cut after its sign is a mistake and not an end to the reader; with a digit more it is an end.
    text.starts_with(b"{") && (ends_early(text) || ends_early(&[text, b"0"].concat()))
}

/// Where the last whole line of a file ends.
fn whole_lines(file: &mut File) -> std::io::Result<u64> {
    let mut end = file.metadata()?.len();
    let mut block = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        file.seek(SeekFrom::Start(start))?;
        block.clear();
        (&*file).take(end - start).read_to_end(&mut block)?;
        if let Some(at) = memchr::memrchr(b'\n', &block) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(content: &[u8]) -> Result<End, &'static str> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        file.rewind().unwrap();
        look(&mut file).unwrap()
    }

    #[test]
    fn every_beginning_of_a_line_is_cut_off_and_nothing_else() {
        let line = r#"{"id":"é\u00e9\"","n":-1.5e-3,"own":true,"m":[{"a":null}]}"#.as_bytes();
        for at in 1..line.len() {
            assert_eq!(looked(&line[..at]), Ok(End::Cut { at: 0 }), "{at}");
            let second = [line, b"\n", &line[..at]].concat();
            let at = line.len() as u64 + 1;
            assert_eq!(looked(&second), Ok(End::Cut { at }));
            assert_eq!(
                looked(&[&second, &[0; 9][..]].concat()),
                Ok(End::Cut { at })
            );
        }
        assert_eq!(looked(line), Ok(End::Unended));
        assert_eq!(looked(&[line, b"\n"].concat()), Ok(End::Whole));
        assert_eq!(looked(&[line, b"\r\n\r\n"].concat()), Ok(End::Whole));
        assert_eq!(
            looked(&[line, b"\n\0\0"].concat()),
            Ok(End::Cut {
                at: line.len() as u64 + 1
            })
        );
    }

    #[test]
    fn what_is_no_file_of_lines_is_refused() {
        for content in [
            &b"[{\"a\":1},\n{\"b\":2}]\n"[..],
            b"[\n{\"a\":1}\n]",
            b"{\n  \"a\": 1\n}\n",
            b"[1,2",
            b"{\"a\":1}{\"b\":2}",
            b"{\"a\":1}\nnotes",
            b"{\"a\":1}\n{\"b\":2} x",
            b"id,text\n1,a\n",
            b"\x1f\x8b\x08\x00\n",
            b"BZh91AY",
            b"PK\x03\x04\x14",
            b"\x28\xb5\x2f\xfd",
            b"text",
        ] {
            let shown = String::from_utf8_lossy(content);
            assert!(looked(content).is_err(), "{shown}");
        }
    }
}
