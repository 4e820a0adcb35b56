//! French: spaces before marks and inside guillemets, numbers and units, ordinals, accents on capitals, œ.

use super::super::finding::Found;
use super::super::hygiene::begins_sentence;
use super::super::scan::{Kind, Text, Token};
use super::super::scope::Scope;

const THIN: &str = "\u{202f}";
const FULL: &str = "\u{a0}";

fn is_no_break(spaces: &str) -> bool {
    spaces.ends_with(['\u{a0}', '\u{202f}'])
}

pub(super) fn space(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind != Kind::Mark {
            continue;
        }
        match text.of(token) {
            mark @ (";" | "!" | "?") if !scope.canadian => before(text, place, mark, THIN, found),
            mark @ (":" | "»") => before(text, place, mark, FULL, found),
            "«" => after_guillemet(text, place, found),
            _ => {}
        }
    }
}

/// The space before a mark: there, and one that does not break.
fn before(text: &Text<'_>, place: usize, mark: &str, wanted: &str, found: &mut Found) {
    let (Some(token), Some(previous)) = (text.token(place), text.before(place)) else {
        return;
    };
    let name = if wanted == THIN { "U+202F" } else { "U+00A0" };
    if previous.kind == Kind::Space {
        let word = place.checked_sub(2).and_then(|place| text.token(place));
        let spaces = text.of(previous);
        // After a link the space must stay: some networks take a no-break space for part of the address.
        let kept = Text::is_edge(word) || word.is_some_and(|word| word.kind == Kind::Link);
        if !is_no_break(spaces) && spaces.chars().count() == 1 && !kept {
            found
                .at(
                    previous.range.clone(),
                    format!("the line may break before `{mark}`"),
                )
                .hint(format!("put a no-break space ({name})"))
                .fix(wanted);
        }
        return;
    }
    let prose = match previous.kind {
        Kind::Word | Kind::Number | Kind::Hashtag => true,
        Kind::Mark => matches!(
            text.of(previous),
            ")" | "]" | "»" | "%" | "€" | "$" | "…" | "”"
        ),
        _ => false,
    };
    // `&eacute;` and `12:30` are no prose; a colon within a word (`nous:là`) is one of a kind.
    let entity = mark == ";"
        && place
            .checked_sub(2)
            .is_some_and(|place| text.is(text.token(place), "&"));
    let inside = text.token(place + 1).is_some_and(|next| {
        matches!(
            next.kind,
            Kind::Word | Kind::Number | Kind::Hashtag | Kind::Mention
        )
    });
    let joined = inside && matches!(mark, ":" | "?" | "!") && !matches!(text.of(token), "»");
    if prose && !entity && !joined {
        found
            .at(
                token.range.start..token.range.start,
                format!("no space stands before `{mark}`"),
            )
            .hint(format!("put a no-break space ({name})"))
            .fix(wanted);
    }
}

fn after_guillemet(text: &Text<'_>, place: usize, found: &mut Found) {
    let (Some(token), Some(next)) = (text.token(place), text.token(place + 1)) else {
        return;
    };
    match next.kind {
        Kind::Space if !is_no_break(text.of(next)) && text.of(next).chars().count() == 1 => {
            found
                .at(next.range.clone(), "the line may break after `«`")
                .hint("put a no-break space (U+00A0)")
                .fix(FULL);
        }
        Kind::Space | Kind::Break => {}
        _ => {
            found
                .at(
                    token.range.end..token.range.end,
                    "no space stands after `«`",
                )
                .hint("put a no-break space (U+00A0)")
                .fix(FULL);
        }
    }
}

/// What a number is not parted from.
const UNITS: &[&str] = &[
    "%", "€", "$", "£", "km", "kg", "cm", "mm", "ml", "cl", "Go", "Mo", "To", "Ko", "h", "min",
    "M€", "k€", "°C",
];

pub(super) fn number(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind == Kind::Mark && ["€", "$", "£"].contains(&text.of(token)) {
            amount_after(text, place, found);
        }
        if token.kind != Kind::Number {
            continue;
        }
        let Some(next) = text.token(place + 1) else {
            continue;
        };
        if next.kind == Kind::Mark && ["%", "€", "£"].contains(&text.of(next)) {
            found
                .at(
                    token.range.end..token.range.end,
                    format!("no space stands before `{}`", text.of(next)),
                )
                .hint("put a no-break space (U+00A0)")
                .fix(FULL);
        } else if next.kind == Kind::Space && text.of(next) == " " {
            let Some(after) = text.token(place + 2) else {
                continue;
            };
            if UNITS.contains(&text.of(after)) {
                found
                    .at(
                        next.range.clone(),
                        format!("the line may break before `{}`", text.of(after)),
                    )
                    .hint("put a no-break space (U+00A0)")
                    .fix(FULL);
            } else if groups(text, place, token, after) {
                found
                    .at(next.range.clone(), "the line may break inside the number")
                    .hint("put a no-break space (U+202F)")
                    .fix(THIN);
            }
        }
    }
}

/// `10 000`: one to three digits, then exactly three, and no telephone number.
fn groups(text: &Text<'_>, place: usize, token: &Token, after: &Token) -> bool {
    let digits =
        |token: &Token| Some(text.of(token)).filter(|raw| raw.bytes().all(|b| b.is_ascii_digit()));
    let (Some(head), Some(tail)) = (digits(token), digits(after)) else {
        return false;
    };
    let alone = !place
        .checked_sub(2)
        .and_then(|place| text.token(place))
        .is_some_and(|token| token.kind == Kind::Number);
    after.kind == Kind::Number
        && head.len() <= 3
        && !head.starts_with('0')
        && tail.len() == 3
        && alone
}

fn amount_after(text: &Text<'_>, place: usize, found: &mut Found) {
    let (Some(sign), Some(amount)) = (text.token(place), text.token(place + 1)) else {
        return;
    };
    let lonely = text
        .before(place)
        .is_none_or(|before| matches!(before.kind, Kind::Space | Kind::Break | Kind::Mark));
    if amount.kind == Kind::Number && lonely {
        found
            .at(
                sign.range.start..amount.range.end,
                "the currency stands before the amount",
            )
            .hint(format!("write {} {}", text.of(amount), text.of(sign)));
    }
}

pub(super) fn ordinal(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for token in &text.tokens {
        if !matches!(token.kind, Kind::Number | Kind::Word) {
            continue;
        }
        let raw = text.of(token);
        let digits = raw
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X')))
            .unwrap_or(raw.len());
        let Some((number, ending)) = raw.split_at_checked(digits) else {
            continue;
        };
        let right = match ending {
            "ème" | "eme" | "ième" | "ieme" | "è" | "éme" => "e",
            "èmes" | "emes" | "ièmes" | "iemes" => "es",
            "ère" | "ere" if number == "1" || number == "I" => "re",
            "ier" if number == "1" || number == "I" => "er",
            _ => continue,
        };
        if !number.is_empty() {
            found
                .at(
                    token.range.clone(),
                    format!("`{raw}` is not how ordinals are shortened"),
                )
                .hint(format!("write {number}{right}"))
                .fix(format!("{number}{right}"));
        }
    }
}

/// Words that begin with an accented capital, without it and with it.
#[rustfmt::skip]
const CAPITALS: &[(&str, &str)] = &[
    ("Ca", "Ça"), ("Etat", "État"), ("Etats", "États"), ("Ecole", "École"), ("Ecoles", "Écoles"), ("Ete", "Été"), ("Eté", "Été"), ("Etude", "Étude"),
    ("Etudes", "Études"), ("Etudiant", "Étudiant"), ("Etudiante", "Étudiante"), ("Etudiants", "Étudiants"), ("Etudiantes", "Étudiantes"),
    ("Eglise", "Église"), ("Edition", "Édition"), ("Editions", "Éditions"), ("Editeur", "Éditeur"), ("Editrice", "Éditrice"), ("Edito", "Édito"),
    ("Election", "Élection"), ("Elections", "Élections"), ("Elève", "Élève"), ("Elèves", "Élèves"), ("Energie", "Énergie"), ("Energies", "Énergies"),
    ("Emission", "Émission"), ("Emissions", "Émissions"), ("Equipe", "Équipe"), ("Equipes", "Équipes"), ("Equipement", "Équipement"),
    ("Ethique", "Éthique"), ("Etoile", "Étoile"), ("Etoiles", "Étoiles"), ("Etre", "Être"), ("Etes", "Êtes"), ("Etes-vous", "Êtes-vous"),
    ("Evénement", "Événement"), ("Evénements", "Événements"), ("Evènement", "Évènement"), ("Evènements", "Évènements"), ("Evidemment", "Évidemment"),
    ("Evolution", "Évolution"), ("Evaluation", "Évaluation"), ("Ecologie", "Écologie"), ("Ecologique", "Écologique"), ("Economie", "Économie"),
    ("Economique", "Économique"), ("Economisez", "Économisez"), ("Ecoute", "Écoute"), ("Ecoutez", "Écoutez"), ("Ecrire", "Écrire"),
    ("Ecrivez", "Écrivez"), ("Ecran", "Écran"), ("Ecrans", "Écrans"), ("Egalement", "Également"), ("Egalité", "Égalité"), ("Eclairage", "Éclairage"),
    ("Echange", "Échange"), ("Echanges", "Échanges"), ("Echangez", "Échangez"), ("Echangeons", "Échangeons"), ("Emotion", "Émotion"),
    ("Emotions", "Émotions"), ("Epicerie", "Épicerie"), ("Epoque", "Époque"), ("Etape", "Étape"), ("Etapes", "Étapes"), ("Etonnant", "Étonnant"),
    ("Evitez", "Évitez"), ("Eviter", "Éviter"), ("Ile", "Île"), ("Iles", "Îles"), ("Enorme", "Énorme"), ("Enormément", "Énormément"), ("Ere", "Ère"),
    ("Etant", "Étant"), ("Etait", "Était"), ("Eteindre", "Éteindre"), ("Etranger", "Étranger"), ("Evadez-vous", "Évadez-vous"),
];
/// Latin after a capital A, which takes no accent.
const LATIN: &[&str] = &[
    "priori",
    "posteriori",
    "contrario",
    "minima",
    "maxima",
    "fortiori",
    "cappella",
];

pub(super) fn capital_accent(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let word = text.of(token);
        if word == "A" && begins_sentence(text, place) && preposition(text, place) {
            found
                .at(token.range.clone(), "the capital has lost its accent")
                .hint("write À")
                .fix("À");
            continue;
        }
        let cut = word.rfind(['\'', '’']).map_or(0, |at| {
            at + if word.as_bytes().get(at) == Some(&b'\'') {
                1
            } else {
                3
            }
        });
        let own = word.get(cut..).unwrap_or(word);
        if let Some((_, right)) = CAPITALS.iter().find(|(wrong, _)| *wrong == own) {
            let start = token.range.start + cut;
            found
                .at(start..token.range.end, "the capital has lost its accent")
                .hint(format!("write {right}"))
                .fix(*right);
        }
    }
}

/// Whether a lone `A` is the preposition: a word in small letters follows.
fn preposition(text: &Text<'_>, place: usize) -> bool {
    let spaced = text
        .token(place + 1)
        .is_some_and(|next| next.kind == Kind::Space);
    let next = text
        .token(place + 2)
        .filter(|next| next.kind == Kind::Word)
        .map(|next| text.of(next));
    spaced
        && next.is_some_and(|next| {
            next.chars().next().is_some_and(char::is_lowercase) && !LATIN.contains(&next)
        })
}

/// Words whose `oe` is one letter, without their endings.
const LIGATURES: &[&str] = &[
    "coeur",
    "soeur",
    "oeuvre",
    "oeil",
    "oeuf",
    "boeuf",
    "voeu",
    "noeud",
    "moeurs",
    "choeur",
    "manoeuvre",
    "oedème",
    "oeno",
    "foet",
    "rancoeur",
    "écoeur",
    "oeillet",
    "oecumén",
    "désoeuvr",
];

pub(super) fn ligature(scope: &Scope<'_>, found: &mut Found) {
    for token in scope.text.all(Kind::Word) {
        let word = scope.text.of(token);
        let Some(at) = word.to_lowercase().find("oe") else {
            continue;
        };
        let lower = word.to_lowercase();
        let parts = lower.split(['\'', '’', '-']);
        let has = parts
            .clone()
            .any(|part| LIGATURES.iter().any(|stem| part.starts_with(stem)));
        let pair = word.get(at..at + 2);
        if let Some(pair) = pair.filter(|pair| has && pair.eq_ignore_ascii_case("oe")) {
            let one = match pair {
                "oe" => "œ",
                _ => "Œ",
            };
            let start = token.range.start + at;
            let right = word.replacen(pair, one, 1);
            found
                .at(start..start + 2, format!("`{pair}` is one letter here"))
                .hint(format!("write {right}"))
                .fix(one);
        }
    }
}
