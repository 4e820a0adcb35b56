//! Authors as a report: occasions first, since they are what is done today; then segments, influence, and who is for and against us.

use std::collections::BTreeMap;

use super::judged::{FALSE_FINDINGS, JUDGED_FROM, Judged, Stand, Standing};
use super::occasion::Occasion;
use super::person::Person;
use super::segment::Segment;
use super::{MAX_AUTHORS, MAX_POSTS, charts};
use crate::document::{Block, Cell, CellKind, Chart, Column, Document, Note, Role, Section, Table};
use crate::report::scope::posts;
use crate::stats::{Z_95, wilson};

pub(super) fn document(judged: &Judged) -> Document {
    let mut sections = Vec::new();
    let mut add = |heading: &str, chart: Option<Chart>, table: Table| {
        if !table.rows.is_empty() {
            let mut blocks: Vec<Block> = chart.into_iter().map(Block::Chart).collect();
            blocks.push(Block::Table(table));
            sections.push(Section {
                heading: Some(heading.to_owned()),
                blocks,
            });
        }
    };
    add("Occasions to react", None, occasions(judged));
    let segmented: Vec<(Segment, u64)> = sums(judged)
        .into_iter()
        .map(|(segment, sum)| (segment, sum.authors))
        .collect();
    add(
        "Segments, by recency, frequency and engagement",
        charts::segments(&segmented),
        segments(judged),
    );
    let first: Vec<&Standing> = judged.standings.iter().take(judged.options.top).collect();
    add(
        "The most influential",
        charts::influence(judged, &first),
        people(judged, first.into_iter(), None),
    );
    for (heading, stand) in [
        ("Ambassadors", Stand::Ambassador),
        ("Detractors", Stand::Detractor),
    ] {
        let of_stand = judged
            .standings
            .iter()
            .filter(|one| one.stand == Some(stand));
        add(heading, None, people(judged, of_stand, Some(stand)));
    }
    sections.push(Section {
        heading: None,
        blocks: notes(judged).into_iter().map(Block::Note).collect(),
    });
    Document {
        title: "Authors".to_owned(),
        data: data(judged),
        sections,
    }
}

fn name(person: &Person) -> Cell {
    Cell::text(person.name.clone())
}

fn occasions(judged: &Judged) -> Table {
    let mut table = Table::new(vec![
        Column::key("why", "Occasion"),
        Column::key("author", "Author"),
        Column::figure("at", "When", 0),
        Column::new("source", "Source", CellKind::Text, Role::Figure(2)),
        Column::figure("post_count", "Posts", 3),
        Column::new("id", "Post", CellKind::Text, Role::Figure(1)),
    ]);
    // They come kind by kind.
    for kind in judged.occasions.chunk_by(|a, b| a.kind == b.kind) {
        for Occasion { kind, seen } in kind.iter().take(judged.options.top) {
            if let Some(person) = judged.people.get(seen.author) {
                table.push(vec![
                    Cell::text(kind.word()),
                    name(person),
                    judged.options.scope.time(seen.at),
                    Cell::text(person.source.clone()),
                    Cell::count(person.posts),
                    Cell::text(seen.id.clone()),
                ]);
            }
        }
        let rest = kind.len().saturating_sub(judged.options.top);
        if let (1.., Some(first)) = (rest, kind.first()) {
            let others = match rest {
                1 => "1 other".to_owned(),
                rest => format!("{rest} others"),
            };
            let mut row = vec![
                Cell::text(first.kind.word()),
                Cell::Phrase(vec![Cell::text(others)]),
            ];
            row.extend(std::iter::repeat_n(Cell::Empty, 4));
            table.push(row);
        }
    }
    table
}

/// Figures of a segment.
#[derive(Clone, Copy, Default)]
struct Sum {
    authors: u64,
    posts: u64,
    engagement: u64,
    negative: u64,
    labelled: u64,
}

/// The segments that are large enough to be shown.
fn sums(judged: &Judged) -> Vec<(Segment, Sum)> {
    let mut sums: BTreeMap<Segment, Sum> = BTreeMap::new();
    for standing in &judged.standings {
        if let Some(person) = judged.people.get(standing.author) {
            let sum = sums.entry(standing.segment).or_default();
            sum.authors += 1;
            sum.posts += person.posts;
            sum.engagement += person.engagement;
            sum.negative += person.negative;
            sum.labelled += person.labelled;
        }
    }
    let least = judged.options.scope.min_group;
    sums.into_iter()
        .filter(|(_, sum)| sum.authors >= least)
        .collect()
}

fn share(part: u64, of: u64) -> Cell {
    Cell::some(wilson(part, of, Z_95), |(low, high)| Cell::Estimate {
        share: part as f64 / of.max(1) as f64,
        low,
        high,
    })
}

fn segments(judged: &Judged) -> Table {
    let mut table = Table::new(vec![
        Column::key("segment_word", "Segment"),
        Column::figure("author_count", "Authors", 0),
        Column::new("bar", "", CellKind::Bar, Role::Figure(5)),
        Column::figure("author_share", "of all", 2),
        Column::figure("post_count", "Posts", 1),
        Column::figure("engagement", "Engagement", 3),
        Column::figure("negative_share", "Negative posts (95 %)", 4),
    ]);
    for (segment, sum) in sums(judged) {
        table.push(vec![
            Cell::text(segment.word()),
            Cell::count(sum.authors),
            Cell::Share(sum.authors as f64 / judged.standings.len().max(1) as f64),
            Cell::Share(sum.authors as f64 / judged.standings.len().max(1) as f64),
            Cell::count(sum.posts),
            Cell::count(sum.engagement),
            share(sum.negative, sum.labelled),
        ]);
    }
    table
}

fn people<'a>(
    judged: &Judged,
    standings: impl Iterator<Item = &'a Standing>,
    stand: Option<Stand>,
) -> Table {
    let (label, of): (&str, fn(&Person) -> u64) = match stand {
        Some(Stand::Ambassador) => ("Positive posts (95 %)", |person| person.positive),
        _ => ("Negative posts (95 %)", |person| person.negative),
    };
    let mut table = Table::new(vec![
        Column::key("author", "Author"),
        Column::new("source", "Source", CellKind::Text, Role::Figure(1)),
        Column::figure("post_count", "Posts", 0),
        Column::figure("followers_count", "Followers", 3),
        Column::figure("engagement", "Engagement", 2),
        Column::figure("centrality", "Centrality", 5),
        Column::figure("tone_share", label, 4),
        Column::new("segment_word", "Segment", CellKind::Text, Role::Figure(6)),
        Column::new("influence", "Influence", CellKind::Bar, Role::Figure(7)),
    ]);
    for standing in standings.take(judged.options.top) {
        if let Some(person) = judged.people.get(standing.author) {
            table.push(vec![
                name(person),
                Cell::text(person.source.clone()),
                Cell::count(person.posts),
                Cell::some(person.followers, Cell::count),
                Cell::count(person.engagement),
                Cell::decimal(standing.centrality, 1),
                share(of(person), person.labelled),
                Cell::text(standing.segment.word()),
                Cell::Share(standing.influence),
            ]);
        }
    }
    table
}

/// Columns of words and of numbers, in the order of the rows below.
const COLUMNS: [(&str, CellKind); 29] = {
    use CellKind::{Number, Text};
    [
        ("part", Text),
        ("segment", Text),
        ("stand", Text),
        ("occasion", Text),
        ("source", Text),
        ("author", Text),
        ("url", Text),
        ("author_count", Number),
        ("post_count", Number),
        ("followers_count", Number),
        ("engagement", Number),
        ("reach_count", Number),
        ("centrality", Number),
        ("influence", Number),
        ("recency_score", Number),
        ("frequency_score", Number),
        ("engagement_score", Number),
        ("first_at", Text),
        ("last_at", Text),
        ("labelled_count", Number),
        ("positive_share", Number),
        ("positive_share_low", Number),
        ("positive_share_high", Number),
        ("negative_share", Number),
        ("negative_share_low", Number),
        ("negative_share_high", Number),
        ("at", Text),
        ("post_id", Text),
        ("post_ids", Text),
    ]
};

fn data(judged: &Judged) -> Table {
    let columns =
        COLUMNS.map(|(name, kind)| Column::new(name, &name.replace('_', " "), kind, Role::Data));
    let mut table = Table::new(columns.to_vec());
    let mut push = |known: Vec<(&str, Cell)>| {
        let mut known: BTreeMap<&str, Cell> = known.into_iter().collect();
        table.push(
            COLUMNS
                .map(|(name, _)| known.remove(name).unwrap_or_default())
                .to_vec(),
        );
    };
    for Occasion { kind, seen } in &judged.occasions {
        if let Some(person) = judged.people.get(seen.author) {
            let mut row = of_person(person);
            row.extend([
                ("part", Cell::text("occasion")),
                ("occasion", Cell::text(kind.word())),
                ("at", judged.options.scope.time(seen.at)),
                ("post_id", Cell::text(seen.id.clone())),
            ]);
            push(row);
        }
    }
    for (segment, sum) in sums(judged) {
        let mut row = vec![
            ("part", Cell::text("segment")),
            ("segment", Cell::text(segment.word())),
            ("author_count", Cell::count(sum.authors)),
            ("post_count", Cell::count(sum.posts)),
            ("engagement", Cell::count(sum.engagement)),
            ("labelled_count", Cell::count(sum.labelled)),
        ];
        row.extend(tone("negative_share", sum.negative, sum.labelled));
        push(row);
    }
    for standing in &judged.standings {
        if let Some(person) = judged.people.get(standing.author) {
            push(standing_row(judged, standing, person));
        }
    }
    table
}

fn of_person(person: &Person) -> Vec<(&'static str, Cell)> {
    vec![
        ("source", Cell::text(person.source.clone())),
        ("author", name(person)),
        ("url", Cell::some(person.url.clone(), Cell::text)),
        ("post_count", Cell::count(person.posts)),
        ("followers_count", Cell::some(person.followers, Cell::count)),
    ]
}

fn standing_row(
    judged: &Judged,
    standing: &Standing,
    person: &Person,
) -> Vec<(&'static str, Cell)> {
    let asked = &judged.options.scope;
    let fifth = |score: u8| Cell::Integer(i64::from(score));
    let mut row = of_person(person);
    row.extend([
        ("part", Cell::text("author")),
        ("segment", Cell::text(standing.segment.word())),
        (
            "stand",
            Cell::some(standing.stand, |stand| Cell::text(stand.word())),
        ),
        ("engagement", Cell::count(person.engagement)),
        ("reach_count", Cell::count(person.reach)),
        ("centrality", Cell::decimal(standing.centrality, 3)),
        ("influence", Cell::decimal(standing.influence, 3)),
        ("recency_score", fifth(standing.scores.recency)),
        ("frequency_score", fifth(standing.scores.frequency)),
        ("engagement_score", fifth(standing.scores.engagement)),
        (
            "first_at",
            Cell::some(person.first, |at| asked.time(at)).clone(),
        ),
        ("last_at", Cell::some(person.last, |at| asked.time(at))),
        ("labelled_count", Cell::count(person.labelled)),
        ("post_ids", asked.ids(person.ids.iter().map(String::as_str))),
    ]);
    row.extend(tone("positive_share", person.positive, person.labelled));
    row.extend(tone("negative_share", person.negative, person.labelled));
    row
}

fn tone(name: &'static str, part: u64, of: u64) -> Vec<(&'static str, Cell)> {
    let names = match name {
        "positive_share" => ["positive_share_low", "positive_share_high"],
        _ => ["negative_share_low", "negative_share_high"],
    };
    let [low_name, high_name] = names;
    wilson(part, of, Z_95).map_or_else(Vec::new, |(low, high)| {
        vec![
            (name, Cell::Share(part as f64 / of.max(1) as f64)),
            (low_name, Cell::Share(low)),
            (high_name, Cell::Share(high)),
        ]
    })
}

fn notes(judged: &Judged) -> Vec<Note> {
    let mut notes = judged.passed.notes();
    if judged.standings.is_empty() {
        notes.push(Note::warning("no posts of others"));
        return notes;
    }
    notes.push(Note::remark(format!(
        "{} authors, our own accounts and bots left out, each on one network; {} links of who answered whom",
        judged.standings.len(),
        judged.links
    )));
    notes.push(Note::remark(
        "influence: the mean of the shares of authors with fewer followers, with less engagement and less central in the graph of replies (PageRank; 1 is the average)",
    ));
    notes.push(Note::remark(format!(
        "ambassadors and detractors: at least {JUDGED_FROM} posts, positive or negative more often than authors are on the whole; of those named at most {:.0}% are expected to be so by chance (Benjamini-Hochberg)",
        FALSE_FINDINGS * 100.0
    )));
    if judged.options.scope.min_group > 1 {
        notes.push(Note::remark(format!(
            "segments of fewer than {} authors are not shown",
            judged.options.scope.min_group
        )));
    }
    if judged.nameless > 0 {
        notes.push(Note::remark(format!(
            "left out: {}, without an author",
            posts(judged.nameless)
        )));
    }
    if judged.over > 0 {
        notes.push(Note::warning(format!(
            "more than {MAX_AUTHORS} authors or {MAX_POSTS} posts: what came after them ({} times) was not counted or not linked; take a shorter time",
            judged.over
        )));
    }
    notes
}
