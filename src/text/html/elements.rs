//! Elements of HTML: which names are some, and which break lines.

use super::scan::Tag;

/// Every element of HTML, also the obsolete ones, and what SVG and `MathML` bring; sorted. From the HTML standard's index of elements and its section
/// "Non-conforming features".
#[rustfmt::skip]
pub(super) const KNOWN: &[&str] = &[
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi",
    "bdo", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col",
    "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed",
    "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "g", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label",
    "legend", "li", "link", "main", "map", "mark", "marquee", "math", "menu", "meta", "meter", "nav", "nobr",
    "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "path",
    "picture", "plaintext", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "script", "search",
    "section", "select", "slot", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup",
    "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track",
    "tt", "u", "ul", "use", "var", "video", "wbr", "xmp",
];

/// Elements set off by an empty line.
#[rustfmt::skip]
pub(super) const PARAGRAPHS: &[&str] = &[
    "blockquote", "details", "dl", "fieldset", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "menu",
    "ol", "p", "pre", "table", "ul",
];

/// Elements that begin and end a line.
#[rustfmt::skip]
pub(super) const LINES: &[&str] = &[
    "address", "article", "aside", "body", "caption", "center", "dd", "dialog", "dir", "div", "dt", "figcaption",
    "footer", "header", "hgroup", "html", "legend", "li", "main", "nav", "option", "search", "section", "summary",
    "tbody", "tfoot", "thead", "title", "tr",
];

/// Elements without content.
#[rustfmt::skip]
pub(super) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
];

pub(super) fn among(names: &[&str], tag: Tag<'_>) -> bool {
    names.iter().any(|name| tag.is(name))
}

/// Whether a tag is markup: a known element, a custom element (`g-emoji`, `o:p`), or anything with attributes.
pub(super) fn is_markup(tag: Tag<'_>) -> bool {
    among(KNOWN, tag) || tag.name.contains(['-', ':']) || tag.attributes.contains('=')
}

/// Whether a name is one of HTML's elements, in any letter case.
pub fn is_known(name: &str) -> bool {
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))
}
