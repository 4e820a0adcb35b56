//! Length: whether a text fits its network and the charter.

use super::count::{measure, name_of};
use super::finding::Found;
use super::networks::Unit;
use super::scope::Scope;

pub(super) fn empty(scope: &Scope<'_>, found: &mut Found) {
    if scope.text.raw.trim().is_empty() {
        found
            .whole("there is no text")
            .hint("write one, or leave the draft out of the plan");
    }
}

pub(super) fn length(scope: &Scope<'_>, found: &mut Found) {
    let Some(network) = scope.charter.network else {
        return;
    };
    let limits = [
        Some((network.unit, network.length)),
        network.bytes.map(|bytes| (Unit::Bytes, bytes)),
    ];
    for (unit, most) in limits.into_iter().flatten() {
        let (length, beyond) = measure(scope.text, unit, most);
        if let Some(place) = beyond {
            let message = format!(
                "{length} {} where {} takes {most}",
                name_of(unit),
                network.name
            );
            found.at(place..scope.text.raw.len(), message).hint(format!(
                "cut {}, or write a shorter text under variants.{}",
                length - most,
                scope.channel
            ));
        }
    }
}

pub(super) fn length_charter(scope: &Scope<'_>, found: &mut Found) {
    let Some(most) = scope.charter.max_length else {
        return;
    };
    let (length, beyond) = measure(scope.text, Unit::Graphemes, most);
    if let Some(place) = beyond {
        let message = format!("{length} characters where the charter has at most {most}");
        found
            .at(place..scope.text.raw.len(), message)
            .hint(format!("cut {}", length - most));
    }
}

pub(super) fn unknown(scope: &Scope<'_>, found: &mut Found) {
    if scope.charter.network.is_none() && !scope.channel.is_empty() {
        let known = super::networks::names().join(", ");
        found
            .whole(format!("no limits are known for the channel `{}`", scope.channel))
            .hint(format!(
                "say which it is: [charter.channel.\"{}\"] network = \"...\" ({known}), or turn channel-unknown off there",
                scope.channel
            ));
    }
}
