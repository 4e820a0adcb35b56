//! The XML of feeds, well-formed or not, cut into the pieces that matter: the items and the elements that describe the feed.
//!
//! A feed is read once, from front to back, and only one item is held at a time. What is not well-formed is mended where the author's meaning is
//! plain, and counted in [`Repairs`]; well-formed input is never touched. Entities are never expanded beyond the characters of HTML, elements
//! nested deeper than [`DEPTH`] leave their text in the last one kept, so that neither bombs nor towers cost more than their own length.

use hashbrown::HashMap;
use memchr::{memchr, memmem};
use std::borrow::Cow;

use super::element::{Element, Node, Ns, local};
use crate::text::html::elements::is_known;
use crate::text::html::entities;
use crate::text::html::scan::{Scanner, Tag, Token};

/// Elements nested deeper than this inside an item are flattened.
const DEPTH: usize = 100;

/// Elements of one item beyond this number are left out; their text stays.
const NODES: usize = 50_000;

/// What kind of document it is, from its outermost element that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Rss,
    Rdf,
    Atom,
    Opml,
    Html,
}

/// What had to be mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Repairs {
    /// `&` that begins no reference.
    pub(super) ampersands: usize,
    /// References that XML does not know: `&nbsp;`, `&eacute;`.
    pub(super) entities: usize,
    /// `<` that begins no tag.
    pub(super) brackets: usize,
    /// Closing tags that are wrong or missing.
    pub(super) tags: usize,
    /// Elements left out because an item has too many.
    pub(super) dropped: usize,
    /// The document ends too early; `Some(true)` when an item was lost by it.
    pub(super) cut: Option<bool>,
}

/// What a document turned out to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) root: Option<Root>,
    pub(super) repairs: Repairs,
}

/// Reads a document; `take` is given each item, and each element that describes the feed, as soon as it is complete.
pub(super) fn read<'a>(xml: &'a str, take: &mut dyn FnMut(Root, Element<'a>)) -> Outcome {
    let mut builder = Builder::new(take);
    for token in Scanner::xml(xml) {
        match token {
            Token::Text(text) => builder.text(text),
            Token::Verbatim(text) => builder.push_text(Cow::Borrowed(text)),
            Token::Open(tag) => builder.open(tag),
            Token::Close(tag) => builder.close(tag),
        }
        if builder.root == Some(Root::Html) {
            break;
        }
    }
    builder.finish();
    // The document types of RSS 0.91 declare HTML's entities.
    if xml
        .as_bytes()
        .get(..1024.min(xml.len()))
        .is_some_and(|start| memmem::find(start, b"<!DOCTYPE").is_some())
    {
        builder.repairs.entities = 0;
    }
    Outcome {
        root: builder.root,
        repairs: builder.repairs,
    }
}

struct Builder<'t, 'a> {
    take: &'t mut dyn FnMut(Root, Element<'a>),
    root: Option<Root>,
    /// The elements around the pieces: `rss`, `channel`, `feed`; names as written, with the default namespace inside.
    containers: Vec<(&'a str, Ns)>,
    /// The piece being built, outermost first, with the default namespace inside each.
    piece: Vec<(Element<'a>, Ns)>,
    /// Open elements that are not kept, inside the last of `piece`.
    skipped: usize,
    /// Elements of the piece so far.
    nodes: usize,
    prefixes: HashMap<&'a str, Ns>,
    repairs: Repairs,
}

/// Elements of an item that hold no other element of this list.
const LEAVES: &[&str] = &[
    "title",
    "link",
    "guid",
    "pubDate",
    "description",
    "category",
    "comments",
    "id",
    "updated",
    "published",
    "issued",
    "modified",
    "summary",
];

fn is_item(name: &str) -> bool {
    matches!(local(name), "item" | "entry" | "outline")
}

impl<'t, 'a> Builder<'t, 'a> {
    fn new(take: &'t mut dyn FnMut(Root, Element<'a>)) -> Self {
        Builder {
            take,
            root: None,
            containers: Vec::new(),
            piece: Vec::new(),
            skipped: 0,
            nodes: 0,
            prefixes: HashMap::new(),
            repairs: Repairs::default(),
        }
    }

    fn text(&mut self, text: &'a str) {
        if self.piece.is_empty() {
            return;
        }
        if text.starts_with('<') {
            self.repairs.brackets += 1;
        }
        let text = resolve(text, &mut self.repairs);
        self.push_text(text);
    }

    fn push_text(&mut self, text: Cow<'a, str>) {
        if let Some((element, _)) = self.piece.last_mut() {
            element.push_text(text);
        }
    }

    /// Notes the namespaces that a tag declares; the default one inside it is returned.
    fn namespaces(&mut self, element: &Element<'a>, outer: Ns) -> Ns {
        let mut default = outer;
        for (name, value) in &element.attributes {
            if *name == "xmlns" {
                default = Ns::of_uri(value);
            } else if let Some(prefix) = name.strip_prefix("xmlns:")
                && self.prefixes.len() < 1000
            {
                self.prefixes.insert(prefix, Ns::of_uri(value));
            }
        }
        default
    }

    fn namespace(&self, name: &str, default: Ns) -> Ns {
        match name.split_once(':') {
            Some((prefix, _)) => self
                .prefixes
                .get(prefix)
                .copied()
                .unwrap_or_else(|| Ns::of_prefix(prefix)),
            None => default,
        }
    }

    fn open(&mut self, tag: Tag<'a>) {
        let empty = tag.attributes.ends_with('/');
        if (self.skipped > 0 || self.piece.len() >= DEPTH || self.nodes >= NODES)
            && !self.starts_next(tag)
        {
            self.repairs.dropped += usize::from(self.nodes >= NODES);
            self.skipped += usize::from(!empty);
            return;
        }
        if self.root.is_none() {
            self.root = root_of(tag);
            if self.root.is_none() {
                return;
            }
        }
        if self.starts_next(tag) {
            self.repairs.tags += 1;
            self.complete();
        } else if self.ends_leaf(tag) {
            self.repairs.tags += 1;
            self.pop(false);
        }
        self.push(tag, empty);
    }

    fn push(&mut self, tag: Tag<'a>, empty: bool) {
        let outer = self
            .piece
            .last()
            .map(|(_, ns)| *ns)
            .or(self.containers.last().map(|(_, ns)| *ns))
            .unwrap_or(Ns::Core);
        let mut element = Element::new(outer, tag);
        let default = self.namespaces(&element, outer);
        element.ns = self.namespace(tag.name, default);
        let container = matches!(
            element.local(),
            "rss" | "RDF" | "channel" | "feed" | "opml" | "body" | "Channel"
        );
        if self.piece.is_empty() && container && self.containers.len() < DEPTH {
            if let Some(root) = self.root {
                // The container's own attributes (language, base) describe the feed.
                (self.take)(root, element);
            }
            if !empty {
                self.containers.push((tag.name, default));
            }
            return;
        }
        if self.piece.is_empty() && self.containers.is_empty() && !is_item(tag.name) {
            return;
        }
        self.nodes += 1;
        self.piece.push((element, default));
        if empty {
            self.pop(true);
        }
    }

    /// Whether a tag starts an item inside an item: the earlier one has no end.
    fn starts_next(&self, tag: Tag<'_>) -> bool {
        let Some((piece, _)) = self.piece.first() else {
            return false;
        };
        // Outlines nest; entries and items do not.
        piece.name == tag.name && is_item(tag.name) && local(tag.name) != "outline"
    }

    /// Whether a tag shows that the text element before it has no end: `<title>One<link>`.
    fn ends_leaf(&self, tag: Tag<'_>) -> bool {
        let [(item, _), (leaf, _)] = self.piece.as_slice() else {
            return false;
        };
        is_item(item.name) && LEAVES.contains(&leaf.name) && LEAVES.contains(&tag.name)
    }

    fn close(&mut self, tag: Tag<'_>) {
        let ends_piece = self.piece.first().is_some_and(|(piece, _)| {
            piece.name == tag.name && is_item(piece.name) && piece.local() != "outline"
        });
        if self.skipped > 0 && !ends_piece {
            self.skipped -= 1;
            return;
        }
        self.skipped = 0;
        match self
            .piece
            .iter()
            .rposition(|(element, _)| element.name == tag.name)
        {
            Some(at) => {
                let unclosed = self.piece.len() - at - 1;
                self.repairs.tags += usize::from(unclosed > 0);
                for _ in 0..unclosed {
                    self.pop(false);
                }
                self.pop(true);
            }
            None => self.close_other(tag),
        }
    }

    /// An end tag that matches nothing open in the piece.
    fn close_other(&mut self, tag: Tag<'_>) {
        if let Some(at) = self
            .containers
            .iter()
            .rposition(|(name, _)| *name == tag.name)
        {
            if !self.piece.is_empty() {
                self.repairs.tags += 1;
                self.complete();
            }
            self.containers.truncate(at);
            return;
        }
        let Some((top, _)) = self.piece.last() else {
            return;
        };
        self.repairs.tags += 1;
        // A misspelt end tag of an element that holds only text; a stray tag of HTML is none.
        let only_text = top
            .children
            .iter()
            .all(|node| matches!(node, Node::Text(_)));
        if only_text && !is_known(tag.name) && (self.piece.len() > 1 || !is_item(top.name)) {
            self.pop(true);
        }
    }

    /// Ends the innermost element of the piece.
    fn pop(&mut self, closed: bool) {
        let Some((mut element, _)) = self.piece.pop() else {
            return;
        };
        element.closed = closed;
        match (self.piece.last_mut(), self.root) {
            (Some((parent, _)), _) => parent.children.push(Node::Element(element)),
            (None, Some(root)) => {
                self.nodes = 0;
                (self.take)(root, element);
            }
            (None, None) => {}
        }
    }

    /// Ends the whole piece.
    fn complete(&mut self) {
        self.skipped = 0;
        while !self.piece.is_empty() {
            self.pop(false);
        }
    }

    fn finish(&mut self) {
        // A piece that is not whole is left out: the next fetch may find it whole, and would take half of it for the same post.
        if let Some((piece, _)) = self.piece.first() {
            self.repairs.cut = Some(is_item(piece.name));
        } else if !self.containers.is_empty() {
            self.repairs.cut = Some(false);
        }
    }
}

/// The kind of document that a first tag announces.
fn root_of(tag: Tag<'_>) -> Option<Root> {
    match local(tag.name) {
        "rss" | "channel" | "Channel" => Some(Root::Rss),
        "RDF" => Some(Root::Rdf),
        "feed" | "entry" => Some(Root::Atom),
        "opml" => Some(Root::Opml),
        name if name.eq_ignore_ascii_case("html") => Some(Root::Html),
        _ => None,
    }
}

/// Text with its references resolved; what XML does not know is counted.
fn resolve<'a>(text: &'a str, repairs: &mut Repairs) -> Cow<'a, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some((value, length)) = entities::reference(from) {
            let name = from.get(1..length - 1).unwrap_or_default();
            repairs.entities += usize::from(
                !name.starts_with('#') && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
            );
            out.push_str(&value);
            rest = from.get(length..).unwrap_or_default();
        } else {
            repairs.ampersands += 1;
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
