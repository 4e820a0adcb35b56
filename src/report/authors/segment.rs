//! Segments of authors by recency, frequency and engagement: RFM, with engagement in the place of money.
//!
//! Each author gets for each of the three a score of 1 to 5, by the share of authors who have strictly less (A. M. Hughes, "Strategic Database
//! Marketing", 1994, with ties on the lower side: where four in five wrote once, once is 1 and twice is 5). The names of the segments are those of the field.

/// A segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Recent, frequent, and much answered.
    Champion,
    /// Frequent and not long ago.
    Loyal,
    /// Wrote for the first time in the last 30 days, once or twice.
    Newcomer,
    /// Recent, and more than once.
    Promising,
    /// Frequent, but not lately.
    AtRisk,
    /// Now and then.
    Occasional,
    /// Rarely, and long ago.
    Lapsed,
}

impl Segment {
    /// In the order of reports.
    pub const ALL: [Segment; 7] = [
        Segment::Champion,
        Segment::Loyal,
        Segment::Newcomer,
        Segment::Promising,
        Segment::AtRisk,
        Segment::Occasional,
        Segment::Lapsed,
    ];

    /// As reports write it.
    pub const fn word(self) -> &'static str {
        match self {
            Segment::Champion => "champions",
            Segment::Loyal => "loyal",
            Segment::Newcomer => "newcomers",
            Segment::Promising => "promising",
            Segment::AtRisk => "at risk",
            Segment::Occasional => "occasional",
            Segment::Lapsed => "lapsed",
        }
    }
}

/// Scores of 1 to 5, 5 for the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scores {
    pub(super) recency: u8,
    pub(super) frequency: u8,
    pub(super) engagement: u8,
}

/// The score of each value: one more than the fifths of all values that are strictly less.
pub(super) fn scores(values: &[i64]) -> Vec<u8> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let fifth = |value: &i64| {
        let less = sorted.partition_point(|other| other < value);
        u8::try_from(5 * less / sorted.len().max(1)).map_or(5, |fifth| fifth.min(4) + 1)
    };
    values.iter().map(fifth).collect()
}

/// The segment of scores; `is_new` when the first post is of the last 30 days and there are at most two.
pub(super) fn segment(scores: Scores, is_new: bool) -> Segment {
    match (scores.recency, scores.frequency, scores.engagement) {
        _ if is_new => Segment::Newcomer,
        (4.., 4.., 4..) => Segment::Champion,
        (3.., 4.., _) => Segment::Loyal,
        (_, 4.., _) => Segment::AtRisk,
        (4.., 2.., _) => Segment::Promising,
        (3.., _, _) => Segment::Occasional,
        _ => Segment::Lapsed,
    }
}
