//! Where links and e-mail addresses are in a text.

/// Last labels by which an address without `https://` is known: what X and others make links of most. A word of prose with a dot is none.
const ENDINGS: &[&str] = &[
    "com", "fr", "org", "net", "eu", "be", "ch", "ca", "de", "es", "it", "pt", "nl", "uk", "us",
    "lu", "io", "co", "info", "app", "dev", "shop", "store", "social", "online", "site", "blog",
    "paris", "brussels", "quebec", "edu", "gov", "gouv", "biz", "tv", "me", "ly", "ai",
];

/// What ends a sentence or closes a bracket after a link, and is no part of it.
const TRAILING: &[char] = &[
    '.', ',', ';', ':', '!', '?', '…', '»', '”', '’', '"', '\'', '*', '>',
];

/// Bytes of the link that a text begins with.
pub(super) fn link_length(text: &str) -> Option<usize> {
    let first = text.chars().next().filter(char::is_ascii_alphanumeric)?;
    let length = if scheme(text).is_some() || starts(text, "www.") {
        chunk(text)
    } else {
        // A name of a host is at most 253 bytes long (RFC 1035, section 2.3.4).
        let head = text.get(..text.floor_char_boundary(254)).unwrap_or(text);
        let host = head
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')))
            .unwrap_or(head.len());
        let name = head.get(..host)?.trim_end_matches('.');
        let (rest, ending) = name.rsplit_once('.')?;
        let plain = first.is_ascii_alphanumeric() && rest.len() > 1 && !rest.contains("..");
        // `10.co` is a number, `M.de` an initial.
        if !plain || !ENDINGS.contains(&ending) || rest.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match text.get(name.len()..)?.chars().next() {
            Some('/' | '?') => chunk(text),
            Some('@') => return None,
            Some(c) if c.is_alphanumeric() => return None,
            _ => name.len(),
        }
    };
    (length > 0).then_some(length)
}

/// Bytes of the e-mail address that a text begins with.
pub(super) fn mail_length(text: &str) -> Option<usize> {
    // At most 64 bytes before the sign (RFC 5321, section 4.5.3.1.1).
    let head = text.get(..text.floor_char_boundary(65)).unwrap_or(text);
    let name =
        head.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')))?;
    let host = text.get(name..)?.strip_prefix('@').filter(|_| name > 0)?;
    let head = host.get(..host.floor_char_boundary(254)).unwrap_or(host);
    let length = head
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')))
        .unwrap_or(head.len());
    let host = head.get(..length)?.trim_end_matches(['.', '-']);
    host.contains('.').then_some(name + 1 + host.len())
}

/// The scheme of what looks like a link, also when it is misspelt: letters, then `://`, `:/` or `//`.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let head = text.get(..text.floor_char_boundary(8)).unwrap_or(text);
    let length = head.find(|c: char| !c.is_ascii_alphabetic())?;
    let name = head.get(..length)?;
    let after = text.get(length..)?;
    let lower = name.to_ascii_lowercase();
    let known = ["http", "https", "ftp"].contains(&lower.as_str());
    let misspelt = [
        "htp", "htpp", "htpps", "htps", "hhtp", "hhtps", "hthps", "httpp", "httpss", "httsp",
        "ttps", "ttp",
    ];
    let opens = if known {
        after.starts_with(":/")
            || after.starts_with("//")
            || after.starts_with(":\\\\")
            || after.starts_with(";//")
    } else {
        misspelt.contains(&lower.as_str()) && after.starts_with("://")
    };
    opens.then_some(name)
}

fn starts(text: &str, with: &str) -> bool {
    text.get(..with.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(with))
}

/// Up to the next space, without the marks of the sentence around it.
fn chunk(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '«' | '»' | '<' | '>' | '"' | '“' | '”')
        })
        .unwrap_or(text.len());
    let mut link = text.get(..end).unwrap_or_default();
    let opened = |bracket| link.matches(bracket).count();
    let (mut round, mut square) = (
        opened(')').saturating_sub(opened('(')),
        opened(']').saturating_sub(opened('[')),
    );
    loop {
        let marks = link.trim_end_matches(TRAILING);
        let shorter = if marks.ends_with(')') && round > 0 {
            round -= 1;
            marks.get(..marks.len() - 1).unwrap_or_default()
        } else if marks.ends_with(']') && square > 0 {
            square -= 1;
            marks.get(..marks.len() - 1).unwrap_or_default()
        } else {
            marks
        };
        if shorter.len() == link.len() {
            return link.len();
        }
        link = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::{link_length, mail_length};

    #[test]
    fn a_link_ends_where_the_sentence_goes_on() {
        let link = |text: &'static str| link_length(text).map(|length| &text[..length]);
        assert_eq!(
            link("https://ex.fr/a_(b)). Oui"),
            Some("https://ex.fr/a_(b)")
        );
        assert_eq!(link("ex.com."), Some("ex.com"));
        assert_eq!(
            link("boutique.ex.fr/soldes?x=1, là"),
            Some("boutique.ex.fr/soldes?x=1")
        );
        assert_eq!(link("htpp://ex.fr"), Some("htpp://ex.fr"));
        for prose in ["fin.Et", "etc.", "10.co", "J.fr", "bonjour", "a@ex.com"] {
            assert_eq!(link(prose), None, "{prose}");
        }
        assert_eq!(mail_length("jean.d@ex.fr."), Some(12));
    }
}
