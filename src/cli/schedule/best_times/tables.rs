//! Best times as tables: a heat map and the best hours for people, every hour for programs.

use crate::document::{Block, Cell, CellKind, Column, Document, Note, Role, Section, Table};
use crate::schedule::WEEKDAYS;
use crate::schedule::best_times::{BestTimes, ChannelTimes, HourRate, Per, SURE, THIN};

/// Hours shown of a channel.
const SHOWN: usize = 5;
/// Worth beside the average hour from which each shade holds.
const SHADES: [(f64, char); 4] = [(1.5, '█'), (1.15, '▓'), (0.85, '▒'), (0.0, '░')];

/// All of it.
pub(super) fn document(times: &BestTimes) -> Document {
    let mut sections: Vec<Section> = times
        .channels
        .iter()
        .map(|channel| section(channel, times.per))
        .collect();
    sections.push(Section {
        heading: None,
        blocks: closing(times).into_iter().map(Block::Note).collect(),
    });
    Document {
        title: format!("Best times: {}", times.per.title()),
        data: data(times),
        sections,
    }
}

fn data(times: &BestTimes) -> Table {
    let word = |name: &str| Column::new(name, name, CellKind::Text, Role::Data);
    let mut table = Table::new(vec![
        Column::key("channel", "Channel"),
        Column::key("weekday", "Day"),
        Column::data("hour"),
        Column::data("rate"),
        Column::data("rate_low"),
        Column::data("rate_high"),
        Column::data("post_count"),
        Column::data("better_p"),
        word("thin"),
        word("per"),
        word("timezone"),
    ]);
    for channel in &times.channels {
        for hour in &channel.hours {
            table.push(vec![
                Cell::text(&channel.channel),
                Cell::text(day(hour.weekday)),
                Cell::Integer(i64::from(hour.hour)),
                Cell::decimal(hour.rate, 4),
                Cell::decimal(hour.low, 4),
                Cell::decimal(hour.high, 4),
                Cell::count(hour.post_count as u64),
                Cell::decimal(hour.better_p, 3),
                Cell::Flag(hour.is_thin()),
                Cell::text(times.per.name()),
                Cell::text(channel.zone.name()),
            ]);
        }
    }
    table
}

fn day(weekday: u8) -> &'static str {
    WEEKDAYS
        .get(usize::from(weekday))
        .copied()
        .unwrap_or_default()
}

fn section(channel: &ChannelTimes, per: Per) -> Section {
    let posts = match channel.post_count {
        1 => "1 post".to_owned(),
        count => format!("{count} posts"),
    };
    let mut blocks = vec![
        Block::Table(heat_map(channel)),
        Block::Table(best_hours(channel, per)),
    ];
    blocks.extend(remarks(channel).into_iter().map(Block::Note));
    Section {
        heading: Some(format!(
            "{}: {posts}, which count as {:.0}; hours of {}",
            channel.channel,
            channel.weight,
            channel.zone.name()
        )),
        blocks,
    }
}

/// Weekdays down, hours across, three signs each: 77 columns in all.
fn heat_map(channel: &ChannelTimes) -> Table {
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}")).collect();
    let mut table = Table::new(vec![
        Column::key("day", ""),
        Column::key("hours", &hours.join(" ")),
    ]);
    let logs: Vec<f64> = channel.hours.iter().map(|hour| hour.rate.ln()).collect();
    let average = (logs.iter().sum::<f64>() / logs.len().max(1) as f64).exp();
    for weekday in 0..7 {
        let cells: Vec<String> = (0..24)
            .map(|hour| match channel.hour(weekday, hour) {
                Some(known) => shade(known, average),
                None => "· ".to_owned(),
            })
            .collect();
        table.push(vec![Cell::text(day(weekday)), Cell::text(cells.join(" "))]);
    }
    table
}

/// Two blocks for an hour that is known, one for an hour that is not known well.
fn shade(known: &HourRate, average: f64) -> String {
    let worth = known.rate / average;
    let shade = SHADES
        .iter()
        .find(|(from, _)| worth >= *from)
        .map_or('░', |(_, shade)| *shade);
    let second = if known.is_thin() { ' ' } else { shade };
    format!("{shade}{second}")
}

fn best_hours(channel: &ChannelTimes, per: Per) -> Table {
    let mut table = Table::new(vec![
        Column::key("best", "Best hours"),
        Column::figure("rate", "Rate (95 % interval)", 1),
        Column::figure("posts", "Posts", 3),
        Column::figure("better", "Better than average", 2),
    ]);
    let mut hours: Vec<&HourRate> = channel.hours.iter().collect();
    hours.sort_by(|a, b| {
        let by_rate = b.rate.total_cmp(&a.rate);
        by_rate.then((a.weekday, a.hour).cmp(&(b.weekday, b.hour)))
    });
    for hour in hours.into_iter().take(SHOWN) {
        let rate = if per.is_share() {
            Cell::Estimate {
                share: hour.rate,
                low: hour.low,
                high: hour.high,
            }
        } else {
            Cell::Phrase(vec![
                Cell::decimal(hour.rate, 1),
                Cell::text(" ("),
                Cell::decimal(hour.low, 1),
                Cell::text(" to "),
                Cell::decimal(hour.high, 1),
                Cell::text(")"),
            ])
        };
        table.push(vec![
            Cell::text(format!("{} {:02}h", day(hour.weekday), hour.hour)),
            rate,
            Cell::count(hour.post_count as u64),
            Cell::Share(hour.better_p),
        ]);
    }
    table
}

/// Where the data is too thin.
fn remarks(channel: &ChannelTimes) -> Vec<Note> {
    let mut notes = Vec::new();
    if !channel.tells_hours_apart() {
        notes.push(Note::warning(format!(
            "too few posts to tell the hours of {} apart: none is better than the average one with {:.0} % certainty",
            channel.channel,
            SURE * 100.0
        )));
    }
    let thin = channel.hours.iter().filter(|hour| hour.is_thin()).count();
    if thin > 0 {
        let days: Vec<&str> = (0..7)
            .filter(|weekday| {
                let mut of_day = channel.hours.iter().filter(|hour| hour.weekday == *weekday);
                of_day.all(|hour| hour.post_count == 0)
            })
            .map(day)
            .collect();
        let days = if days.is_empty() {
            String::new()
        } else {
            format!("; nothing was ever published on {}", days.join(", "))
        };
        notes.push(Note::remark(format!(
            "too thin: {thin} of {} hours, whose interval is wider than {THIN:.0} to 1{days}",
            channel.hours.len()
        )));
    }
    notes
}

fn closing(times: &BestTimes) -> Vec<Note> {
    if times.channels.is_empty() {
        return vec![Note::warning(
            "no post of ours from which hours could be judged",
        )];
    }
    let mut notes = vec![Note::remark(
        "█ 1.5 times the channel's average hour or more, ▓ 1.15, ▒ about average, ░ below 0.85; two blocks where it is known well, one where it is not, · where nothing was published within an hour of it",
    )];
    notes.push(Note::remark(
        "a rate is that of the typical post, so half of the posts do better; what was published at an hour and not only the hour made it so",
    ));
    notes
}
