//! The figures of a team as people read them.

use super::data::{self, seconds};
use super::effect::{Answers, Outcome};
use super::responses::{Group, Response};
use super::tasks::Load;
use super::{Known, TeamOptions};
use crate::document::{
    Block, Cell, CellKind, Column, Document, Figure, Note, Role, Section, Table,
};
use crate::stats::Reached;

/// The report.
pub(super) fn document(
    known: &Known<'_>,
    responses: &[Response],
    groups: &[Group],
    answers: &[Answers],
) -> Document {
    let options = known.options;
    let has_tasks = !known.tasks.is_empty();
    let loads = loads(known);
    let mut sections = vec![Section {
        heading: None,
        blocks: first(known, responses, groups),
    }];
    for (by, heading) in [
        ("person", "By person"),
        ("team", "By team"),
        ("client", "By client"),
        ("level", "By level"),
    ] {
        let of_it = groups.iter().filter(|group| group.by == by);
        sections.extend(breakdown(by, heading, of_it, has_tasks));
    }
    sections.extend(tasks(&loads));
    if !responses.is_empty() {
        sections.push(effects(answers));
        sections.push(method(known, has_tasks));
    }
    Document {
        title: title(options, responses),
        data: data::table(groups, answers, &loads, has_tasks, options.ids > 0),
        sections,
    }
}

fn title(options: &TeamOptions, responses: &[Response]) -> String {
    let day = |millis: i64| {
        let at = chrono::DateTime::from_timestamp_millis(millis)?;
        Some(options.zone.day(at))
    };
    let starts = || responses.iter().map(|response| response.start);
    let days = starts()
        .min()
        .and_then(day)
        .zip(starts().max().and_then(day));
    match days {
        Some((first, last)) if first == last => format!("Team, {first}"),
        Some((first, last)) => format!("Team, {first} to {last}"),
        None => "Team".to_owned(),
    }
}

fn first(known: &Known<'_>, responses: &[Response], groups: &[Group]) -> Vec<Block> {
    let of = |reply: &str| {
        groups
            .iter()
            .find(move |group| group.by == "all" && group.reply == reply)
    };
    let Some(all) = of("all") else {
        return vec![Block::Note(Note::remark(
            "nobody awaits an answer among the posts of the time and client asked for",
        ))];
    };
    let mut figures = vec![
        Figure {
            label: "Awaited an answer".to_owned(),
            value: Cell::count(all.waited),
            remark: words(&[&"of {} authors", &all.authors]),
            ..Figure::default()
        },
        share("Answered", (all.answered, all.waited)),
        share("Within the service level", (all.met, all.met + all.missed)),
    ];
    figures.extend(times(&of));
    let mut blocks = vec![Block::Figures(figures)];
    if known.all && !known.options.all {
        blocks.push(Block::Note(Note::warning(
            "no post has labels, so every post of others counts as one that awaits an answer; cm-classify adds them",
        )));
    }
    let waiting = responses.iter().filter(|one| one.met.is_none()).count();
    if waiting > 0 {
        blocks.push(Block::Note(Note::remark(format!(
            "{waiting} still have time, and count neither as within the service level nor as beyond it"
        ))));
    }
    blocks
}

/// Times to the first answer and to the next ones.
fn times<'a>(of: &impl Fn(&str) -> Option<&'a Group>) -> Vec<Figure> {
    let time = |label: &str, reached: &Reached, waited: u64| Figure {
        label: label.to_owned(),
        value: Cell::some(reached.value, seconds),
        remark: range(reached, waited),
        ..Figure::default()
    };
    let mut figures = Vec::new();
    if let Some(group) = of("first") {
        let (clock, business, waited) = (&group.clock, &group.business, group.waited);
        figures.push(time("First response, median", &clock.median, waited));
        figures.push(time("First response, 90 % within", &clock.p90, waited));
        figures.push(time("In business hours, median", &business.median, waited));
    }
    if let Some(group) = of("next") {
        figures.push(time(
            "Next response, median",
            &group.clock.median,
            group.waited,
        ));
    }
    figures
}

/// A sentence with counts in the places of `{}`.
fn words(parts: &[&dyn Said]) -> Cell {
    let mut pieces = Vec::new();
    let mut figures = parts.iter().skip(1);
    let text = parts.first().map(|part| part.text()).unwrap_or_default();
    for (index, piece) in text.split("{}").enumerate() {
        if index > 0
            && let Some(figure) = figures.next()
        {
            pieces.push(figure.cell());
        }
        if !piece.is_empty() {
            pieces.push(Cell::Text(piece.to_owned()));
        }
    }
    Cell::Phrase(pieces)
}

/// What stands in a sentence.
trait Said {
    fn text(&self) -> String {
        String::new()
    }
    fn cell(&self) -> Cell;
}

impl Said for &str {
    fn text(&self) -> String {
        (*self).to_owned()
    }
    fn cell(&self) -> Cell {
        Cell::text(*self)
    }
}

impl Said for u64 {
    fn cell(&self) -> Cell {
        Cell::count(*self)
    }
}

impl Said for Cell {
    fn cell(&self) -> Cell {
        self.clone()
    }
}

fn share(label: &str, (part, whole): (u64, u64)) -> Figure {
    let share = Group::share(part, whole);
    let remark = share.map(|(_, (low, high))| {
        words(&[
            &"between {} and {}, {} of {}",
            &Cell::Share(low),
            &Cell::Share(high),
            &part,
            &whole,
        ])
    });
    Figure {
        label: label.to_owned(),
        value: Cell::some(share, |(share, _)| Cell::Share(share)),
        remark: remark.unwrap_or_default(),
        ..Figure::default()
    }
}

/// The interval of a time, as far as it is known.
fn range(reached: &Reached, waited: u64) -> Cell {
    match (reached.low, reached.high) {
        (Some(low), Some(high)) => words(&[
            &"between {} and {}, over {} who waited",
            &seconds(low),
            &seconds(high),
            &waited,
        ]),
        (Some(low), None) => words(&[&"{} or more, over {} who waited", &seconds(low), &waited]),
        (None, _) => words(&[&"too few to tell, over {} who waited", &waited]),
    }
}

fn estimate(part: u64, whole: u64) -> Cell {
    Cell::some(Group::share(part, whole), |(share, (low, high))| {
        Cell::Estimate { share, low, high }
    })
}

/// A table of groups.
fn breakdown<'a>(
    by: &str,
    heading: &str,
    groups: impl Iterator<Item = &'a Group>,
    has_tasks: bool,
) -> Option<Section> {
    let label = match by {
        "person" => "Person",
        "team" => "Team",
        "client" => "Client",
        _ => "Level",
    };
    let mut table = Table::new(vec![
        Column::key(by, label),
        Column::figure("wait_count", "Waited", 0),
        Column::figure("response_share", "Answered (95 % interval)", 1),
        Column::figure("median_seconds", "Median", 1),
        Column::figure("p90_seconds", "90 % within", 3),
        Column::figure("mean_seconds", "Mean", 4),
        Column::figure("met_share", "In time (95 % interval)", 2),
    ]);
    let knows = by != "person" || has_tasks;
    for group in groups.filter(|group| group.reply == "all") {
        let of = |part: u64, whole: u64| {
            if knows {
                estimate(part, whole)
            } else {
                Cell::Empty
            }
        };
        table.push(vec![
            Cell::text(group.name.clone()),
            Cell::count(group.waited),
            of(group.answered, group.waited),
            Cell::some(group.clock.median.value, seconds),
            Cell::some(group.clock.p90.value, seconds),
            Cell::some(group.clock.mean, |(mean, _)| seconds(mean)),
            of(group.met, group.met + group.missed),
        ]);
    }
    (!table.rows.is_empty()).then(|| Section {
        heading: Some(heading.to_owned()),
        blocks: vec![Block::Table(table)],
    })
}

fn loads(known: &Known<'_>) -> Vec<(String, Load)> {
    let name = |name: &str| match name {
        "" => "nobody".to_owned(),
        name => name.to_owned(),
    };
    let loads = known.tasks.loads(&known.options.clients).into_iter();
    let least = known.options.min_group;
    loads
        .filter(|(_, load)| load.count() >= least)
        .map(|(person, load)| (name(person), load))
        .collect()
}

fn tasks(loads: &[(String, Load)]) -> Option<Section> {
    let mut table = Table::new(vec![
        Column::key("person", "Person"),
        Column::figure("task_count", "Tasks", 0),
        Column::figure("open_count", "Open", 1),
        Column::figure("pending_count", "Pending", 2),
        Column::figure("resolved_count", "Resolved", 1),
        Column::figure("in_time_share", "In time (95 % interval)", 3),
        Column::figure("breach_count", "Cannot be met", 1),
        Column::figure("open_minutes", "Work left", 2),
    ]);
    for (person, load) in loads {
        table.push(vec![
            Cell::text(person.clone()),
            Cell::count(load.count()),
            Cell::count(load.open + load.snoozed),
            Cell::count(load.pending),
            Cell::count(load.resolved),
            estimate(load.in_time, load.timed),
            Cell::count(load.breach),
            seconds(60.0 * load.minutes as f64),
        ]);
    }
    (!table.rows.is_empty()).then(|| Section {
        heading: Some("Tasks and work".to_owned()),
        blocks: vec![Block::Table(table)],
    })
}

fn effects(answers: &[Answers]) -> Section {
    let mut table = Table::new(vec![
        Column::key("figure", "After an answer of ours"),
        Column::new(
            "difference",
            "Difference",
            CellKind::Number,
            Role::Figure(0),
        ),
        Column::new("interval", "95 % interval", CellKind::Text, Role::Figure(1)),
        Column::figure("treated_count", "Answered", 2),
        Column::figure("control_count", "Not answered", 2),
        Column::figure("unmatched_count", "No match", 3),
        Column::new("word", "", CellKind::Text, Role::Figure(1)),
    ]);
    for one in answers {
        let (label, good) = match one.outcome {
            Outcome::ToneAfter => ("Tone of the author's next post (-1 to 1)", 1.0),
            Outcome::AskedAgain => ("Share who ask again within 7 days", -1.0),
            Outcome::Burst => ("Negative posts after a burst (logarithm)", -1.0),
        };
        let size = |count: usize| Cell::count(count as u64);
        let Some(effect) = one.effect else {
            let (treated, controls) = one.cases;
            let mut row = vec![Cell::text(label), Cell::Empty, Cell::Empty];
            row.extend([size(treated), size(controls), Cell::Empty]);
            row.push(Cell::text("too few to tell"));
            table.push(row);
            continue;
        };
        let word = if effect.low * good > 0.0 && effect.high * good > 0.0 {
            "better"
        } else if effect.low * good < 0.0 && effect.high * good < 0.0 {
            "worse"
        } else {
            "too few to tell"
        };
        let number = |value: f64| Cell::decimal(value, 2);
        table.push(vec![
            Cell::text(label),
            number(effect.difference),
            words(&[&"from {} to {}", &number(effect.low), &number(effect.high)]),
            size(effect.treated),
            size(effect.controls),
            size(effect.unmatched),
            Cell::text(word),
        ]);
    }
    let caveat = "this is not an experiment: whom we answer is our choice, and whoever differs in what is not written down differs after it too; the tone is that of authors who wrote again";
    let mut blocks = vec![Block::Table(table), Block::Note(Note::warning(caveat))];
    if answers.iter().any(|one| one.effect.is_some()) {
        blocks.push(Block::Note(Note::remark(matching(answers))));
    }
    Section {
        heading: Some("What our answers go with".to_owned()),
        blocks,
    }
}

/// By what the cases of the first outcome were matched.
fn matching(answers: &[Answers]) -> String {
    let by = match answers.first().map_or(0, |one| one.rung) {
        0 => "tone before, intent, level, network, client and week",
        1 => "tone before, intent, level, network, client and four weeks",
        2 => "tone before, intent, level and network",
        _ => "tone before and intent",
    };
    format!(
        "authors who got an answer against others who had none by then, alike in {by}; intervals by author"
    )
}

fn method(known: &Known<'_>, has_tasks: bool) -> Section {
    let mut notes = vec![if known.all {
        "a turn is what an author writes in a conversation until we answer; the time runs from its first post"
    } else {
        "a turn is what an author asks in a conversation until we answer (questions, complaints, defects, orders, bills); the time runs from its first post"
    }];
    notes.push("medians and 90 % take in those who still wait (Kaplan-Meier); means are over the answered alone, and thus too short");
    if !has_tasks {
        notes.push("a person is the author of the answer; with --tasks, whoever has the task, and then shares by person are known too");
    }
    let note = |text: &str| Block::Note(Note::remark(text));
    Section {
        heading: Some("How to read it".to_owned()),
        blocks: notes.into_iter().map(note).collect(),
    }
}
