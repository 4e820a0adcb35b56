//! Where lines come from: standard input or files, plain or compressed (gzip with several members, zstd), told apart by their first bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use crate::text::reason;

/// Bytes of one input.
pub struct Input {
    /// How messages call it: the path, or `-`.
    pub name: String,
    /// The bytes as they lie there, perhaps compressed.
    pub bytes: Box<dyn Read + Send>,
}

impl Input {
    /// The bytes, decompressed if need be.
    pub fn decompressed(self) -> io::Result<Box<dyn Read + Send>> {
        decompressed(self.bytes)
    }
}

/// An input that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {name}: {}", reason::of_io(.error))]
pub struct InputError {
    name: String,
    error: io::Error,
}

/// Opens files; `-`, or no file at all, is standard input.
pub fn open(paths: &[PathBuf]) -> Result<Vec<Input>, InputError> {
    if paths.is_empty() {
        return Ok(vec![standard_input()]);
    }
    paths.iter().map(open_one).collect()
}

fn open_one(path: &PathBuf) -> Result<Input, InputError> {
    if path.as_os_str() == "-" {
        return Ok(standard_input());
    }
    let name = path.display().to_string();
    let opened = File::open(path).and_then(|file| match file.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    });
    match opened {
        Ok(file) => Ok(Input {
            name,
            bytes: Box::new(file),
        }),
        Err(error) => Err(InputError { name, error }),
    }
}

fn standard_input() -> Input {
    Input {
        name: "-".to_owned(),
        bytes: Box::new(io::stdin()),
    }
}

/// First bytes of a gzip member (RFC 1952, section 2.3.1) and of a Zstandard frame (RFC 8878, section 3.1.1).
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The decompressed bytes. Reads only as many bytes as it takes to tell the format, so that a slow plain stream is not held up.
fn decompressed(mut bytes: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(ZSTD.len());
    while [GZIP, ZSTD]
        .iter()
        .any(|magic| magic.len() > head.len() && magic.starts_with(&head))
    {
        let mut byte = [0];
        match bytes.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => head.extend(byte),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let (gzip, zstd) = (head == GZIP, head == ZSTD);
    let whole = io::Cursor::new(head).chain(bytes);
    Ok(if gzip {
        Box::new(flate2::read::MultiGzDecoder::new(whole))
    } else if zstd {
        Box::new(zstd::Decoder::new(whole)?)
    } else {
        Box::new(whole)
    })
}
