//! Addresses of mail: what stands around an `@` (RFC 5321 without quoted names; RFC 6531 for letters that are not Latin).

use memchr::memchr_iter;

use super::{Found, Pii};

/// Longest name before the `@` and longest host (RFC 5321, section 4.5.3.1), in bytes.
const LONGEST_NAME: usize = 64;
const LONGEST_HOST: usize = 255;

/// Ends that make a name with an `@` that of a file.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "js", "css", "mp4", "webm", "html", "json",
];

/// Addresses of mail, appended in their order.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut floor = 0;
    for at in memchr_iter(b'@', text.as_bytes()) {
        if at < floor {
            continue;
        }
        let Some(start) = name_start(text, floor, at) else {
            continue;
        };
        if let Some(end) = host_end(text, at + 1) {
            found.push(Found {
                kind: Pii::Email,
                start,
                end,
            });
            floor = end;
        }
    }
}

fn name_start(text: &str, floor: usize, at: usize) -> Option<usize> {
    let head = text.get(floor..at)?;
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    // `o'brien@exemple.ie`, but not the mark that opens `'jean@exemple.fr'`.
    let is_inside = |c: char, start: usize| {
        let left = head.get(..start - floor - c.len_utf8());
        matches!(c, '\'' | '’')
            && start < at
            && left.is_some_and(|left| left.ends_with(char::is_alphabetic))
    };
    let mut start = at;
    let mut before = None;
    for c in head.chars().rev() {
        if !is_of_name(c) && !is_inside(c, start) || at - start >= LONGEST_NAME {
            before = Some(c);
            break;
        }
        start -= c.len_utf8();
    }
    let name = text.get(start..at)?;
    let trimmed = name.trim_start_matches(['.', '-', '+', '%']);
    let longest = at - start >= LONGEST_NAME && before.is_some_and(is_of_name);
    // `@name@host` is an account of a network, `host.org/name@host` part of the address of a page.
    let is_other = before == Some('@') || before == Some('/') && is_of_page(text, floor, start);
    (!trimmed.is_empty() && !is_other && !longest && !name.ends_with('.'))
        .then(|| at - trimmed.len())
}

/// Whether what leads to a byte, without a blank, is the address of a page; not when it begins after another address of mail (`a@b.fr/c@d.fr`).
fn is_of_page(text: &str, floor: usize, to: usize) -> bool {
    let from = text
        .floor_char_boundary(to.saturating_sub(LONGEST_HOST))
        .max(floor);
    let head = text.get(from..to).unwrap_or_default();
    let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("//") || word.contains('.') || word.len() == head.len() && from > floor
}

fn host_end(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let len: usize = rest
        .chars()
        .take(LONGEST_HOST + 1)
        .take_while(|&c| is_of_host(c))
        .map(char::len_utf8)
        .sum();
    let host = rest.get(..len)?.trim_end_matches(['.', '-']);
    if len > LONGEST_HOST || text.get(from + len..)?.starts_with('@') {
        return None;
    }
    let (names, top) = host.rsplit_once('.')?;
    let is_top = top.chars().count() >= 2
        && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--"))
        && !FILES.iter().any(|file| file.eq_ignore_ascii_case(top));
    let mut labels = names.split('.');
    let has_letters = names.chars().any(char::is_alphabetic);
    let are_labels = labels.all(|label| !label.is_empty() && !label.starts_with('-'));
    let is_version = names.starts_with(|c: char| c.is_ascii_digit()) && !has_letters;
    (is_top && are_labels && !is_version).then(|| from + host.len())
}
