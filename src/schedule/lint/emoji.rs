//! Emoji: how many, and whether a screen reader has to read one again and again.

use super::finding::Found;
use super::scan::Kind;
use super::scope::Scope;

/// The same emoji this many times in a row is read aloud as many times.
const RUN: usize = 3;

pub(super) fn count(scope: &Scope<'_>, found: &mut Found) {
    let number = scope.text.all(Kind::Emoji).count();
    let most = scope.charter.max_emoji;
    if number > most
        && let Some(first) = scope.text.all(Kind::Emoji).nth(most)
    {
        found
            .at(
                first.range.clone(),
                format!("{number} emoji where the charter has at most {most}"),
            )
            .hint(format!("take out {}", number - most));
    }
}

pub(super) fn run(scope: &Scope<'_>, found: &mut Found) {
    let mut before: Option<(&str, usize, usize)> = None;
    for token in &scope.text.tokens {
        let emoji = scope.text.of(token);
        before = match (token.kind, before) {
            (Kind::Emoji, Some((same, count, start))) if same == emoji => {
                if count + 1 == RUN {
                    found
                        .at(
                            start..token.range.end,
                            format!("{emoji} comes {RUN} times or more in a row"),
                        )
                        .hint("once is enough: a screen reader reads out each");
                }
                Some((same, count + 1, start))
            }
            (Kind::Emoji, _) => Some((emoji, 1, token.range.start)),
            (Kind::Space, before) => before,
            _ => None,
        };
    }
}
