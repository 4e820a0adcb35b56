//! The HTML of a post: what its author wrote, without what the forum put in (other people's words that are quoted, previews of links, file names of
//! pictures).

use crate::connect::address::is_number;
use crate::connect::named::add;
use crate::text::html::scan::{Scanner, Tag, Token};

/// A post's HTML, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cooked {
    /// The author's own words.
    pub(super) html: String,
    /// Topic and number of the first post quoted; without a topic it is in the same one.
    pub(super) quote: Option<(Option<String>, String)>,
    /// Members and groups named, without `@`.
    pub(super) mentions: Vec<String>,
    /// Tags named, without `#`.
    pub(super) hashtags: Vec<String>,
}

/// Takes a post's HTML apart.
pub(super) fn read(html: &str) -> Cooked {
    let mut cooked = Cooked::default();
    // The element that is left out, and how often one of its name is open in it.
    let mut left_out: Option<(&str, usize)> = None;
    let mut mention: Option<String> = None;
    for token in Scanner::new(html) {
        if let Some((name, depth)) = &mut left_out {
            match token {
                Token::Open(tag) if tag.is(name) => *depth += 1,
                Token::Close(tag) if tag.is(name) => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                left_out = None;
            }
            continue;
        }
        match token {
            Token::Open(tag) => {
                if has_class(tag, "mention") || has_class(tag, "mention-group") {
                    mention = Some(String::new());
                }
                match left_out_of(tag, &mut cooked) {
                    Part::Element(name) => left_out = Some((name, 1)),
                    Part::Tag => {}
                    Part::Nothing => cooked.html.push_str(tag.source),
                }
            }
            Token::Close(tag) => {
                if let Some(name) = mention.take_if(|_| tag.is("a") || tag.is("span")) {
                    add(&mut cooked.mentions, name.trim().trim_start_matches('@'));
                }
                cooked.html.push_str(tag.source);
            }
            Token::Text(text) | Token::Verbatim(text) => {
                if let Some(name) = &mut mention {
                    name.push_str(text);
                }
                cooked.html.push_str(text);
            }
        }
    }
    if left_out.is_some() {
        // Something was never closed: better a quotation too many than words too few.
        html.clone_into(&mut cooked.html);
    }
    cooked
}

/// How much of an element is left out.
enum Part {
    /// Nothing of it.
    Nothing,
    /// Its tag.
    Tag,
    /// All of it, up to the tag that closes the name.
    Element(&'static str),
}

fn left_out_of(tag: Tag<'_>, cooked: &mut Cooked) -> Part {
    if tag.is("aside") && has_class(tag, "quote") {
        let number = |name| {
            let value = tag.attribute(name)?.into_owned();
            is_number(&value).then_some(value)
        };
        if let (None, Some(post)) = (&cooked.quote, number("data-post")) {
            cooked.quote = Some((number("data-topic"), post));
        }
        return Part::Element("aside");
    }
    if tag.is("aside") && has_class(tag, "onebox") {
        if let Some(address) = tag.attribute("data-onebox-src") {
            let address = address
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;");
            cooked
                .html
                .push_str(&format!("<p><a href=\"{address}\">{address}</a></p>"));
        }
        return Part::Element("aside");
    }
    if tag.is("div") && has_class(tag, "meta") {
        return Part::Element("div");
    }
    if tag.is("a") && has_class(tag, "lightbox") {
        return Part::Tag;
    }
    if tag.is("a") && has_class(tag, "hashtag-cooked") {
        let slug = tag.attribute("data-slug").unwrap_or_default();
        if tag.attribute("data-type").as_deref() == Some("tag") {
            add(&mut cooked.hashtags, &slug);
        }
        return Part::Tag;
    }
    Part::Nothing
}

fn has_class(tag: Tag<'_>, wanted: &str) -> bool {
    tag.attribute("class")
        .is_some_and(|class| class.split_whitespace().any(|name| name == wanted))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::text::html::to_text;

    #[test]
    fn only_the_authors_own_words_stay() {
        let cooked = read(concat!(
            "<aside class=\"quote no-group\" data-username=\"ana\" data-post=\"3\" data-topic=\"57\"><div class=\"title\">ana:</div>",
            "<blockquote><aside class=\"quote\"><p>deep</p></aside><p>it is broken</p></blockquote></aside>",
            "<p>Thanks <a class=\"mention\" href=\"/u/ana\">@ana</a>, see <a class=\"hashtag-cooked\" href=\"/tag/tea\" data-type=\"tag\" data-slug=\"tea\"><span>tea</span></a></p>",
            "<aside class=\"onebox\" data-onebox-src=\"https://tea.example/?a=1&amp;b=2\"><h3>Best tea!</h3></aside>",
            "<div class=\"lightbox-wrapper\"><a class=\"lightbox\" href=\"/big.png\"><img src=\"/small.png\" alt=\"cup\"><div class=\"meta\"><span>cup.png</span></div></a></div>",
        ));
        assert_eq!(
            to_text(&cooked.html),
            "Thanks @ana, see tea\n\nhttps://tea.example/?a=1&b=2"
        );
        assert_eq!(cooked.quote, Some((Some("57".into()), "3".into())));
        assert_eq!(cooked.mentions, ["ana"]);
        assert_eq!(cooked.hashtags, ["tea"]);
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        let cooked = read("<p>a</p><aside class=\"quote\"><p>b</p>");
        assert_eq!(to_text(&cooked.html), "a\n\nb");
    }
}
