//! The time of day and the zone in a date.

use chrono::NaiveTime;

use super::{Token, names};

/// The time of day; midnight when the text has none.
#[derive(Default)]
pub(super) struct Time {
    pub(super) time: NaiveTime,
    /// Written as 24:00.
    pub(super) next_day: bool,
}

/// Takes time and zone out of the tokens. `None` when they are there and wrong; the offset is in minutes east of UTC.
pub(super) fn take_time(tokens: &mut Vec<Token>) -> Option<(Time, Option<i32>)> {
    let Some((start, mut end, hour, minute, second)) = find_time(tokens) else {
        return Some((Time::default(), None));
    };
    let mut nanos = 0;
    if let [Token::Sign('.' | ','), Token::Number(value, length), ..] = tokens.get(end..)? {
        nanos = u32::try_from(
            u64::from(*value) * 1_000_000_000 / 10u64.checked_pow(u32::try_from(*length).ok()?)?,
        )
        .unwrap_or(0);
        end += 2;
    }
    let (half, used) = half_of_day(tokens.get(end..)?);
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(pm) => hour % 12 + if pm { 12 } else { 0 },
        None => hour,
    };
    end += used;
    let (offset, used) = take_offset(tokens.get(end..)?);
    end += used;
    // What follows in brackets repeats the zone: `(CEST)`, `[Europe/Paris]`.
    if matches!(tokens.get(end), Some(Token::Sign('(' | '['))) {
        end = tokens.len();
    }
    let next_day = hour == 24 && minute == 0 && second == 0;
    let time = NaiveTime::from_hms_nano_opt(
        if next_day { 0 } else { hour },
        minute,
        second.min(59),
        nanos.min(999_999_999),
    )?;
    let start = if matches!(tokens.get(start.wrapping_sub(1)), Some(Token::Word(word)) if word == "t")
    {
        start - 1
    } else {
        start
    };
    tokens.drain(start..end);
    Some((Time { time, next_day }, offset))
}

/// Where the time is (first token, one past the last), and its hour, minute and second.
fn find_time(tokens: &[Token]) -> Option<(usize, usize, u32, u32, u32)> {
    for start in 0..tokens.len() {
        let rest = tokens.get(start..)?;
        let word_before =
            matches!(tokens.get(start.wrapping_sub(1)), Some(Token::Word(word)) if word == "t");
        let found = match rest {
            [
                Token::Number(h, 1 | 2),
                Token::Sign(':'),
                Token::Number(m, 1 | 2),
                Token::Sign(':'),
                Token::Number(s, 1 | 2),
                ..,
            ] => (5, *h, *m, *s),
            [
                Token::Number(h, 1 | 2),
                Token::Sign(':'),
                Token::Number(m, 1 | 2),
                ..,
            ] => (3, *h, *m, 0),
            [
                Token::Number(h, 1 | 2),
                Token::Word(word),
                Token::Number(m, 2),
                ..,
            ] if word == "h" => (3, *h, *m, 0),
            [Token::Number(h, 1 | 2), Token::Word(word), ..] if word == "h" => (2, *h, 0, 0),
            [Token::Number(h, 1 | 2), Token::Word(word), ..]
                if word == "pm" || (word == "am" && start > 0) =>
            {
                (1, *h, 0, 0)
            }
            [Token::Number(value, 6), ..] if word_before => {
                (1, value / 10_000, value / 100 % 100, value % 100)
            }
            [Token::Number(value, 4), ..] if word_before => (1, value / 100, value % 100, 0),
            _ => continue,
        };
        return Some((start, start + found.0, found.1, found.2, found.3));
    }
    None
}

/// `am` or `pm`, also `a.m.`: true for the second half, and how many tokens it took.
fn half_of_day(tokens: &[Token]) -> (Option<bool>, usize) {
    match tokens {
        [Token::Word(word), ..] if word == "am" || word == "pm" => (Some(word == "pm"), 1),
        [
            Token::Word(first),
            Token::Sign('.'),
            Token::Word(second),
            Token::Sign('.'),
            ..,
        ] if second == "m" && (first == "a" || first == "p") => (Some(first == "p"), 4),
        _ => (None, 0),
    }
}

/// The zone at the start of the tokens, in minutes east of UTC, and how many tokens it took.
fn take_offset(tokens: &[Token]) -> (Option<i32>, usize) {
    let (base, used) = match tokens {
        [Token::Word(word), ..] => match names::zone(word) {
            Some(minutes) => (Some(minutes), 1),
            // RFC 5322 section 4.3: an unknown alphabetic zone is to be read as UTC. Only where nothing but the zone can stand.
            None if tokens.len() == 1
                && word.len() <= 5
                && !names::filler(word)
                && names::month(word).is_none() =>
            {
                (Some(0), 1)
            }
            None => return (None, 0),
        },
        _ => (None, 0),
    };
    let Some([Token::Sign(sign @ ('+' | '-' | '−')), number @ ..]) = tokens.get(used..) else {
        return (base, used);
    };
    let (minutes, more) = match number {
        [
            Token::Number(hours, 1 | 2),
            Token::Sign(':'),
            Token::Number(minutes, 2),
            ..,
        ] => (hours * 60 + minutes, 4),
        [Token::Number(hours, 1 | 2), ..] => (hours * 60, 2),
        [Token::Number(value, 3 | 4), ..] => (value / 100 * 60 + value % 100, 2),
        _ => return (base, used),
    };
    match i32::try_from(minutes) {
        // The widest offset in use is +14:00; a wider one is a fault, and a minute or hour of it worth nothing.
        Ok(minutes) if minutes <= 24 * 60 => (
            Some(base.unwrap_or(0) + if *sign == '+' { minutes } else { -minutes }),
            used + more,
        ),
        _ => (base, used + more),
    }
}
