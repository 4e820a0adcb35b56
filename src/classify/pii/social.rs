//! French social security numbers: sex, year, month, department, commune, rank and the key that is checked (numéro d'inscription au répertoire).

use super::digits::{Gap, Numbers};
use super::words::stem_before;
use super::{Found, Pii};

/// Stems of words that say that such a number comes: then it may lack its key, or have a wrong one.
const STEMS: &[&str] = &["secu", "nir", "insee", "vitale"];

/// How the number is written, with its key and without.
const SIZES: &[&[usize]] = &[
    &[1, 2, 2, 2, 3, 3, 2],
    &[13, 2],
    &[15],
    &[1, 2, 2, 2, 3, 3],
    &[13],
];

/// Digits with the key.
const WHOLE: usize = 15;

/// Numbers, appended in their order.
pub(super) fn find(numbers: Numbers<'_>, found: &mut Vec<Found>) {
    let mut at = 0;
    while at < numbers.groups.len() {
        let whole = SIZES.iter().find(|sizes| is_number(numbers, at, sizes));
        let groups = whole.map_or(1, |sizes| sizes.len());
        if whole.is_some()
            && let (Some(first), Some(last)) =
                (numbers.groups.get(at), numbers.groups.get(at + groups - 1))
        {
            found.push(Found {
                kind: Pii::SocialSecurity,
                start: first.start,
                end: last.end,
            });
        }
        at += groups;
    }
}

/// Whether groups of these sizes are such a number.
fn is_number(numbers: Numbers<'_>, first: usize, sizes: &[usize]) -> bool {
    let Some(groups) = numbers.groups.get(first..first + sizes.len()) else {
        return false;
    };
    let is_sized = groups
        .iter()
        .zip(sizes)
        .all(|(group, size)| group.len() == *size);
    let joined = |at| matches!(numbers.gap(at), Gap::Space | Gap::Dot | Gap::Dash);
    let (Some(start), Some(end)) = (groups.first(), groups.last()) else {
        return false;
    };
    if !is_sized
        || !(first..first + sizes.len() - 1).all(joined)
        || !numbers.stands_alone(start.start, end.end)
    {
        return false;
    }
    let digits = groups.iter().flat_map(|group| numbers.digits(*group));
    let number = digits.fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    let has_key = sizes.iter().sum::<usize>() == WHOLE;
    let (body, key) = if has_key {
        (number / 100, number % 100)
    } else {
        (number, 0)
    };
    let month = body / 100_000_000 % 100;
    // Unknown months are counted from 20 on.
    let is_born = matches!(month, 1..=12 | 20..=42 | 50..=99);
    let is_person = matches!(body / 1_000_000_000_000, 1..=4 | 7 | 8);
    let is_right = has_key && key == 97 - body % 97;
    is_born && is_person && (is_right || stem_before(numbers.text, start.start, 40, STEMS))
}
