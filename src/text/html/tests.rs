//! Tests of HTML to text.

use proptest::prelude::{ProptestConfig, proptest};
use proptest::{prop_assert, prop_assert_eq};

use super::entities::decode;
use super::{Reference, has_markup, references, title, to_text, to_text_if_html};

/// Given and wanted.
const TEXTS: &[(&str, &str)] = &[
    ("", ""),
    ("plain", "plain"),
    ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
    ("<p>Un<p>Deux", "Un\n\nDeux"),
    ("a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd"),
    ("<div>a</div><div>b</div>c", "a\nb\nc"),
    ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
    ("<p>  a \n b&nbsp;c </p>", "a b c"),
    ("<b>a</b><i>b</i> <u>c</u>", "ab c"),
    (
        "<a href='https://x.example/?a=1&amp;b'>un lien</a>.",
        "un lien.",
    ),
    (
        "x<script>alert('<p>no</p>')</script>y<style>p{}</style>z",
        "xyz",
    ),
    ("x<SCRIPT>no</ScRiPt >y", "xy"),
    ("how do I use <script> here", "how do I use here"),
    ("<!-- no --><p>a<!-- <p>no</p> -->b</p><![CDATA[x]]>", "ab"),
    (
        "<!doctype html><html><head><title>T</title></head><body>x</body></html>",
        "T\nx",
    ),
    ("I <3 you, a < b && c > d", "I <3 you, a < b && c > d"),
    ("<p>use Vec<T> here</p>", "use Vec<T> here"),
    ("<p>a<o:p></o:p><g-emoji class='x'>😀</g-emoji></p>", "a😀"),
    (
        "&eacute;&#233;&#xE9;&hellip;&#146;&amp;lt;&#0;&#x110000;&unknown; &amp",
        "ééé…’&lt;\u{fffd}\u{fffd}&unknown; &amp",
    ),
    (
        "<table><tr><th>Nom</th><th>Prix</th></tr><tr><td>Thé</td><td><b>2</b> €</td></tr></table>x",
        "Nom | Prix\nThé | 2 €\n\nx",
    ),
    (
        "<table><tr><td><img src=x></td><td>seul</td></tr></table>",
        "seul",
    ),
    ("<p>a</p><pre>b\n  c\n\n\nd</pre>e", "a\n\nb\n  c\n\nd\n\ne"),
    (
        "<span class=\"invisible\">https://</span><span class=\"ellipsis\">x.example/ab</span><span class=\"invisible\">cd</span>",
        "https://x.example/abcd",
    ),
    (
        "bravo <img class='emoji' alt='🎉' src='x'> <img src=y alt='photo'>",
        "bravo 🎉",
    ),
    ("<a title='a > b'>x</a><a title=\"never closed>y", "xy"),
    ("cut <a href=\"http", "cut <a href=\"http"),
    ("a\u{0}b\u{1b}[31mc", "ab[31mc"),
    (
        "<h1>T</h1>x<hr>y<blockquote>z</blockquote>",
        "T\n\nx\n\ny\n\nz",
    ),
];

#[test]
fn text_of_html() {
    for (html, text) in TEXTS.iter().copied() {
        assert_eq!(to_text(html), text, "{html}");
    }
}

#[test]
fn text_that_may_be_plain() {
    assert_eq!(
        to_text_if_html("un\r\ndeux\r\n\r\ntrois &amp; <T> a < b"),
        "un\ndeux\n\ntrois & <T> a < b"
    );
    assert_eq!(to_text_if_html("un\n deux<br>trois"), "un deux\ntrois");
    assert!(!has_markup("a < b > c <tag> &amp; <3"));
    assert!(has_markup("a <b>c"));
}

#[test]
fn titles() {
    for (given, wanted) in [
        ("release <tag> & amp", "release <tag> & amp"),
        (
            "Post 0: Ünïcode &amp; <em>markup</em> &#8220;quotes&#8221;",
            "Post 0: Ünïcode & markup “quotes”",
        ),
        ("Using the <b> tag in HTML", "Using the <b> tag in HTML"),
        ("a<br>b <img src='x'> c", "a b c"),
        ("  two\n lines\t", "two lines"),
        ("&lt;p&gt; AT&T &eacute", "<p> AT&T &eacute"),
        ("<p>para</p><p>two</p>", "para two"),
        ("5 > 3 <b>gras</b>", "5 > 3 gras"),
    ] {
        assert_eq!(title(given), wanted, "{given}");
    }
}

#[test]
fn links_and_images() {
    let html = "<a href=' /a?x=1&amp;y=2 '>a</a><a name=x>b</a><img src=i.png alt='une  photo'><img width=1 height=1 src=t.gif>";
    assert_eq!(
        references(html),
        [
            Reference {
                address: "/a?x=1&y=2".into(),
                alt: None,
                image: false
            },
            Reference {
                address: "i.png".into(),
                alt: Some("une photo".into()),
                image: true
            },
        ]
    );
}

/// Each of these takes minutes when any step is quadratic.
#[test]
fn hostile_html_is_linear() {
    let n = 40_000;
    for piece in [
        "<div>",
        "<",
        "<a",
        "<a ",
        "<a \"",
        "<a '\"",
        "<a =\"<a '<b",
        "<!--",
        "<!",
        "</",
        "<script>",
        "<script></",
        "<pre>",
        "&",
        "&amp",
        "&#",
        "<a b=\"",
        "</script",
        "<td>",
        "<b></i>",
    ] {
        let html = piece.repeat(n);
        let _ = (to_text(&html), title(&html), references(&html));
    }
    assert_eq!(
        to_text(&format!("{}x{}", "<div>".repeat(n), "</div>".repeat(n))),
        "x"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_taken(text in "([<>&;/!'\"= \n-]|[a-z]{1,6}|<[a-z]{1,6}>|\\PC){0,60}") {
        let _ = (to_text(&text), title(&text), references(&text), decode(&text));
    }

    #[test]
    fn words_survive(words in proptest::collection::vec("[a-zéß東]{1,8}", 0..20)) {
        let html = format!("<p class='x'>{}</p>", words.join("</p><p class='x'>"));
        prop_assert_eq!(to_text(&html), words.join("\n\n"));
        let text = to_text(&words.join(" <i>") );
        prop_assert!(words.iter().all(|word| text.contains(word.as_str())));
    }

    /// Text without `<` and `&` is no markup: titles and texts keep every word.
    #[test]
    fn plain_text_stays(text in "[^<&\\pC\\s]{1,9}( [^<&\\pC\\s]{1,9}){0,9}") {
        prop_assert_eq!(to_text_if_html(&text), text.clone());
        prop_assert_eq!(to_text(&text), text.clone());
        prop_assert_eq!(title(&text), text);
    }
}
