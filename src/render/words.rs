//! The words that outputs add to a report, in each language.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use super::RenderOptions;
use super::number::shown;
use crate::document::{Cell, Chart, ChartKind, Language};

/// Words that stand in the frame of a page or workbook.
pub(super) struct Words {
    pub(super) contents: &'static str,
    pub(super) skip: &'static str,
    pub(super) table_of: &'static str,
    pub(super) warning: &'static str,
    pub(super) note: &'static str,
    pub(super) made: &'static str,
    pub(super) unknown: &'static str,
    pub(super) nothing: &'static str,
    pub(super) report: &'static str,
    pub(super) charts: &'static str,
    pub(super) data: &'static str,
    pub(super) low: &'static str,
    pub(super) high: &'static str,
    months: [&'static str; 12],
}

const ENGLISH: Words = Words {
    contents: "Contents",
    skip: "Skip to the report",
    table_of: "Table",
    warning: "Warning:",
    note: "Note:",
    made: "Made by cm-report",
    unknown: "(unknown)",
    nothing: "Nothing to show.",
    report: "Report",
    charts: "Charts",
    data: "Data",
    low: "low",
    high: "high",
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
};

const FRENCH: Words = Words {
    contents: "Sommaire",
    skip: "Aller au rapport",
    table_of: "Tableau",
    warning: "Attention\u{a0}:",
    note: "Remarque\u{a0}:",
    made: "Fait par cm-report",
    unknown: "(inconnu)",
    nothing: "Rien à montrer.",
    report: "Rapport",
    charts: "Graphiques",
    data: "Données",
    low: "min.",
    high: "max.",
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
};

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    }
}

impl Words {
    /// `22 Nov`, as an axis has room for.
    pub(super) fn day(&self, day: NaiveDate, with_year: bool) -> String {
        let month = self
            .months
            .get(day.month0() as usize)
            .copied()
            .unwrap_or_default();
        if with_year {
            format!("{} {month} {}", day.day(), day.year())
        } else {
            format!("{} {month}", day.day())
        }
    }
}

/// When a report was made, on people's clock of UTC.
pub(super) fn made_at(at: DateTime<Utc>, language: Language) -> String {
    let words = of(language);
    format!(
        "{}, {}, {} UTC",
        words.made,
        words.day(at.date_naive(), true),
        at.format("%H:%M")
    )
}

/// An instant on the clock it is to be read from.
pub(super) fn local(at: DateTime<Utc>, offset: i32) -> NaiveDateTime {
    FixedOffset::east_opt(offset).map_or_else(
        || at.naive_utc(),
        |offset| at.with_timezone(&offset).naive_local(),
    )
}

/// What a place of a chart is called on an axis; years are told when the places lie in several.
pub(super) fn places(chart: &Chart, options: &RenderOptions) -> Vec<String> {
    let days: Vec<NaiveDate> = chart.places.iter().filter_map(day_of).collect();
    let years = days.first().map(NaiveDate::year) != days.last().map(NaiveDate::year);
    let one_day = days.first() == days.last();
    let words = of(options.language);
    let place = |place: &Cell| match place {
        Cell::Day(day) => words.day(*day, years),
        Cell::Time { at, offset } => {
            let local = local(*at, *offset);
            let hour = local.format("%H:%M");
            if one_day {
                hour.to_string()
            } else {
                format!("{} {hour}", words.day(local.date(), years))
            }
        }
        Cell::Empty => words.unknown.to_owned(),
        other => shown(other, options),
    };
    chart.places.iter().map(place).collect()
}

fn day_of(place: &Cell) -> Option<NaiveDate> {
    match place {
        Cell::Day(day) => Some(*day),
        Cell::Time { at, offset } => Some(local(*at, *offset).date()),
        _ => None,
    }
}

/// A chart in a sentence, for those who do not see it.
pub(super) fn description(chart: &Chart, options: &RenderOptions) -> String {
    let names = places(chart, options);
    let french = options.language == Language::French;
    let (Some((low, high)), Some(first), Some(last)) = (chart.range(), names.first(), names.last())
    else {
        return of(options.language).nothing.to_owned();
    };
    let top = chart.lines.iter().find_map(|line| {
        let at = line.values.iter().position(|value| *value == Some(high))?;
        Some((names.get(at)?.as_str(), line.label.as_str()))
    });
    let (place, line) = top.unwrap_or_default();
    let [low, high] = [low, high].map(|value| shown(&chart.unit.cell(value), options));
    let place = if chart.lines.len() > 1 {
        format!("{place}, {line}")
    } else {
        place.to_owned()
    };
    let kind = match (chart.kind, french) {
        (ChartKind::Line, false) => "Line",
        (ChartKind::Line, true) => "Courbe",
        (ChartKind::Heat, false) => "Heat map",
        (ChartKind::Heat, true) => "Carte de chaleur",
        (_, false) => "Bars",
        (_, true) => "Barres",
    };
    let count = names.len();
    if french {
        format!(
            "{kind}\u{a0}: {count} points, de {first} à {last}\u{202f}; de {low} à {high}, le plus haut pour {place}. Le tableau qui suit dit tous les chiffres."
        )
    } else {
        format!(
            "{kind}: {count} places, {first} to {last}; from {low} to {high}, the highest at {place}. The table that follows holds every figure."
        )
    }
}

/// The colon of a language, with its space before it in French.
pub(super) fn colon(language: Language) -> &'static str {
    match language {
        Language::English => ":",
        Language::French => "\u{a0}:",
    }
}

/// That a table goes on where it is not shown.
pub(super) fn more_rows(count: usize, options: &RenderOptions) -> String {
    let count = shown(&Cell::count(count as u64), options);
    match options.language {
        Language::English => format!("{count} more rows; CSV and JSON Lines have all"),
        Language::French => {
            format!("{count} lignes de plus\u{202f}; CSV et JSON Lines les ont toutes")
        }
    }
}
