//! Smileys made of ASCII: `:-)`, `<3`, `:'(`.

/// An emoticon at the start of `text`: its length in bytes and whether it is a happy one. `after_word`: a letter or digit
/// stands just before, where `x)` or `8)` would be no face.
pub(super) fn emoticon(text: &[u8], after_word: bool) -> Option<(usize, bool)> {
    match *text.first()? {
        b'<' => heart(text),
        b'^' if text.starts_with(b"^^") => Some((2, true)),
        b'^' if text.starts_with(b"^_^") || text.starts_with(b"^.^") => Some((3, true)),
        b'>' if text.starts_with(b">_<") => Some((3, false)),
        b'-' if text.starts_with(b"-_-") => Some((3, false)),
        b'(' | b'[' if !after_word => mirrored(text),
        b':' | b';' | b'=' => face(text),
        b'x' | b'X' if !after_word => face(text).filter(|&(_, positive)| positive),
        _ => None,
    }
}

fn heart(text: &[u8]) -> Option<(usize, bool)> {
    if text.starts_with(b"</3") {
        return Some((3, false));
    }
    let threes = text
        .get(1..)?
        .iter()
        .take_while(|&&byte| byte == b'3')
        .count();
    (threes > 0).then_some((1 + threes, true))
}

/// Eyes, perhaps a nose, one mouth or several.
fn face(text: &[u8]) -> Option<(usize, bool)> {
    mouth(text, 1).or_else(|| {
        let nose = matches!(text.get(1), Some(b'-' | b'o' | b'*' | b'\''));
        if nose { mouth(text, 2) } else { None }
    })
}

fn mouth(text: &[u8], at: usize) -> Option<(usize, bool)> {
    let first = *text.get(at)?;
    let positive = is_happy(first);
    if !positive && !is_sad(first) {
        return None;
    }
    let fits = |byte: u8| {
        if positive {
            is_happy(byte)
        } else {
            is_sad(byte)
        }
    };
    let run = text[at..].iter().take_while(|&&byte| fits(byte)).count();
    let end = at + run;
    let last = *text.get(end - 1)?;
    let joined = text
        .get(end)
        .is_some_and(|&next| next.is_ascii_alphanumeric() || next == b'_' || next >= 0x80);
    // `:Danke` and `note:c'est` are no faces, nor is the `://` of a link.
    if last.is_ascii_alphabetic() && joined || first == b'/' && text.get(at + 1) == Some(&b'/') {
        return None;
    }
    Some((end, positive))
}

fn is_happy(byte: u8) -> bool {
    matches!(byte, b')' | b']' | b'd' | b'D' | b'p' | b'P' | b'}')
}

fn is_sad(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b'[' | b'/' | b'\\' | b'{' | b'|' | b'@' | b'c' | b'C'
    )
}

/// `(:` and `[-;`.
fn mirrored(text: &[u8]) -> Option<(usize, bool)> {
    let eyes = if matches!(text.get(1), Some(b'-' | b'o' | b'*' | b'\'')) {
        2
    } else {
        1
    };
    let happy = matches!(text.get(eyes), Some(b':' | b';' | b'='));
    let joined = text
        .get(eyes + 1)
        .is_some_and(|&next| next.is_ascii_alphanumeric() || next >= 0x80);
    (happy && !joined).then_some((eyes + 1, true))
}

#[cfg(test)]
mod tests {
    use super::emoticon;

    #[test]
    fn faces_are_seen_and_look_alikes_are_not() {
        for (text, expected) in [
            (":)", Some((2, true))),
            (":-)) ok", Some((4, true))),
            (";D", Some((2, true))),
            ("xD", Some((2, true))),
            (":'(", Some((3, false))),
            ("=/ hm", Some((2, false))),
            ("<333", Some((4, true))),
            ("</3", Some((3, false))),
            ("(: hi", Some((2, true))),
            ("://x", None),
            (":Danke", None),
            (": a", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(emoticon(text.as_bytes(), false), expected, "{text}");
        }
        assert_eq!(emoticon(b"x)", true), None);
    }
}
