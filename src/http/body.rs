//! Reading a body without trusting its size: what it says, what it is, and what it unpacks to.

use tokio::sync::Semaphore;

/// A body larger than this, in bytes, needs one of the few places for large bodies.
const LARGE: usize = 1 << 20;

/// Why a body was not read.
#[derive(Debug)]
pub(super) enum BodyError {
    /// It is larger than the cap.
    TooLarge,
    /// It broke off, or is not what its encoding says.
    Broken(reqwest::Error),
    /// It is packed in a way that we did not ask for.
    Packed(String),
}

/// Reads and unpacks a body of at most `cap` bytes. Only as many large bodies as `large` has permits are held at once, so that a crowd of hostile
/// servers costs megabytes and not gigabytes.
pub(super) async fn read(
    mut response: reqwest::Response,
    cap: usize,
    large: &Semaphore,
) -> Result<Vec<u8>, BodyError> {
    // reqwest removes both headers from what it unpacks; a length that is left is the real one.
    if let Some(coding) = response.headers().get(reqwest::header::CONTENT_ENCODING)
        && !coding.as_bytes().eq_ignore_ascii_case(b"identity")
        && !coding.is_empty()
    {
        return Err(BodyError::Packed(
            String::from_utf8_lossy(coding.as_bytes()).into_owned(),
        ));
    }
    let stated = response.content_length();
    if stated.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > cap)) {
        return Err(BodyError::TooLarge);
    }
    let mut body = Vec::new();
    let mut place = None;
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broken)? {
        let length = body.len() + chunk.len();
        if length > cap {
            return Err(BodyError::TooLarge);
        }
        if length > LARGE && place.is_none() {
            place = large.acquire().await.ok();
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The beginning of the body of an answer that is an error anyway.
pub(super) async fn read_some(mut response: reqwest::Response, cap: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < cap
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body.truncate(cap);
    body
}
