//! How a token or a password is shown to a server.

use crate::http::Request;

/// Shows a token as most networks want it (RFC 6750, section 2.1).
pub(super) fn bearer(request: &mut Request, token: &str) {
    let value = format!("Bearer {token}");
    request.headers.push(("authorization".to_owned(), value));
}

/// The value of `Authorization` for a name and a password, `name:password` (RFC 7617).
pub(super) fn basic(pair: &str) -> String {
    format!("Basic {}", base64(pair.as_bytes()))
}

/// Base64 of RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let whole = three
            .iter()
            .chain([&0, &0])
            .take(3)
            .fold(0_usize, |whole, byte| whole << 8 | usize::from(*byte));
        for place in 0..4 {
            let letter = LETTERS
                .get(whole >> (18 - 6 * place) & 63)
                .filter(|_| place <= three.len());
            text.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        // RFC 4648, section 10.
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
