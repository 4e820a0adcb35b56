//! Reading a body without trusting its size: what it says, what it is, and what it unpacks to.
//!
//! brotli and zstd are unpacked by reqwest as they arrive. gzip is unpacked here, because tower-http (0.6, src/decompression/body.rs) stops after the
//! first member of a gzip file and drops the rest without a word.

use std::io::{self, Read};
use std::time::Duration;

use flate2::bufread::GzDecoder;
use reqwest::header::CONTENT_ENCODING;
use tokio::sync::Semaphore;
use url::Url;

use crate::http::error::{HttpError, HttpErrorKind};

/// What we can unpack, for `Accept-Encoding`.
pub(super) const CODINGS: &str = "gzip, br, zstd";

/// A body larger than this, in bytes, needs one of the few places for large bodies.
const LARGE: usize = 1 << 20;
/// Room made for a body before it comes, at most, in bytes.
const STATED: usize = 256 << 10;

/// First bytes of a gzip member (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a body was not read.
#[derive(Debug)]
pub(super) enum BodyError {
    /// It is larger than the cap.
    TooLarge(usize),
    /// It broke off, or is not what its encoding says.
    Broken(reqwest::Error),
    /// It is no gzip file, or only the beginning of one.
    Gzip(io::Error),
    /// It is packed in a way that we did not ask for.
    Packed(String),
}

impl BodyError {
    /// The same as an error about an address; `timeout` is the one that may have passed.
    pub(super) fn at(self, url: &Url, timeout: Duration) -> HttpError {
        match self {
            BodyError::Broken(error) => HttpError::from_reqwest(url, error, timeout),
            BodyError::TooLarge(cap) => {
                let size = if cap >= 1 << 20 {
                    format!("{} MiB", cap >> 20)
                } else {
                    format!("{cap} bytes")
                };
                let reason = format!(
                    "the body is larger than {size} when unpacked and was not read to its end"
                );
                HttpError::at(url, HttpErrorKind::TooLarge, reason)
            }
            BodyError::Gzip(error) => HttpError::at(
                url,
                HttpErrorKind::Body,
                format!("the body is broken: {error}"),
            ),
            BodyError::Packed(coding) => {
                let reason = format!("the body is packed as {coding:?}, which was not asked for");
                HttpError::at(url, HttpErrorKind::Request, reason)
            }
        }
    }
}

/// Reads and unpacks a body of at most `cap` bytes. Only as many large bodies as `large` has permits are read at once, so that a crowd of hostile
/// servers costs megabytes and not gigabytes.
pub(super) async fn read(
    mut response: reqwest::Response,
    cap: usize,
    large: &Semaphore,
) -> Result<Vec<u8>, BodyError> {
    let gzip = is_gzip(&response)?;
    // reqwest removes the length of what it unpacks itself; one that is left is the length on the wire.
    let stated = response.content_length();
    if stated.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > cap)) {
        return Err(BodyError::TooLarge(cap));
    }
    // What is stated may be a lie: room for more than this is made when it comes.
    let stated = stated.and_then(|length| usize::try_from(length).ok());
    let mut body = Vec::with_capacity(stated.unwrap_or_default().min(STATED));
    let mut place = None;
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broken)? {
        let length = body.len() + chunk.len();
        if length > cap {
            return Err(BodyError::TooLarge(cap));
        }
        if length > LARGE && place.is_none() {
            place = large.acquire().await.ok();
        }
        body.extend_from_slice(&chunk);
    }
    if gzip { gunzip(&body, cap) } else { Ok(body) }
}

/// The beginning of the body of an answer that is an error anyway.
pub(super) async fn read_some(mut response: reqwest::Response, cap: usize) -> Vec<u8> {
    let gzip = is_gzip(&response);
    let mut body = Vec::new();
    while body.len() < cap
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body.truncate(cap);
    match gzip {
        Ok(true) => gunzip(&body, cap).unwrap_or_default(),
        Ok(false) => body,
        Err(_) => Vec::new(),
    }
}

/// Whether a body is still to be unpacked here; an error for codings that nobody asked for.
fn is_gzip(response: &reqwest::Response) -> Result<bool, BodyError> {
    let coding = response
        .headers()
        .get(CONTENT_ENCODING)
        .map_or(&b""[..], |value| value.as_bytes());
    match coding.trim_ascii().to_ascii_lowercase().as_slice() {
        b"" | b"identity" => Ok(false),
        b"gzip" | b"x-gzip" => Ok(true),
        other => Err(BodyError::Packed(
            String::from_utf8_lossy(other).into_owned(),
        )),
    }
}

/// All members of a gzip file, one after the other; what follows the last one and is no member is padding.
fn gunzip(packed: &[u8], cap: usize) -> Result<Vec<u8>, BodyError> {
    // Text shrinks to about a quarter.
    let mut body = Vec::with_capacity(packed.len().saturating_mul(4).min(STATED));
    let mut rest = packed;
    while !rest.is_empty() && (rest.starts_with(&GZIP) || rest.len() == packed.len()) {
        let mut member = GzDecoder::new(rest);
        let room = cap.saturating_sub(body.len()).saturating_add(1);
        member
            .by_ref()
            .take(room as u64)
            .read_to_end(&mut body)
            .map_err(BodyError::Gzip)?;
        if body.len() > cap {
            return Err(BodyError::TooLarge(cap));
        }
        rest = member.into_inner();
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_member_counts_and_padding_does_not() {
        let two = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        assert_eq!(gunzip(&two, 7).unwrap(), b"one two");
        assert_eq!(
            gunzip(&[two.clone(), vec![0; 512]].concat(), 7).unwrap(),
            b"one two"
        );
        assert_eq!(gunzip(b"", 7).unwrap(), b"");
        assert!(matches!(gunzip(&two, 6), Err(BodyError::TooLarge(6))));
        assert!(matches!(gunzip(b"plain", 99), Err(BodyError::Gzip(_))));
        for end in 1..two.len() {
            let cut = gunzip(&two[..end], 99);
            let at_a_seam = end == gzip(b"one ").len() || end == two.len() - gzip(b"two").len();
            // One byte of a magic number is padding as far as anybody can tell.
            let nearly = at_a_seam
                || end == gzip(b"one ").len() + 1
                || end == two.len() - gzip(b"two").len() + 1;
            assert_eq!(cut.is_ok(), nearly, "cut at {end}");
        }
    }
}
