//! Who wrote, as a number: what buckets hold in the place of an author.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use xxhash_rust::xxh3::xxh3_64;

/// Said first to the hash, so that the same key used for something else gives nothing away here.
const PURPOSE: &[u8] = b"cm author 1\0";
/// Said in the place of an author to get a number that tells one key from another.
const NAME: &[u8] = b"cm author key 1\0";

/// A secret key for the hashes of authors, without which nobody can try names on them. Nothing shows it.
#[derive(Clone)]
pub struct AuthorKey(Hmac<Sha256>);

impl fmt::Debug for AuthorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorKey(***)")
    }
}

impl AuthorKey {
    /// A key from bytes that nobody can guess; space round them does not count.
    pub fn new(secret: &[u8]) -> Option<Self> {
        // HMAC takes a key of any length (RFC 2104, section 2).
        Hmac::new_from_slice(secret.trim_ascii())
            .ok()
            .map(AuthorKey)
    }

    fn number(&self, purpose: &[u8], what: &[u8]) -> u64 {
        let mut hmac = self.0.clone();
        hmac.update(purpose);
        hmac.update(what);
        let hash = hmac.finalize().into_bytes();
        let mut first = [0; 8];
        for (byte, from) in first.iter_mut().zip(hash) {
            *byte = from;
        }
        u64::from_be_bytes(first)
    }

    /// What tells this key from others, as 8 hexadecimal digits.
    pub(super) fn name(&self) -> String {
        format!("{:08x}", self.number(NAME, b"") >> 32)
    }
}

/// The hash of an author: HMAC-SHA-256 (RFC 2104) with a key, else xxh3, cut to 64 bits.
pub(super) fn hash(key: Option<&AuthorKey>, identity: &str) -> u64 {
    match key {
        Some(key) => key.number(PURPOSE, identity.as_bytes()),
        None => xxh3_64(identity.as_bytes()),
    }
}
