//! Cells as people read them, in English or French spelling.

use super::RenderOptions;
use super::words::local;
use crate::document::{Cell, Language};
use crate::text::terminal;

/// A cell as text on one line; a stranger's words are made safe.
pub(super) fn shown(cell: &Cell, options: &RenderOptions) -> String {
    let french = options.locale_fr;
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => terminal::one_line(text).into_owned(),
        Cell::Flag(flag) => match (flag, french) {
            (true, false) => "yes",
            (false, false) => "no",
            (true, true) => "oui",
            (false, true) => "non",
        }
        .to_owned(),
        Cell::Integer(number) => integer(*number, french),
        Cell::Decimal { value, digits } => decimal(*value, usize::from(*digits), french),
        Cell::Share(share) => percent(*share, french),
        Cell::Estimate { share, low, high } => {
            let [low, high] = [low, high].map(|end| decimal(end * 100.0, 1, french));
            let to = if french { "à" } else { "to" };
            format!("{} ({low} {to} {high})", percent(*share, french))
        }
        Cell::Duration(seconds) => duration(*seconds, options.language),
        Cell::Time { at, offset } => {
            let local = local(*at, *offset);
            let day_first = options.language == Language::French;
            let format = if day_first {
                "%d/%m/%Y %H:%M"
            } else {
                "%Y-%m-%d %H:%M"
            };
            local.format(format).to_string()
        }
        Cell::Day(day) if options.language == Language::French => {
            day.format("%d/%m/%Y").to_string()
        }
        Cell::Day(day) => day.to_string(),
        Cell::Phrase(pieces) => pieces.iter().map(|piece| shown(piece, options)).collect(),
    }
}

/// A whole number with its thousands set apart: by commas, or by narrow no-break spaces in French.
pub(super) fn integer(number: i64, french: bool) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 {
        "-".to_owned()
    } else {
        String::new()
    };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(if french { '\u{202f}' } else { ',' });
        }
        text.push(digit);
    }
    text
}

/// A number with a fixed number of digits after the point.
pub(super) fn decimal(value: f64, digits: usize, french: bool) -> String {
    let plain = format!("{value:.digits$}");
    // What rounds to zero has no sign.
    let plain = plain
        .strip_prefix('-')
        .filter(|rest| rest.bytes().all(|byte| matches!(byte, b'0' | b'.')))
        .unwrap_or(&plain)
        .to_owned();
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    // Beyond what an integer holds, thousands are not set apart.
    let grouped = whole
        .parse()
        .map_or_else(|_| whole.to_owned(), |number| integer(number, french));
    let sign = if whole.starts_with('-') && !grouped.starts_with('-') {
        "-"
    } else {
        ""
    };
    let point = if french { ',' } else { '.' };
    if rest.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}{point}{rest}")
    }
}

fn percent(share: f64, french: bool) -> String {
    let sign = if french { "\u{202f}%" } else { "%" };
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.005 {
        return format!("<{}{sign}", decimal(0.01, 2, french));
    }
    let digits = match percent {
        rate if rate > 0.0 && rate < 0.95 => 2,
        rate if rate > 0.0 && rate < 99.95 => 1,
        _ => 0,
    };
    format!("{}{sign}", decimal(percent, digits, french))
}

fn duration(seconds: i64, language: Language) -> String {
    let day = if language == Language::French {
        "j"
    } else {
        "d"
    };
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) => format!("{hours} h {minutes:02}"),
        _ => format!("{days} {day} {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_people_write_them() {
        assert_eq!(integer(1_234_567, false), "1,234,567");
        assert_eq!(integer(-123, false), "-123");
        assert_eq!(
            integer(i64::MIN, true).replace('\u{202f}', " "),
            "-9 223 372 036 854 775 808"
        );
        assert_eq!(decimal(-0.25, 2, false), "-0.25");
        assert_eq!(decimal(-0.001, 2, false), "0.00");
        assert_eq!(decimal(1234.5, 1, true), "1\u{202f}234,5");
        assert_eq!(decimal(1e30, 0, false).len(), 31);
        assert_eq!(percent(0.314_15, false), "31.4%");
        assert_eq!(percent(0.0, false), "0%");
        assert_eq!(percent(1.0, true), "100\u{202f}%");
        assert_eq!(percent(0.000_2, false), "0.02%");
        assert_eq!(percent(0.000_01, false), "<0.01%");
        assert_eq!(
            [
                duration(42, Language::English),
                duration(125, Language::English),
                duration(7500, Language::English),
                duration(200_000, Language::French)
            ],
            ["42 s", "2 min", "2 h 05", "2 j 7 h"]
        );
    }
}
