//! Whether terms stand close to each other: the time grows with the post and with the terms, never with pairs of them.

use super::matching::Places;
use super::node::Near;
use super::subject::Prepared;
use super::term::Term;

/// Posts with more words than that make NEAR allocate: 64 words of text a number.
const ON_STACK: usize = 32;

/// Where one side of a NEAR begins and ends, a bit for each place of the post.
struct Marks<'m> {
    starts: &'m mut [u64],
    ends: &'m mut [u64],
}

/// The terms of the left side that have one of the right side near them; the other way round for the right.
pub(super) fn near_terms<'q>(near: &'q Near, post: &Prepared, each: &mut dyn FnMut(&'q Term)) {
    let mut any = false;
    with_marks(&near.right, post, |right| {
        for term in near
            .left
            .iter()
            .filter(|term| touches(term, right, near, true, post))
        {
            any = true;
            each(term);
        }
    });
    if any {
        with_marks(&near.left, post, |left| {
            let touched = near.right.iter();
            touched
                .filter(|term| touches(term, left, near, false, post))
                .for_each(&mut *each);
        });
    }
}

/// Whether the two sides stand close to each other somewhere.
pub(super) fn is_near(near: &Near, post: &Prepared) -> bool {
    let mut any = false;
    with_marks(&near.right, post, |right| {
        any = near
            .left
            .iter()
            .any(|term| touches(term, right, near, true, post));
    });
    any
}

/// Marks the places of some terms and hands the marks on, if there are any.
fn with_marks(terms: &[Term], post: &Prepared, then: impl FnOnce(&Marks<'_>)) {
    let places = post.tokens.last().map_or(0, |token| token.place + 1);
    let size = places.div_ceil(64);
    let mut small = [0_u64; 2 * ON_STACK];
    let mut large = Vec::new();
    let both = if size <= ON_STACK {
        &mut small[..2 * size]
    } else {
        large.resize(2 * size, 0);
        &mut large[..]
    };
    let (starts, ends) = both.split_at_mut(size);
    let mut any = false;
    for (start, end) in terms.iter().flat_map(|term| Places::of(term, post)) {
        any = true;
        set(starts, start);
        set(ends, end);
    }
    if any {
        then(&Marks { starts, ends });
    }
}

/// Whether a term stands close to what is marked.
fn touches(term: &Term, marks: &Marks<'_>, near: &Near, is_left: bool, post: &Prepared) -> bool {
    let (before, after) = (!near.in_order || is_left, !near.in_order || !is_left);
    Places::of(term, post).any(|(start, end)| {
        before && any_set(marks.starts, end + 1, end + 1 + near.words)
            || after
                && start > 0
                && any_set(marks.ends, start.saturating_sub(1 + near.words), start - 1)
    })
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

/// Whether a bit from `first` to `last`, both included, is set.
fn any_set(bits: &[u64], first: usize, last: usize) -> bool {
    (first / 64..=last / 64).any(|at| {
        let word = bits.get(at).copied().unwrap_or(0);
        let from = if at == first / 64 { first % 64 } else { 0 };
        let to = if at == last / 64 { last % 64 } else { 63 };
        word >> from << from << (63 - to) != 0
    })
}
