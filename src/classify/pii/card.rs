//! Payment cards: known prefixes, lengths and the check digit (ISO/IEC 7812, annex B; Luhn 1960).

use super::digits::{Gap, Numbers};
use super::words::stem_before;
use super::{Found, Pii};

/// Words that make thirteen digits a card and not the bar code of a product.
const CARD_WORDS: &[&str] = &["card", "cart", "karte", "kredit", "tarjeta", "visa", "cb"];

/// Cards, appended in their order.
pub(super) fn find(numbers: Numbers<'_>, found: &mut Vec<Found>) {
    let mut at = 0;
    while at < numbers.groups.len() {
        at += match card_at(numbers, at) {
            Some((one, groups)) => {
                found.push(one);
                groups
            }
            None => 1,
        };
    }
}

/// A card that begins with a group, and how many groups it takes.
fn card_at(numbers: Numbers<'_>, first: usize) -> Option<(Found, usize)> {
    let start = numbers.groups.get(first)?.start;
    let mut digits = [0_u8; 19];
    let mut sizes = [0_usize; 5];
    let mut taken = 0;
    let mut groups = 0;
    let mut end = start;
    let mut mark = None;
    for (place, group) in numbers.groups.iter().skip(first).enumerate() {
        let read = numbers.digits(*group);
        digits
            .get_mut(taken..taken + read.len())?
            .copy_from_slice(read);
        taken += read.len();
        *sizes.get_mut(place)? = read.len();
        groups += 1;
        end = group.end;
        let is_whole = is_grouped(sizes.get(..groups)?)
            && is_card(digits.get(..taken)?)
            && numbers.stands_alone(start, end)
            && !goes_on(numbers, first, groups);
        if is_whole {
            break;
        }
        // The same mark between all groups.
        let gap = numbers.gap(first + place);
        if !matches!(gap, Gap::Space | Gap::Dash | Gap::Dot) || *mark.get_or_insert(gap) != gap {
            return None;
        }
    }
    let is_bar_code =
        groups == 1 && taken == 13 && !stem_before(numbers.text, start, 40, CARD_WORDS);
    let is_whole = is_grouped(sizes.get(..groups)?) && is_card(digits.get(..taken)?);
    let one = Found {
        kind: Pii::Card,
        start,
        end,
    };
    (is_whole && !is_bar_code && !begins_inside(numbers, first)).then_some((one, groups))
}

/// How the digits of a card are printed.
fn is_grouped(sizes: &[usize]) -> bool {
    matches!(
        sizes,
        [13..=19]
            | [4, 4, 4, 4]
            | [4, 4, 4, 4, 1..=3]
            | [4, 6, 4 | 5]
            | [4, 3, 3, 3]
            | [8, 8]
            | [6, 13]
    )
}

/// Whether the number is the middle of a figure: a decimal, part of an address.
fn begins_inside(numbers: Numbers<'_>, first: usize) -> bool {
    let before = first.checked_sub(1).map(|before| numbers.gap(before));
    matches!(before, Some(Gap::Dot | Gap::Dash | Gap::Tight))
}

fn goes_on(numbers: Numbers<'_>, first: usize, groups: usize) -> bool {
    matches!(
        numbers.gap(first + groups - 1),
        Gap::Dot | Gap::Dash | Gap::Tight
    )
}

/// Prefix, length and check digit.
fn is_card(digits: &[u8]) -> bool {
    let prefix = |len: usize| {
        let head = digits.get(..len).unwrap_or_default();
        head.iter()
            .fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'))
    };
    let known = match digits.len() {
        13 => prefix(1) == 4,
        14 => matches!(prefix(3), 300..=305 | 360..=369 | 380..=399),
        15 => matches!(prefix(2), 34 | 37),
        16 => {
            matches!(prefix(1), 4)
                || matches!(prefix(2), 51..=55 | 62 | 65 | 50 | 56..=58 | 67)
                || matches!(prefix(4), 2221..=2720 | 3528..=3589 | 6011 | 6304)
                || matches!(prefix(3), 644..=649)
        }
        17 | 18 => matches!(prefix(2), 62 | 67 | 50),
        19 => matches!(prefix(2), 62 | 65 | 67 | 50) || prefix(1) == 4,
        _ => false,
    };
    known && luhn(digits) && digits.iter().any(|digit| Some(digit) != digits.first())
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            match place % 2 {
                0 => digit,
                _ => digit * 2 / 10 + digit * 2 % 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
