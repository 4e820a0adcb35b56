//! Output that is packed as it is written, because the file's name says so: `.gz` (RFC 1952) or `.zst` (RFC 8878).

use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use zstd::stream::write::Encoder;

use super::output::Output;

/// zstd's own default.
const ZSTD_LEVEL: i32 = 3;

/// An output behind a packer.
pub(super) enum Packer {
    Gzip(GzEncoder<Output>),
    Zstd(Encoder<'static, Output>),
}

impl Packer {
    /// The output as it is, or packed where the name of its file ends in `.gz` or `.zst`.
    pub(super) fn of(path: &Path, output: Output) -> io::Result<Output> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let packer = match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Packer::Gzip(GzEncoder::new(output, Compression::default())),
            Some("zst") => Packer::Zstd(Encoder::new(output, ZSTD_LEVEL)?),
            _ => return Ok(output),
        };
        Ok(Output::Packed(Box::new(packer)))
    }

    /// Writes what the packer still holds, and its ending; the output below.
    pub(super) fn end(self) -> io::Result<Output> {
        match self {
            Packer::Gzip(packer) => packer.finish(),
            Packer::Zstd(packer) => packer.finish(),
        }
    }

    /// The output below.
    pub(super) fn below(&self) -> &Output {
        match self {
            Packer::Gzip(packer) => packer.get_ref(),
            Packer::Zstd(packer) => packer.get_ref(),
        }
    }

    /// The same, to change it.
    pub(super) fn below_mut(&mut self) -> &mut Output {
        match self {
            Packer::Gzip(packer) => packer.get_mut(),
            Packer::Zstd(packer) => packer.get_mut(),
        }
    }
}

impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Packer::Gzip(packer) => packer.write(bytes),
            Packer::Zstd(packer) => packer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Packer::Gzip(packer) => packer.flush(),
            Packer::Zstd(packer) => packer.flush(),
        }
    }
}
