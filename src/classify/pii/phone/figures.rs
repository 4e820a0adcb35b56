//! Figures that begin like a number to call and are none: dates and times, lists of figures.

use super::{Run, Start};
use crate::classify::pii::digits::{Gap, Numbers};

/// Whether the groups begin with a date: `05/12/26-06/12`, `07.11.26 14.30`, `05/2026-06`. The marks of a number to call are the same
/// everywhere, or a slash or dash stands behind its first group only.
pub(super) fn is_date(run: &Run) -> bool {
    let (gaps, sizes) = (run.gaps(), run.sizes());
    let is_mark = |gap: &Gap| matches!(gap, Gap::Slash | Gap::Dot | Gap::Dash);
    if run.gap().is_some() || !gaps.first().is_some_and(is_mark) {
        return false;
    }
    let figure = |at: usize| run.digit(at) * 10 + run.digit(at + 1);
    let is_month = |at: usize| (1..=12).contains(&figure(at));
    // The same mark again before the year, or after the next day.
    let repeats = gaps.iter().skip(1).any(|gap| Some(gap) == gaps.first());
    match sizes {
        [2, 2, ..] => (1..=31).contains(&figure(0)) && is_month(2) && repeats,
        [2, 4, ..] => is_month(0) && matches!(figure(2), 19 | 20),
        _ => false,
    }
}

/// Whether the number ends where a blank and another figure follow: "06 12 34 56 78 18h", but not "06 12 34 56 78 90 12". A figure like the last
/// group may be of a list; a list has more of them, or rises from the first figure to the last.
pub(super) fn ends_before_figure(
    numbers: Numbers<'_>,
    last: usize,
    run: &Run,
    start: Start,
) -> bool {
    let size = run.sizes().last().copied().unwrap_or_default();
    match figures_after(numbers, last, size) {
        0 => true,
        _ if size > 5 => true,
        1 if size == 2 && start == Start::Plus => true,
        1 if size == 2 && run.starts_with("0") => {
            !rises(numbers, last + 1 - run.group_count, last + 1)
        }
        _ => false,
    }
}

/// How many figures of that many digits follow, up to another number to call, which begins with a zero.
fn figures_after(numbers: Numbers<'_>, last: usize, size: usize) -> usize {
    let next = numbers.groups.iter().enumerate().skip(last + 1).take(2);
    next.take_while(|(at, group)| {
        numbers.gap(at - 1) == Gap::Space
            && group.len() == size
            && !numbers.digits(**group).starts_with(b"0")
    })
    .count()
}

/// Whether each figure from one group to another is greater than the one before it, as those of a draw are.
fn rises(numbers: Numbers<'_>, first: usize, last: usize) -> bool {
    let groups = numbers.groups.get(first..=last).unwrap_or_default();
    groups
        .array_windows()
        .all(|[a, b]| a.len() == b.len() && numbers.digits(*a) < numbers.digits(*b))
}
