//! Every label that is not the default has its reason.

use crate::classify::{Labeler, Message, Model, Options, Scratch};
use crate::record::{Intent, Labels, Sentiment};

fn explained(text: &str, followers: Option<u64>) -> Labels {
    let options = Options {
        explain: true,
        ..Options::default()
    };
    let message = Message {
        text,
        author_followers: followers,
        ..Message::default()
    };
    Labeler::new(Model::shipped(), options).label(&mut Scratch::new(), &message)
}

#[test]
fn every_label_that_is_not_the_default_has_a_reason() {
    for text in [
        "Toujours pas reçu mon colis, c'est honteux",
        "My lawyer will sue you, your cream burned my skin",
        "I love it",
        "hm",
        "Bonjour, à quelle heure ouvrez-vous ?",
        "URGENT le site est en panne depuis ce matin, je pars demain",
        "You idiots, I will come to your shop and kill you",
        "Win a free iPhone now, click here https://x.example",
        "Journalist at Le Monde, I investigate your suppliers and need a statement today",
        "Boycottez cette marque raciste, faites tourner",
        "12",
        "aaa bbb ccc",
    ] {
        for followers in [None, Some(250_000)] {
            let labels = explained(text, followers);
            let mut told = vec!["lang", "department", "stance", "priority", "urgency"];
            let others = [
                ("sentiment", labels.sentiment != Sentiment::Neutral),
                ("intent", labels.intent != Intent::Other),
                ("level", labels.level > 1),
                ("toxicity", labels.toxicity >= 0.3),
                ("spam", labels.spam >= 0.3),
            ];
            told.extend(
                others
                    .iter()
                    .filter(|(_, told)| *told)
                    .map(|(name, _)| name),
            );
            for label in told {
                let reasons = labels.why.get(label).map_or(0, Vec::len);
                assert!(reasons > 0, "{text}: {label}: {labels:?}");
            }
        }
    }
}

#[test]
fn the_weightiest_reason_comes_first() {
    let labels = explained("Merci, tout va bien", Some(1_000_000));
    assert_eq!(labels.why["priority"][0], "author followed by 1000000");
    let labels = explained(
        "URGENT: someone was injured by your product, an open problem remains",
        None,
    );
    let first = labels.why["urgency"].first().map_or("", String::as_str);
    assert!(first.starts_with("rule: injury"), "{:?}", labels.why);
    assert_eq!(labels.why["priority"][0], "level 3", "{:?}", labels.why);
}
