//! Cases and laws of the reading of Markdown.

use proptest::prelude::{ProptestConfig, any, proptest};

use super::read;

#[test]
fn marks_go_and_words_stay() {
    let cases = [
        (
            "**bold** and *it* and __b__ and _i_ and ~~no~~ ***both***",
            "bold and it and b and i and no both",
        ),
        (
            "2 * 3 * 4, snake_case_name, [sic], a ~ b, * alone",
            "2 * 3 * 4, snake_case_name, [sic], a ~ b, * alone",
        ),
        (
            "# Title #\nwords\n\nUnder\n=====\n* * *\nmore",
            "Title\n\nwords\n\nUnder\n\nmore",
        ),
        (
            "- one\n- two\n\n1. first\n> quoted",
            "- one\n- two\n\n1. first\n> quoted",
        ),
        (
            "`a *b* \\* [c](d)` and ``x ` y``",
            "a *b* \\* [c](d) and x ` y",
        ),
        (
            "```rust\nlet a = \"*x*\";\n  b\n```\nend",
            "let a = \"*x*\";\n  b\n\nend",
        ),
        (
            "line one  \nline two\\\nline three",
            "line one\nline two\nline three",
        ),
        ("| a | b |\n|---|:-:|\n| 1 | **2** |", "a | b\n1 | 2"),
        ("::: spoiler The end\nHe dies\n:::", "The end\n\nHe dies"),
        (
            ">!hidden!< &amp; &lt;b&gt; \\*not it\\* <b>",
            "hidden & <b> *not it* <b>",
        ),
        ("&amp;lt;", "&lt;"),
        ("**a\n\nb**", "**a\n\nb**"),
        ("", ""),
    ];
    for (source, text) in cases {
        assert_eq!(read(source).text, text, "{source:?}");
    }
}

#[test]
fn links_leave_their_words() {
    let found = read(
        "[The **shop**](https://shop.example/a_(b)?x=1&amp;y=2 \"Title\"), <https://auto.example/_x_> https://bare.example/_y_/z_ \
         [@mina@tea.example](https://tea.example/u/mina) ![A cup](cup.png) [![](a.png)](https://b.example) [see][1] ([c](https://c.example))\n\n\
         [1]: https://ref.example/x",
    );
    assert_eq!(
        found.text,
        "The shop, https://auto.example/_x_ https://bare.example/_y_/z_ @mina@tea.example A cup  see (c)"
    );
    assert_eq!(
        found.links,
        [
            "https://shop.example/a_(b)?x=1&y=2",
            "https://auto.example/_x_",
            "https://tea.example/u/mina",
            "https://b.example",
            "https://c.example",
            "https://ref.example/x"
        ]
    );
    assert_eq!(
        found.pictures,
        [
            ("cup.png".to_owned(), Some("A cup".to_owned())),
            ("a.png".to_owned(), None)
        ]
    );
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    // Anything quadratic would take minutes for these.
    for piece in [
        "[", "](", "![", "`", "` `` ", "*a", "_a ", "**a ", "(", "http://", "<http://", "[a](",
        "\\", "| ", "> ", "&",
    ] {
        let found = read(&piece.repeat(100_000));
        assert!(found.text.len() <= 2 * piece.len() * 100_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_survive(words in "[a-zA-Zé ]{0,80}") {
        let plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(read(&plain).text, plain);
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), marks in "[\\[\\]()*_~`!<>#|:\\\\a \n-]{0,200}") {
        read(&text);
        read(&marks);
    }
}
