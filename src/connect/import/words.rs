//! Single cells: what they say of a network, a kind, an address, a list of words.

use serde_json::Value;
use url::Url;

use super::names::simplify;
use crate::record::Kind;

/// `1.23457E+17`: what a spreadsheet leaves of a long id, the same for many posts.
fn is_power(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let number = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    number
        && power.starts_with('+')
        && power.len() > 1
        && power.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

/// Whether a text of digits has zeros only behind the fifteen that Excel keeps
/// (support.microsoft.com, "Excel specifications and limits": number precision).
pub(super) fn is_cut_off(text: &str) -> bool {
    text.len() > 15
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().skip(15).all(|byte| byte == b'0')
}

/// Whether a cell holds what a spreadsheet left of an id, which may be that of many posts.
pub(super) fn is_rounded(value: &Value, text: &str) -> bool {
    match value {
        // Beyond 2^53 not every whole number has one of its own; Excel writes fifteen digits.
        Value::Number(number) if number.is_f64() => {
            number.as_f64().is_some_and(|number| number.abs() >= 1e15)
        }
        Value::Number(_) => false,
        _ => is_power(text),
    }
}

/// A text that is not empty.
pub(super) fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// An id without the quotes that keep a spreadsheet from taking it for a number.
pub(super) fn unquoted(id: &str) -> String {
    id.trim_matches(['"', '\'']).to_owned()
}

/// Whether a cell says nothing.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

/// An address of the web, as it stands if it can be used so.
pub(super) fn web(text: &str) -> Option<String> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    Some(if text.contains(char::is_whitespace) {
        url.into()
    } else {
        text.to_owned()
    })
}

/// The networks that addresses tell.
const HOSTS: &[(&str, &str)] = &[
    ("bsky.app", "bluesky"),
    ("facebook.com", "facebook"),
    ("instagram.com", "instagram"),
    ("linkedin.com", "linkedin"),
    ("reddit.com", "reddit"),
    ("threads.com", "threads"),
    ("threads.net", "threads"),
    ("tiktok.com", "tiktok"),
    ("trustpilot.com", "trustpilot"),
    ("twitter.com", "x"),
    ("x.com", "x"),
    ("youtu.be", "youtube"),
    ("youtube.com", "youtube"),
];

/// The network of an address.
pub(super) fn network(url: &str) -> Option<&'static str> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    let of = |known: &str| {
        host.strip_suffix(known)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    HOSTS
        .iter()
        .find(|(known, _)| of(known))
        .map(|(_, network)| *network)
}

/// The name of a network as posts have it.
pub(super) fn slug(text: &str) -> String {
    match simplify(text).as_str() {
        "twitter" | "x twitter" | "x" => "x".to_owned(),
        "facebook page" | "facebook pages" => "facebook".to_owned(),
        "linkedin page" | "linkedin pages" => "linkedin".to_owned(),
        "instagram business" => "instagram".to_owned(),
        "" => "import".to_owned(),
        name => name.replace(' ', "-"),
    }
}

/// What sort of post a cell says it is.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let simple = simplify(text);
    // `IG reel`, `Photos`: the network before the word, several of it.
    let word = ["ig ", "fb ", "instagram ", "facebook "]
        .iter()
        .find_map(|network| simple.strip_prefix(network))
        .unwrap_or(&simple);
    let single = word.strip_suffix('s').unwrap_or(word);
    sort(word).or_else(|| sort(single))
}

fn sort(word: &str) -> Option<Kind> {
    Some(match word {
        "article" | "new" | "news" | "blog" | "presse" => Kind::Article,
        "post" | "photo" | "video" | "image" | "carousel" | "carrousel" | "link" | "lien"
        | "text" | "texte" | "reel" | "story" | "storie" | "status" | "statut" | "tweet"
        | "publication" | "album" | "live" => Kind::Post,
        "comment" | "commentaire" => Kind::Comment,
        "reply" | "reponse" => Kind::Reply,
        "repost" | "retweet" | "share" | "partage" | "republication" => Kind::Repost,
        "quote" | "citation" | "quote tweet" => Kind::Quote,
        "review" | "avi" | "avis" => Kind::Review,
        "message" | "private message" | "message prive" | "direct message" | "dm" | "mp" => {
            Kind::Message
        }
        _ => return None,
    })
}

/// Yes or no.
pub(super) fn yes(text: &str) -> Option<bool> {
    match simplify(text).as_str() {
        "true" | "yes" | "oui" | "1" | "vrai" | "x" => Some(true),
        "false" | "no" | "non" | "0" | "faux" => Some(false),
        _ => None,
    }
}

/// Stars in words, as the reviews of Google have them.
pub(super) fn stars(text: &str) -> Option<i64> {
    const WORDS: [&str; 5] = ["ONE", "TWO", "THREE", "FOUR", "FIVE"];
    let at = WORDS.iter().position(|word| *word == text)?;
    i64::try_from(at + 1).ok()
}

/// The words of a cell or of a list in JSON, without the sign before them.
pub(super) fn list(value: &Value, sign: char) -> Vec<String> {
    // What a list's objects call their word: hashtags, people and addresses in an archive of X.
    const NAMES: [&str; 7] = [
        "text",
        "tag",
        "screen_name",
        "username",
        "expanded_url",
        "media_url_https",
        "url",
    ];
    let words: Vec<&str> = match value {
        Value::String(text) => text
            .split(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | '|'))
            .collect(),
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text.as_str()),
                item => NAMES.iter().find_map(|name| item.get(name)?.as_str()),
            })
            .collect(),
        _ => Vec::new(),
    };
    words
        .into_iter()
        .map(|word| word.trim().trim_start_matches(sign))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a word is that of a line of totals.
pub(super) fn is_total(text: &str) -> bool {
    matches!(
        simplify(text).as_str(),
        "total" | "totals" | "totaux" | "grand total" | "total general" | "somme" | "sum"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_cut_off, is_rounded, kind, list, network, slug};
    use crate::record::Kind;

    #[test]
    fn ids_that_were_rounded() {
        assert!(is_rounded(&json!("1.23457E+17"), "1.23457E+17"));
        assert!(is_rounded(&json!(1.789e16), "17890000000000000"));
        assert!(!is_rounded(
            &json!(17_890_000_000_000_001_u64),
            "17890000000000001"
        ));
        assert!(!is_rounded(&json!("1e5"), "1e5"));
        assert!(is_cut_off("178900000000000000000"));
        assert!(is_cut_off("1789000000000010"));
        assert!(!is_cut_off("17890000000000101"));
        assert!(!is_cut_off("100000000000000"));
    }

    #[test]
    fn words() {
        assert_eq!(kind("IG reel"), Some(Kind::Post));
        assert_eq!(kind("Vidéos"), Some(Kind::Post));
        assert_eq!(kind("News"), Some(Kind::Article));
        assert_eq!(kind("Avis"), Some(Kind::Review));
        assert_eq!(kind("Organic"), None);
        assert_eq!(slug("X (Twitter)"), "x");
        assert_eq!(slug("Le Monde"), "le-monde");
        assert_eq!(network("https://www.linkedin.com/feed/1"), Some("linkedin"));
        assert_eq!(network("https://notx.com/1"), None);
        assert_eq!(list(&json!("#a, #b  c"), '#'), ["a", "b", "c"]);
        assert_eq!(list(&json!([{"text": "a"}, "b", 3]), '#'), ["a", "b"]);
    }
}
