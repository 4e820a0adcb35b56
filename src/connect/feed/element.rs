//! An element of a feed with what it holds: an item, a channel's title.

use std::borrow::Cow;

use crate::text::html::entities;
use crate::text::html::scan::{Tag, next_attribute};

/// The vocabularies that feeds use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// RSS of any version, no namespace at all, OPML.
    Core,
    Atom,
    Dc,
    Content,
    Media,
    Itunes,
    Slash,
    Thread,
    Youtube,
    /// RSS 1.0's syndication module: how often a feed changes.
    Syndication,
    /// The Comment API: the feed of an item's comments.
    Comments,
    Podcast,
    Xhtml,
    Other,
}

impl Ns {
    /// The vocabulary of a namespace address; versions and spellings of the same one are not told apart.
    pub(super) fn of_uri(uri: &str) -> Ns {
        const KNOWN: &[(&str, Ns)] = &[
            ("w3.org/2005/Atom", Ns::Atom),
            ("purl.org/atom/ns", Ns::Atom),
            ("purl.org/dc/", Ns::Dc),
            ("modules/content", Ns::Content),
            ("modules/slash", Ns::Slash),
            ("modules/syndication", Ns::Syndication),
            ("wellformedweb.org/CommentAPI", Ns::Comments),
            ("podcastindex.org/namespace", Ns::Podcast),
            ("podcastindex-org/podcast-namespace", Ns::Podcast),
            ("purl.org/syndication/thread", Ns::Thread),
            ("search.yahoo.com/mrss", Ns::Media),
            ("itunes.com/dtds/podcast", Ns::Itunes),
            ("youtube.com/xml/schemas", Ns::Youtube),
            ("w3.org/1999/xhtml", Ns::Xhtml),
            ("purl.org/rss/1.0/modules", Ns::Other),
            ("purl.org/rss/1.0", Ns::Core),
            ("my.netscape.com/rdf", Ns::Core),
            ("channel.netscape.com/rdf", Ns::Core),
            ("backend.userland.com", Ns::Core),
            ("blogs.law.harvard.edu", Ns::Core),
            ("cyber.law.harvard.edu", Ns::Core),
        ];
        let known = KNOWN.iter().find(|(part, _)| uri.contains(part));
        known.map_or(
            if uri.trim().is_empty() {
                Ns::Core
            } else {
                Ns::Other
            },
            |(_, ns)| *ns,
        )
    }

    /// The vocabulary that a prefix stands for by custom, for feeds that forget to declare it.
    pub(super) fn of_prefix(prefix: &str) -> Ns {
        match prefix {
            "atom" | "a10" => Ns::Atom,
            "dc" | "dcterms" => Ns::Dc,
            "content" => Ns::Content,
            "media" => Ns::Media,
            "itunes" => Ns::Itunes,
            "slash" => Ns::Slash,
            "thr" => Ns::Thread,
            "yt" => Ns::Youtube,
            "sy" => Ns::Syndication,
            "wfw" => Ns::Comments,
            "podcast" => Ns::Podcast,
            "xhtml" => Ns::Xhtml,
            _ => Ns::Other,
        }
    }
}

/// A child of an element.
#[derive(Clone, Debug)]
pub(super) enum Node<'a> {
    Text(Cow<'a, str>),
    Element(Element<'a>),
}

/// An element, its attributes and its children. It borrows from the document what stands there as it is meant.
#[derive(Clone, Debug)]
pub(super) struct Element<'a> {
    pub(super) ns: Ns,
    /// Name as written, prefix included.
    pub(super) name: &'a str,
    /// Attributes by their name as written, references resolved.
    pub(super) attributes: Vec<(&'a str, Cow<'a, str>)>,
    pub(super) children: Vec<Node<'a>>,
    /// False when its end tag was missing.
    pub(super) closed: bool,
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl<'a> Element<'a> {
    /// More attributes than this on one element are not kept.
    const ATTRIBUTES: usize = 64;

    pub(super) fn new(ns: Ns, tag: Tag<'a>) -> Self {
        let mut attributes = Vec::new();
        let mut rest = tag.attributes;
        while let Some((name, value, after)) = next_attribute(rest) {
            if attributes.len() == Self::ATTRIBUTES {
                break;
            }
            attributes.push((name, entities::decode(value)));
            rest = after;
        }
        Element {
            ns,
            name: tag.name,
            attributes,
            children: Vec::new(),
            closed: true,
        }
    }

    pub(super) fn local(&self) -> &'a str {
        local(self.name)
    }

    /// Whether this is the element `name` of the vocabulary.
    pub(super) fn is(&self, ns: Ns, name: &str) -> bool {
        self.ns == ns && self.local().eq_ignore_ascii_case(name)
    }

    /// An attribute by its name without prefix, in any letter case; trimmed, `None` when empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| local(key).eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn push_text(&mut self, text: Cow<'a, str>) {
        if let Some(Node::Text(last)) = self.children.last_mut() {
            last.to_mut().push_str(&text);
        } else if !text.is_empty() {
            self.children.push(Node::Text(text));
        }
    }

    /// The text of the element and everything in it, trimmed.
    pub(super) fn text(&self) -> String {
        if let [Node::Text(text)] = self.children.as_slice() {
            return text.trim().to_owned();
        }
        let mut out = String::new();
        self.collect_text(&mut out);
        out.trim().to_owned()
    }

    fn collect_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.collect_text(out),
            }
        }
    }

    /// What the element holds as HTML: child elements as tags, text escaped.
    pub(super) fn inner_html(&self) -> String {
        let mut out = String::new();
        self.collect_html(&mut out);
        out
    }

    fn collect_html(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => escape(text, out),
                Node::Element(element) => {
                    let name = if element.ns == Ns::Xhtml {
                        element.local()
                    } else {
                        element.name
                    };
                    out.push('<');
                    out.push_str(name);
                    for (key, value) in &element.attributes {
                        out.push(' ');
                        out.push_str(key);
                        out.push_str("=\"");
                        escape(value, out);
                        out.push('"');
                    }
                    out.push('>');
                    element.collect_html(out);
                    if element.closed {
                        out.push_str("</");
                        out.push_str(name);
                        out.push('>');
                    }
                }
            }
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            char => out.push(char),
        }
    }
}
