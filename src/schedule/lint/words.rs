//! The charter's own words: banned, required, preferred, and names as they are written.

use super::finding::Found;
use super::scope::Scope;

pub(super) fn banned(scope: &Scope<'_>, found: &mut Found) {
    for (_, range) in scope.charter.banned.find(scope.words) {
        let words = scope
            .text
            .raw
            .get(range.clone())
            .unwrap_or_default()
            .to_owned();
        found
            .at(range, format!("the charter bans `{words}`"))
            .hint("say it otherwise");
    }
}

pub(super) fn required(scope: &Scope<'_>, found: &mut Found) {
    let required = &scope.charter.required;
    if !required.is_empty()
        && required.find(scope.words).is_empty()
        && !scope.text.raw.trim().is_empty()
    {
        let given: Vec<String> = required
            .given
            .iter()
            .map(|words| format!("`{words}`"))
            .collect();
        let (message, hint) = match given.as_slice() {
            [one] => (format!("the charter wants {one}"), "add it"),
            several => (
                format!("the charter wants one of {}", several.join(", ")),
                "add one",
            ),
        };
        found.whole(message).hint(hint);
    }
}

pub(super) fn replace(scope: &Scope<'_>, found: &mut Found) {
    for (place, range) in scope.charter.replace.find(scope.words) {
        let words = scope
            .text
            .raw
            .get(range.clone())
            .unwrap_or_default()
            .to_owned();
        let instead = scope
            .charter
            .replacements
            .get(place)
            .cloned()
            .unwrap_or_default();
        found
            .at(range, format!("the charter has another word for `{words}`"))
            .hint(format!("write `{instead}`"));
    }
}

pub(super) fn names(scope: &Scope<'_>, found: &mut Found) {
    for (place, range) in scope.charter.names.find(scope.words) {
        let written = scope.text.raw.get(range.clone()).unwrap_or_default();
        let Some(name) = scope.charter.names.given.get(place) else {
            continue;
        };
        let before = scope
            .text
            .raw
            .get(..range.start)
            .and_then(|before| before.chars().next_back());
        let in_hashtag = matches!(before, Some('#' | '＃'));
        // In a line of capitals the name is in capitals too.
        let shouted = !written.chars().any(char::is_lowercase)
            && name.to_uppercase() == written
            && name.chars().count() > 4;
        let same = written.replace('’', "'") == name.replace('’', "'");
        if !same && !in_hashtag && !shouted {
            found
                .at(
                    range.clone(),
                    format!("`{written}` is not how the name is written"),
                )
                .hint(format!("write {name}"))
                .fix(name.clone());
        }
    }
}
