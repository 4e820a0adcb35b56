//! Pictures and films: how many, of which kind, and what is said to those who do not see them.

use unicode_segmentation::UnicodeSegmentation;

use super::finding::Found;
use super::scope::Scope;
use crate::record::Media;

/// The draft's media; each channel has one text, so they are looked at once for each channel.
fn media<'a>(scope: &Scope<'a>) -> &'a [Media] {
    scope.subject.media.as_deref().unwrap_or_default()
}

fn is(media: &Media, kind: &str) -> bool {
    media.media_type.as_deref() == Some(kind)
}

pub(super) fn missing(scope: &Scope<'_>, found: &mut Found) {
    let Some(network) = scope
        .charter
        .network
        .filter(|network| network.media_required)
    else {
        return;
    };
    if scope.subject.media.as_ref().is_some_and(Vec::is_empty) {
        found
            .whole(format!(
                "{} shows nothing without a picture or a film",
                network.name
            ))
            .hint("add one to media");
    }
}

pub(super) fn count(scope: &Scope<'_>, found: &mut Found) {
    let number = media(scope).len();
    if let Some(network) = scope.charter.network
        && let Some(most) = network.media.filter(|most| number > *most)
    {
        found
            .whole(format!(
                "{number} pictures and films where {} takes {most}",
                network.name
            ))
            .hint(format!("leave out {}", number - most));
    }
}

pub(super) fn mix(scope: &Scope<'_>, found: &mut Found) {
    let Some(network) = scope.charter.network.filter(|network| !network.media_mixed) else {
        return;
    };
    let all = media(scope);
    if all.iter().any(|one| is(one, "image")) && all.iter().any(|one| is(one, "video")) {
        found
            .whole(format!(
                "{} takes pictures or a film, not both",
                network.name
            ))
            .hint("make two posts of it");
    } else if all.iter().filter(|one| is(one, "video")).count() > 1 {
        found
            .whole(format!("{} takes one film in a post", network.name))
            .hint("leave the others out");
    }
}

pub(super) fn alt_missing(scope: &Scope<'_>, found: &mut Found) {
    for (place, one) in media(scope).iter().enumerate() {
        let has = one
            .alt
            .as_deref()
            .is_some_and(|alt| alt.chars().any(char::is_alphanumeric));
        if !has && !is(one, "video") && !is(one, "audio") {
            found
                .whole(format!("picture {} has no alt text", place + 1))
                .hint("say in a sentence what it shows, in alt");
        }
    }
}

pub(super) fn alt_length(scope: &Scope<'_>, found: &mut Found) {
    let Some(network) = scope.charter.network else {
        return;
    };
    let Some(most) = network.alt else {
        return;
    };
    for (place, one) in media(scope).iter().enumerate() {
        let length = one
            .alt
            .as_deref()
            .map_or(0, |alt| alt.graphemes(true).count());
        if length > most {
            let message = format!(
                "the alt text of picture {} has {length} characters where {} takes {most}",
                place + 1,
                network.name
            );
            found.whole(message).hint(format!("cut {}", length - most));
        }
    }
}
