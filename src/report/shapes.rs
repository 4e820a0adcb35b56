//! Lines of one source look alike: the same keys in the same order with the same spaces. The shapes met are remembered, so that the bytes between two
//! values are compared with what stood there before instead of being read again. The idea is the speculative parsing of Li, Katsipoulakis,
//! Chandramouli, Goldstein and Kossmann, "Mison: A Fast JSON Parser for Data Analytics", PVLDB 10 (2017), 1118-1129.
//!
//! Shapes are a graph: a node for each key whose value was just read, an edge for the bytes from there to the next value. A line that leaves the
//! graph is read by [`super::skim`], and its shape is added while there is room. What is read this way is what that reader reads: the bytes
//! between values are equal, the values are read by the same functions, and a field that comes twice leaves the graph.

use super::row::Row;
use super::skim::{Place, Slot, part_of, slot_of};
use super::skimmer::Skimmer;

/// Nodes kept; enough for the shapes of many sources, few enough that hostile lines do not fill the memory.
const MAX_NODES: usize = 256;
/// Edges kept of one node.
const MAX_EDGES: usize = 8;
/// Longest literal that is kept.
const MAX_LITERAL: usize = 64;
/// Lines that leave the graph for each that does not, from which on it is not asked any more.
const PATIENCE: i32 = 10_000;

/// The shapes met so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Shapes {
    nodes: Vec<Node>,
    /// Lines that left the graph, less those that did not.
    lost: i32,
}

#[derive(Clone, Debug)]
struct Node {
    place: Place,
    key: Box<[u8]>,
    edges: Vec<Edge>,
}

#[derive(Clone, Debug)]
struct Edge {
    literal: Literal,
    /// Fields that this edge goes through, as bits.
    fields: u64,
    /// What the value after it is; nothing at the end of the line.
    slot: Option<Slot>,
    next: usize,
}

/// Bytes that are compared sixteen at a time.
#[derive(Clone, Debug)]
struct Literal {
    text: Box<[u8]>,
    halves: [(u128, u128); 2],
}

impl Literal {
    fn new(text: &[u8]) -> Self {
        let half = |from: usize| {
            let part = text.get(from..).unwrap_or_default();
            let (mut mask, mut want) = ([0; 16], [0; 16]);
            for ((mask, want), byte) in mask.iter_mut().zip(&mut want).zip(part) {
                (*mask, *want) = (0xff, *byte);
            }
            (u128::from_le_bytes(mask), u128::from_le_bytes(want))
        };
        Literal {
            text: text.into(),
            halves: [half(0), half(16)],
        }
    }

    #[inline]
    fn begins(&self, bytes: &[u8]) -> bool {
        let Some(head) = bytes.first_chunk::<32>().filter(|_| self.text.len() <= 32) else {
            return bytes.starts_with(&self.text);
        };
        let [low, high] = [&head[..16], &head[16..]].map(|half| {
            let mut word = [0; 16];
            word.copy_from_slice(half);
            u128::from_le_bytes(word)
        });
        let [(low_mask, low_want), (high_mask, high_want)] = self.halves;
        (low & low_mask) ^ low_want | (high & high_mask) ^ high_want == 0
    }
}

impl Shapes {
    /// Reads a line whose shape is known; `None` leaves a row that must not be used.
    #[inline]
    pub(super) fn read<'a>(&mut self, line: &'a str, row: &mut Row<'a>) -> Option<()> {
        let read = self.walk(line, row);
        if read.is_some() {
            self.lost = (self.lost - 1).max(0);
        }
        read
    }

    fn walk<'a>(&self, line: &'a str, row: &mut Row<'a>) -> Option<()> {
        if self.lost > PATIENCE {
            return None;
        }
        let mut json = Skimmer::new(line);
        let mut node = self.nodes.first()?;
        let mut seen = 0_u64;
        loop {
            let rest = json.rest()?;
            let edge = node.edges.iter().find(|edge| edge.literal.begins(rest))?;
            if seen & edge.fields != 0 {
                return None;
            }
            seen |= edge.fields;
            json.advance(edge.literal.text.len());
            let Some(slot) = edge.slot else {
                return json.is_at_end().then_some(());
            };
            json.value(row, slot)?;
            node = self.nodes.get(edge.next)?;
        }
    }

    /// Adds the shape of a line that [`super::skim`] has read, while there is room.
    pub(super) fn learn(&mut self, line: &str) {
        if self.lost > PATIENCE {
            return;
        }
        self.lost += 1;
        if self.nodes.is_empty() {
            self.nodes.push(Node {
                place: Place::Line,
                key: Box::default(),
                edges: Vec::new(),
            });
        }
        let mut lesson = Lesson {
            shapes: self,
            line: line.as_bytes(),
            node: 0,
            from: 0,
            fields: 0,
        };
        // A line that cannot be learnt to its end leaves edges that are right as far as they go.
        let _ = lesson.learn(&mut Skimmer::new(line));
    }

    fn node(&mut self, place: Place, key: &[u8]) -> Option<usize> {
        let known = self
            .nodes
            .iter()
            .position(|node| node.place == place && *node.key == *key);
        if known.is_some() || self.nodes.len() >= MAX_NODES {
            return known;
        }
        self.nodes.push(Node {
            place,
            key: key.into(),
            edges: Vec::new(),
        });
        Some(self.nodes.len() - 1)
    }
}

/// A line being learnt.
struct Lesson<'s, 'l> {
    shapes: &'s mut Shapes,
    line: &'l [u8],
    /// The node of the last value.
    node: usize,
    /// Where that value ended.
    from: usize,
    /// Fields since then that hold no value, such as an empty author.
    fields: u64,
}

impl Lesson<'_, '_> {
    fn learn(&mut self, json: &mut Skimmer<'_>) -> Option<()> {
        json.space();
        json.object(|json, key| match part_of(key) {
            Some(part) => {
                self.fields |= part.bit();
                if json.peek()? == b'n' {
                    return json.null();
                }
                json.object(|json, key| self.value(json, Place::Part(part), key))
            }
            None => self.value(json, Place::Line, key),
        })?;
        json.space();
        self.edge(self.line.len(), None, 0)
    }

    fn value(&mut self, json: &mut Skimmer<'_>, place: Place, key: &[u8]) -> Option<()> {
        let slot = slot_of(place, key);
        let next = self.shapes.node(place, key)?;
        self.fields |= slot.bit();
        self.edge(json.at(), Some(slot), next)?;
        json.skip(0)?;
        (self.node, self.from, self.fields) = (next, json.at(), 0);
        Some(())
    }

    fn edge(&mut self, until: usize, slot: Option<Slot>, next: usize) -> Option<()> {
        let literal = self.line.get(self.from..until)?;
        let node = self.shapes.nodes.get_mut(self.node)?;
        let known = node.edges.iter().any(|edge| *edge.literal.text == *literal);
        if known {
            return Some(());
        }
        if node.edges.len() >= MAX_EDGES || literal.len() > MAX_LITERAL {
            return None;
        }
        node.edges.push(Edge {
            literal: Literal::new(literal),
            fields: self.fields,
            slot,
            next,
        });
        Some(())
    }
}
