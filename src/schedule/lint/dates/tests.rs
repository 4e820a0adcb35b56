//! What is said of dates, and what is not: with the language named, and without.

use super::super::tests::{linter, subject};
use crate::record::Draft;
use crate::schedule::lint::Dictionaries;

/// Rules broken by a text that goes out on Tuesday 24 November 2026 at 10:00 in Paris, and their hints.
fn of(text: &str) -> Vec<(String, String)> {
    let draft = Draft {
        id: "d".to_owned(),
        text: Some(text.to_owned()),
        at: Some("2026-11-24T09:00:00Z".parse().unwrap()),
        ..Draft::default()
    };
    let findings = linter("", Dictionaries::default()).check(&subject(&draft));
    findings
        .into_iter()
        .filter(|finding| finding.rule.starts_with("date-"))
        .map(|finding| (finding.rule, finding.hint.unwrap_or_default()))
        .collect()
}

fn each_breaks(rule: &str, texts: &[&str]) {
    for text in texts {
        let found = of(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, rule, "{text}");
    }
}

fn none_breaks(texts: &[&str]) {
    for text in texts {
        assert_eq!(of(text), [], "{text}");
    }
}

#[test]
fn invitations_to_a_day_that_is_over() {
    each_breaks(
        "date-past",
        &[
            "Join us on 20 November 2026",
            "Open day on Friday 20 November",
            "Open day on 20/11/2026",
            "See you on November 20th at the shop",
            "The workshop will take place on 20 November.",
            "Register by Friday 20 November",
            "Portes ouvertes le 20/11/2026",
            "Portes ouvertes ven. 20/11",
            "Journée portes ouvertes : vendredi 20 novembre",
            "Venez nous voir le 20 novembre",
            "Rendez-vous le 20 novembre",
            "Rejoignez-nous à Lyon le 20 novembre !",
            "Nous vous attendons le vendredi 20 novembre.",
            "L’atelier aura lieu le 20 novembre.",
            "Merci de répondre avant le 20 novembre",
            "Vous avez jusqu’au 20 novembre pour répondre",
        ],
    );
    none_breaks(&[
        "Merci à tous pour le 20 novembre",
        "Merci à ceux qui sont venus le 20 novembre",
        "Merci de nous avoir rejoints le 20 novembre",
        "Open since 20 November 2025",
        "Venez voir le film sorti le 20 novembre",
        "Come and see the shop we opened on 20 November",
        "Ouvert depuis le 20 novembre 2025",
        "Venez voir les photos du 20 novembre",
        "Nos portes ouvertes du 20 novembre en images",
        "Les portes ouvertes du vendredi 20 novembre ont attiré 300 personnes",
        "Thank you for joining us on 20 November",
        "Thanks to those who could join us on 20 November",
        "It was great to see you on 20 November!",
        "Great to see you on 20 November!",
        "Happy to meet you on 20 November",
        "The sale was on until 20 November",
        "Rendez-vous du 20 au 26 novembre",
        "Rendez-vous du vendredi 20 au jeudi 26 novembre",
        "Venez du 20 novembre au 26 novembre",
        "Join us from 20 November to 26 November",
        "Le 20 novembre, nous étions à Lyon. Rendez-vous le 26 novembre !",
        "Join us on 26 November 2026",
        "Open day on Friday 27 November",
    ]);
}

#[test]
fn days_counted_from_that_of_the_post() {
    each_breaks(
        "date-slot",
        &[
            "Today, Monday 23 November",
            "Tomorrow, Thursday 26 November",
            "Demain, jeudi 26 novembre",
            "Ce soir à 18 h, mercredi 25 novembre",
            "Ce soir dès 18h30, mercredi 25 novembre",
            "Tonight at 7 pm, Wednesday 25 November",
            "Aujourd’hui, lundi 23 novembre",
            "See you tomorrow, Thursday",
        ],
    );
    none_breaks(&[
        "Today, Tuesday 24 November",
        "Tomorrow, Wednesday 25 November",
        "Ce soir à 18 h, mardi 24 novembre",
        "Ce soir à 18 h, mercredi 25 novembre à 19 h",
        "Ouvert aujourd’hui de 9 h à 18 h, samedi de 9 h à 12 h",
        "Ce soir à 18 h. Mercredi 25 novembre, relâche.",
    ]);
}

#[test]
fn weekdays_of_short_and_shared_dates() {
    each_breaks(
        "date-weekday",
        &[
            "Mon 24/11",
            "Rendez-vous lun. 24/11",
            "Closed on Thur 24 November",
            "mercredi 24 et mercredi 25 novembre",
            "lundi 24, mercredi 25 et jeudi 26 novembre",
            "mardi 30 et mardi 1er décembre",
            "Wednesday 24 and Wednesday 25 November",
        ],
    );
    none_breaks(&[
        "mardi 24 et mercredi 25 novembre",
        "mardi 24, mercredi 25 et jeudi 26 novembre",
        "lundi 30 et mardi 1er décembre",
        "Tue 24/11 and Wed 25/11",
        "Closed Tuesday 24 and Wednesday 25 November",
        "mercredi 24 personnes et mercredi 25 novembre",
        "Monday 11/12",
    ]);
    let hint = |text| of(text)[0].1.clone();
    assert_eq!(
        hint("mercredi 1er décembre"),
        "write mardi 1er décembre or mercredi 2 décembre"
    );
}
