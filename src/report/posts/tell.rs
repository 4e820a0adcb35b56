//! Our posts as a report: what to do again and what to avoid in words, the comparisons, the best and the worst.

use super::effect::{Advice, Effect, FALSE_FINDINGS};
use super::kept::MAX_POSTS;
use super::{Feature, Judged, charts};
use crate::document::{Block, Cell, CellKind, Column, Document, Note, Role, Section, Table};
use crate::report::rate::Per;
use crate::report::scope::posts;
use crate::stats::Z_95;

/// Comparisons shown to people; programs get all.
const SHOWN: usize = 15;
/// Fewest posts of which it is worth saying that nothing was found.
const FEW: usize = 30;

pub(super) fn document(judged: &Judged) -> Document {
    let mut sections = vec![section("What to do again, what to avoid", advice(judged))];
    if !judged.effects.is_empty() {
        let shown: Vec<&Effect> = judged.effects.iter().take(SHOWN).collect();
        let mut blocks: Vec<Block> = charts::effects(&shown)
            .into_iter()
            .map(Block::Chart)
            .collect();
        blocks.push(Block::Table(comparisons(&shown)));
        sections.push(section(
            "What posts share, beside the other posts of their channel",
            blocks,
        ));
    }
    let (best, worst) = extremes(judged);
    for (heading, list) in [("Best posts", &best), ("Worst posts", &worst)] {
        if !list.is_empty() {
            sections.push(section(heading, vec![Block::Table(list_of(judged, list))]));
        }
    }
    sections.push(Section {
        heading: None,
        blocks: notes(judged).into_iter().map(Block::Note).collect(),
    });
    Document {
        title: format!("Our posts, by {}", judged.per.rate_name()),
        data: data(judged, &best, &worst),
        sections,
    }
}

fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section {
        heading: Some(heading.to_owned()),
        blocks,
    }
}

/// Sentences, for what was found.
fn advice(judged: &Judged) -> Vec<Block> {
    let mut points: Vec<Cell> = Vec::new();
    for (wanted, opening) in [(Advice::Again, "Do again: "), (Advice::Avoid, "Avoid: ")] {
        let of_kind = judged
            .effects
            .iter()
            .filter(|effect| effect.advice == wanted);
        let advised = of_kind.filter(|effect| effect.of.feature != Feature::Channel);
        points.extend(advised.map(|effect| sentence(opening, effect)));
    }
    let channels = judged
        .effects
        .iter()
        .filter(|effect| effect.of.feature == Feature::Channel);
    let told_apart = channels.filter(|effect| effect.advice != Advice::CannotTell);
    let of_channels: Vec<Cell> = told_apart.map(channel_sentence).collect();
    if !points.is_empty() {
        points.extend(of_channels);
        return vec![Block::Points(points)];
    }
    let said = if judged.posts.len() < FEW {
        "too few posts to say what to do again and what to avoid"
    } else {
        "nothing that the posts share makes a difference that is more than chance"
    };
    let mut blocks = vec![Block::Note(Note::remark(said))];
    if !of_channels.is_empty() {
        blocks.push(Block::Points(of_channels));
    }
    blocks
}

fn channel_sentence(effect: &Effect) -> Cell {
    Cell::Phrase(vec![
        Cell::text("On "),
        Cell::text(effect.of.value.clone()),
        Cell::text(" the rate is "),
        Cell::decimal(effect.ratio, 2),
        Cell::text(" times that of our other channels ("),
        Cell::decimal(effect.low, 2),
        Cell::text(" to "),
        Cell::decimal(effect.high, 2),
        Cell::text("), over "),
        Cell::count(effect.members.len() as u64),
        Cell::text(" posts"),
    ])
}

fn sentence(opening: &str, effect: &Effect) -> Cell {
    let what = format!("{}: {}", effect.of.feature.name(), effect.of.value);
    let mut pieces = vec![
        Cell::text(opening),
        Cell::Phrase(vec![Cell::text(what)]),
        Cell::text(", "),
        Cell::decimal(effect.ratio, 2),
        Cell::text(" times the rate of the other posts of the channel ("),
        Cell::decimal(effect.low, 2),
        Cell::text(" to "),
        Cell::decimal(effect.high, 2),
        Cell::text("), over "),
        Cell::count(effect.members.len() as u64),
        Cell::text(" posts"),
    ];
    if let Some(alike) = &effect.alike {
        let alike = format!("{}: {}", alike.feature.name(), alike.value);
        pieces.push(Cell::text("; mostly the same posts as "));
        pieces.push(Cell::Phrase(vec![Cell::text(alike)]));
    }
    Cell::Phrase(pieces)
}

fn comparisons(effects: &[&Effect]) -> Table {
    let mut table = Table::new(vec![
        Column::key("feature_word", "Trait"),
        Column::key("trait", "Which"),
        Column::figure("ratio", "Times others (95 % interval)", 0),
        Column::new("bar", "", CellKind::Bar, Role::Figure(4)),
        Column::figure("post_count", "Posts", 1),
        Column::figure("other_count", "Others", 3),
        Column::figure("q_value", "q", 2),
        Column::new("verdict", "Verdict", CellKind::Text, Role::Figure(1)),
    ]);
    let ratios = effects.iter().map(|effect| effect.ratio);
    let largest = ratios.fold(f64::MIN_POSITIVE, f64::max);
    for effect in effects {
        table.push(vec![
            Cell::text(effect.of.feature.name()),
            value(effect),
            within(effect.ratio, effect.low, effect.high),
            Cell::Share(effect.ratio / largest),
            Cell::count(effect.members.len() as u64),
            Cell::count(effect.other_count as u64),
            Cell::decimal(effect.q_value, 3),
            Cell::text(effect.verdict()),
        ]);
    }
    table
}

fn value(effect: &Effect) -> Cell {
    let value = Cell::text(effect.of.value.clone());
    if effect.of.feature.is_ours() {
        Cell::Phrase(vec![value])
    } else {
        value
    }
}

fn within(value: f64, low: f64, high: f64) -> Cell {
    Cell::Phrase(vec![
        Cell::decimal(value, 2),
        Cell::text(" ("),
        Cell::decimal(low, 2),
        Cell::text(" to "),
        Cell::decimal(high, 2),
        Cell::text(")"),
    ])
}

/// Places of the best and of the worst, which share none.
fn extremes(judged: &Judged) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..judged.posts.len()).collect();
    let merit = |at: &usize| judged.beside.get(*at).map_or(0.0, |beside| beside.merit);
    order.sort_by(|a, b| merit(b).total_cmp(&merit(a)).then(a.cmp(b)));
    let top = judged.options.top.min(order.len() / 2 + order.len() % 2);
    let worst: Vec<usize> = order
        .iter()
        .rev()
        .copied()
        .take(judged.options.top.min(order.len() - top))
        .collect();
    order.truncate(top);
    (order, worst)
}

fn list_of(judged: &Judged, places: &[usize]) -> Table {
    let mut table = Table::new(vec![
        Column::key("published_at", "Published"),
        Column::key("channel", "Channel"),
        Column::figure("rate", "Rate", 2),
        Column::figure("times_usual", "Times usual (95 %)", 0),
        Column::figure("engagement", "Eng.", 1),
        Column::new("text", "Text", CellKind::Text, Role::Key),
    ]);
    for at in places {
        let (Some(post), Some(beside)) = (judged.posts.get(*at), judged.beside.get(*at)) else {
            continue;
        };
        let wide = Z_95 * beside.error;
        table.push(vec![
            judged.options.scope.time(post.at),
            Cell::text(post.channel.clone()),
            rate(judged, *at),
            within(
                beside.merit.exp(),
                (beside.merit - wide).exp(),
                (beside.merit + wide).exp(),
            ),
            Cell::count(post.engagement),
            Cell::text(post.text.clone()),
        ]);
    }
    table
}

/// The rate as the network counted it.
fn rate(judged: &Judged, at: usize) -> Cell {
    let post = judged.posts.get(at);
    let rate = post.and_then(|post| Some(post.engagement as f64 / post.exposure(judged.per)?));
    Cell::some(rate, |rate| match judged.per {
        Per::Post => Cell::decimal(rate, 0),
        _ => Cell::Share(rate),
    })
}

fn data(judged: &Judged, best: &[usize], worst: &[usize]) -> Table {
    let word = |name: &str| Column::new(name, &name.replace('_', " "), CellKind::Text, Role::Data);
    let numbers = [
        "post_count",
        "other_count",
        "ratio",
        "ratio_low",
        "ratio_high",
        "p_value",
        "q_value",
    ];
    let mut columns = vec![word("part"), word("feature"), word("value")];
    columns.extend(numbers.map(Column::data));
    columns.extend(
        [
            "verdict",
            "alike",
            "id",
            "url",
            "text",
            "channel",
            "published_at",
        ]
        .map(word),
    );
    columns.extend(["engagement", "rate"].map(Column::data));
    columns.extend(["per", "post_ids"].map(word));
    let mut table = Table::new(columns);
    for effect in &judged.effects {
        table.push(effect_row(judged, effect));
    }
    for (part, places) in [("best", best), ("worst", worst)] {
        for at in places {
            if let Some(row) = post_row(judged, part, *at) {
                table.push(row);
            }
        }
    }
    table
}

fn effect_row(judged: &Judged, effect: &Effect) -> Vec<Cell> {
    let alike = effect.alike.as_ref();
    let members = effect.members.iter().filter_map(|at| judged.posts.get(*at));
    let mut row = vec![
        Cell::text("trait"),
        Cell::text(effect.of.feature.name()),
        Cell::text(effect.of.value.clone()),
        Cell::count(effect.members.len() as u64),
        Cell::count(effect.other_count as u64),
        Cell::decimal(effect.ratio, 4),
        Cell::decimal(effect.low, 4),
        Cell::decimal(effect.high, 4),
        Cell::decimal(effect.p_value, 6),
        Cell::decimal(effect.q_value, 6),
        Cell::text(effect.verdict()),
        Cell::some(alike, |alike| {
            Cell::text(format!("{}: {}", alike.feature.name(), alike.value))
        }),
    ];
    row.extend(std::iter::repeat_n(Cell::Empty, 7));
    row.push(Cell::text(judged.per.name()));
    row.push(
        judged
            .options
            .scope
            .ids(members.map(|post| post.id.as_str())),
    );
    row
}

fn post_row(judged: &Judged, part: &str, at: usize) -> Option<Vec<Cell>> {
    let (post, beside) = (judged.posts.get(at)?, judged.beside.get(at)?);
    let wide = Z_95 * beside.error;
    let mut row = vec![
        Cell::text(part),
        Cell::Empty,
        Cell::Empty,
        Cell::Integer(1),
        Cell::Empty,
    ];
    row.extend(
        [beside.merit, beside.merit - wide, beside.merit + wide]
            .map(|log| Cell::decimal(log.exp(), 4)),
    );
    row.extend(std::iter::repeat_n(Cell::Empty, 4));
    row.extend([
        Cell::text(post.id.clone()),
        Cell::some(post.url.clone(), Cell::text),
        Cell::text(post.text.clone()),
        Cell::text(post.channel.clone()),
        judged.options.scope.time(post.at),
        Cell::count(post.engagement),
        rate(judged, at),
        Cell::text(judged.per.name()),
        judged.options.scope.ids(std::iter::once(post.id.as_str())),
    ]);
    Some(row)
}

fn notes(judged: &Judged) -> Vec<Note> {
    let left = judged.left_out;
    let mut notes = judged.passed.notes();
    if judged.posts.is_empty() {
        notes.push(Note::warning(
            "no post of ours with likes, replies or reposts (\"own\": true)",
        ));
    } else {
        notes.push(Note::remark(format!(
            "{} of ours compared, each within its channel and with its slope over time taken out; {} comparisons, of those that are said to differ, at most {:.0}% are expected to be chance (q, Benjamini-Hochberg)",
            posts(judged.posts.len() as u64),
            judged.effects.len(),
            FALSE_FINDINGS * 100.0
        )));
        notes.push(Note::remark(
            "what goes together is not told apart, and posts that share a trait may share a cause that is not in the data: try it before you rely on it",
        ));
    }
    for (count, why) in [
        (left.too_young, "counted too early (--min-age)"),
        (left.no_figures, "without likes, replies and reposts"),
        (left.undated, "without published_at"),
        (left.no_denominator, "without what engagement is divided by"),
        (left.no_channel, "without source"),
    ] {
        if count > 0 {
            notes.push(Note::remark(format!("left out: {}, {why}", posts(count))));
        }
    }
    if left.over > 0 {
        notes.push(Note::warning(format!(
            "a random sample of {MAX_POSTS} posts: there were more than are held in memory"
        )));
    }
    notes
}
