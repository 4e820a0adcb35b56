//! The proof that a request comes from the app: a keyed hash of the token (developers.facebook.com/docs/graph-api/guides/secure-requests).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A token, and the secret of its app if that stands behind a colon.
pub(super) fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((token, secret)) if !secret.is_empty() => (token, Some(secret)),
        Some((token, _)) => (token, None),
        None => (text, None),
    }
}

/// HMAC-SHA256 of the token, keyed with the secret, in hexadecimal digits.
pub(super) fn of(token: &str, secret: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(token.as_bytes());
    let digits = mac.finalize().into_bytes();
    Some(digits.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_behind_the_token_signs_it() {
        assert_eq!(parts("EAAB"), ("EAAB", None));
        assert_eq!(parts("EAAB:"), ("EAAB", None));
        assert_eq!(parts("EAAB:key"), ("EAAB", Some("key")));
        // The second case of RFC 4231.
        assert_eq!(
            of("what do ya want for nothing?", "Jefe").as_deref(),
            Some("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        );
    }
}
