//! Tests of whole judgements.

use proptest::prelude::{any, prop, proptest};

use super::{Labeler, Scratch};
use crate::classify::Corrections;
use crate::classify::message::{Message, Options};
use crate::classify::model::Model;
use crate::jsonl::Worker;
use crate::record::{Intent, Labels, Sentiment, Stance};

fn label_with(message: &Message<'_>, options: Options) -> Labels {
    Labeler::new(Model::shipped(), options).label(&mut Scratch::new(), message)
}

fn label(text: &str) -> Labels {
    label_with(
        &Message {
            text,
            ..Message::default()
        },
        Options::default(),
    )
}

#[test]
fn plain_cases_of_the_guide() {
    for (text, intent, stance) in [
        (
            "Bonjour, à quelle heure ouvre le magasin le dimanche ?",
            Intent::Question,
            Stance::Answer,
        ),
        (
            "Mon colis n'est toujours pas arrivé, numéro de suivi 6A123",
            Intent::OrderDelivery,
            Stance::Answer,
        ),
        (
            "I was charged twice this month, please refund me",
            Intent::BillingRefund,
            Stance::Answer,
        ),
        (
            "Merci à toute l'équipe, service impeccable, je recommande !",
            Intent::Praise,
            Stance::Thank,
        ),
        (
            "The app keeps crashing since the last update",
            Intent::Defect,
            Stance::Answer,
        ),
        (
            "Ce serait bien d'ajouter un mode sombre à l'application",
            Intent::Suggestion,
            Stance::Answer,
        ),
        (
            "Je vous envoie mon CV, recrutez-vous des stagiaires ?",
            Intent::Job,
            Stance::Answer,
        ),
        (
            "I'm a journalist writing an article, who is your press contact?",
            Intent::Press,
            Stance::Answer,
        ),
    ] {
        let labels = label(text);
        assert_eq!((labels.intent, labels.stance), (intent, stance), "{text}");
    }
}

#[test]
fn idioms_of_customer_support_in_two_languages() {
    use Sentiment::{Negative, Positive};
    for (text, tone) in [
        ("no problem at all, thanks", Positive),
        ("not bad at all", Positive),
        ("I can't fault them, brilliant service", Positive),
        ("Thanks, but it still doesn't work", Negative),
        ("thanks for nothing", Negative),
        ("Great, another outage. Just what I needed today", Negative),
        ("pas mal du tout, bravo", Positive),
        ("aucun souci, merci pour votre aide", Positive),
        ("Rien à redire, service parfait", Positive),
        ("pas déçu du tout", Positive),
        ("merci mais ça ne marche toujours pas", Negative),
        ("je ne suis pas contente du tout de mon achat", Negative),
        ("Bravo, encore un train supprimé", Negative),
        ("Super, encore en panne. Merci !", Negative),
        ("Merci pour le retard, vraiment", Negative),
        ("Chapeau, trois semaines pour une réponse", Negative),
        (
            "Félicitations, vous avez réussi à perdre mon colis deux fois",
            Negative,
        ),
        ("Oh great, the app is down again", Negative),
        ("Thanks for losing my parcel, amazing work", Negative),
        ("Love waiting two hours on hold", Negative),
        ("Best customer service ever, said no one", Negative),
        ("Pas mal votre appli", Positive),
        ("Rien à redire, livraison nickel", Positive),
        ("Bravo à l'équipe, aucun retard", Positive),
        ("No problem with the delivery", Positive),
        ("can't complain, quick delivery", Positive),
        ("Never had a problem with them", Positive),
    ] {
        assert_eq!(label(text).sentiment, tone, "{text}");
    }
}

#[test]
fn grave_matters_go_to_management() {
    for (text, department) in [
        (
            "J'ai trouvé de la moisissure dans votre yaourt, ma fille est à l'hôpital",
            "product",
        ),
        ("You will hear from my lawyer, this is illegal", "legal"),
        (
            "BOYCOTT! Stop buying from this company, what a scandal",
            "pr",
        ),
    ] {
        let labels = label(text);
        assert_eq!(
            (labels.level, labels.stance, labels.department.as_str()),
            (3, Stance::Escalate, department),
            "{text}"
        );
    }
}

#[test]
fn our_own_posts_need_no_answer() {
    let message = Message {
        text: "Votre colis est perdu ? Appelez notre avocat !",
        own: true,
        ..Message::default()
    };
    let labels = label_with(&message, Options::default());
    assert_eq!(
        (labels.intent, labels.level, labels.stance, labels.priority),
        (Intent::Other, 1, Stance::Ignore, 0)
    );
    assert_eq!(labels.lang, "fr");
}

#[test]
fn a_large_audience_is_a_senior_matter() {
    let message = Message {
        text: "Where is my parcel?",
        author_followers: Some(10_000),
        ..Message::default()
    };
    assert_eq!(label_with(&message, Options::default()).level, 2);
    let options = Options {
        senior_audience: 10_001,
        ..Options::default()
    };
    assert_eq!(label_with(&message, options).level, 1);
}

#[test]
fn reasons_are_given_when_asked_for() {
    let message = Message {
        text: "Il y a de la moisissure dans le pot, honteux",
        ..Message::default()
    };
    assert!(label_with(&message, Options::default()).why.is_empty());
    let why = label_with(
        &message,
        Options {
            explain: true,
            ..Options::default()
        },
    )
    .why;
    assert!(
        why["level"][0].starts_with("rule: health risk words: `moisi"),
        "{why:?}"
    );
}

/// What is judged of a text when somebody has said something of it.
fn label_said(text: &str, said: &[(&str, serde_json::Value)], options: Options) -> Labels {
    let mut corrections = Corrections::default();
    for (label, value) in said {
        let line = serde_json::json!({"id": "x", "label": label, "value": value});
        corrections
            .line(&line.to_string(), &mut Vec::new())
            .unwrap();
    }
    let known = corrections.known("x").unwrap_or_default();
    let message = Message {
        text,
        ..Message::default()
    };
    Labeler::new(Model::shipped(), options).label_known(&mut Scratch::new(), &message, &known)
}

#[test]
fn what_is_said_stands_and_the_rest_follows_from_it() {
    use serde_json::json;
    let said =
        |text: &str, said: &[(&str, serde_json::Value)]| label_said(text, said, Options::default());
    let text = "Well done, it arrived in two pieces";
    let labels = said(
        text,
        &[("intent", json!("job")), ("sentiment", json!("neutral"))],
    );
    assert_eq!((labels.intent, labels.intent_score), (Intent::Job, 1.0));
    assert_eq!(
        (labels.department.as_str(), labels.stance),
        ("hr", Stance::Answer)
    );
    let spam = said(text, &[("intent", json!("spam"))]);
    assert_eq!(
        (spam.stance, spam.priority, spam.department.as_str()),
        (Stance::Moderate, 5, "marketing")
    );
    assert_eq!(said(text, &[("spam", json!(1))]).intent, Intent::Spam);
    let angry = said("Where is my parcel?", &[("sentiment", json!("negative"))]);
    let glad = said("Where is my parcel?", &[("sentiment", json!("positive"))]);
    assert!(
        angry.priority > glad.priority,
        "{} {}",
        angry.priority,
        glad.priority
    );
    assert_eq!(angry.sentiment_score.to_string(), "-1");
    // What is decided late moves nothing that is decided before it.
    let grave = said(
        text,
        &[("level", json!(3)), ("department", json!("atelier"))],
    );
    let plain = said(text, &[]);
    assert_eq!(
        (grave.level, grave.stance, grave.department.as_str()),
        (3, Stance::Escalate, "atelier")
    );
    assert_eq!(
        (grave.intent, grave.urgency.to_bits()),
        (plain.intent, plain.urgency.to_bits())
    );
    assert!(grave.priority > plain.priority);
    let routine = said(
        "You will hear from my lawyer, this is illegal",
        &[("level", json!(1)), ("priority", json!(7))],
    );
    assert_eq!((routine.level, routine.priority), (1, 7));
    assert_ne!(routine.stance, Stance::Escalate);
}

#[test]
fn a_language_that_is_said_is_the_one_that_is_read() {
    let text = "Chat?";
    for explain in [false, true] {
        let options = Options {
            explain,
            ..Options::default()
        };
        let labels = label_said(text, &[("lang", "fr".into())], options.clone());
        assert_eq!((labels.lang.as_str(), labels.lang_score), ("fr", 1.0));
        let strange = label_said(text, &[("lang", "oc".into())], options);
        assert_eq!(strange.lang, "oc");
    }
}

#[test]
fn scratch_carries_nothing_over() {
    let labeler = Labeler::new(
        Model::shipped(),
        Options {
            explain: true,
            ..Options::default()
        },
    );
    let mut scratch = Scratch::new();
    let message = Message {
        text: "Super produit, merci !",
        ..Message::default()
    };
    let fresh = labeler.label(&mut scratch, &message);
    labeler.label(
        &mut scratch,
        &Message {
            text: "I'll sue you, idiots! 😡 https://x.y",
            ..Message::default()
        },
    );
    assert_eq!(labeler.label(&mut scratch, &message), fresh);
}

#[test]
fn words_met_before_are_judged_by_who_says_them_and_where() {
    let labeler = Labeler::new(Model::shipped(), Options::default());
    let mut scratch = Scratch::new();
    let mut message = Message {
        text: "Service minable, je suis restée une heure au téléphone",
        ..Message::default()
    };
    let first = labeler.label(&mut scratch, &message);
    for change in [
        |message: &mut Message<'_>| message.kind = Some("review"),
        |message: &mut Message<'_>| message.author_followers = Some(2_000_000),
        |message: &mut Message<'_>| message.lang_declared = Some("de"),
        |message: &mut Message<'_>| message.title = Some("Merci !"),
        |message: &mut Message<'_>| message.own = true,
    ] {
        change(&mut message);
        let again = labeler.label(&mut scratch, &message);
        assert_eq!(again, labeler.label(&mut scratch, &message));
        assert_eq!(again, labeler.label(&mut Scratch::new(), &message));
    }
    assert_ne!(labeler.label(&mut scratch, &message), first);
}

#[test]
fn empty_and_odd_texts_have_labels() {
    for text in [
        "",
        " ",
        "\0",
        "\u{FEFF}",
        "?",
        "....",
        "😀",
        "12345",
        "https://x.y",
        "@a",
        "\u{301}\u{301}",
    ] {
        let labels = label(text);
        assert_eq!(labels.lang, "und", "{text:?}");
        assert_eq!(labels.level, 1, "{text:?}");
    }
}

#[test]
fn probabilities_are_rounded_and_sum_to_one() {
    let p = label("Très déçu de ma commande").sentiment_p;
    let sum = f64::from(p.negative) + f64::from(p.neutral) + f64::from(p.positive);
    assert!((sum - 1.0).abs() < 1e-6);
    for value in [p.negative, p.neutral, p.positive] {
        assert!((f64::from(value) * 1000.0 - (f64::from(value) * 1000.0).round()).abs() < 1e-3);
    }
    assert_eq!(label("Très déçu, c'est nul").sentiment, Sentiment::Negative);
}

#[test]
fn long_hostile_texts_are_judged_like_their_beginning() {
    for text in [
        "a".repeat(1 << 20),
        "😀".repeat(100_000),
        "é\u{301}".repeat(200_000),
        ":-((((".repeat(100_000),
    ] {
        let labels = label(&text);
        assert_eq!(labels.level, 1);
        assert!((0.0..=1.0).contains(&labels.toxicity));
    }
}

proptest! {
    /// Whatever is said stands, and whoever says what was judged anyway changes no score of it.
    #[test]
    fn what_is_said_of_any_text_stands(text in ".{0,60}", intent in 0..11_usize, level in 1..4_u8, urgency in 0..11_u8) {
        let (intent, urgency) = (Intent::ALL[intent], f32::from(urgency) / 10.0);
        let said = [("intent", intent.name().into()), ("level", level.into()), ("urgency", serde_json::json!(urgency))];
        let labels = label_said(&text, &said, Options::default());
        assert_eq!((labels.intent, labels.level), (intent, level));
        assert!((labels.urgency - urgency).abs() < 1e-3);
        assert_eq!(labels.stance == Stance::Escalate, level == 3);
        let plain = label(&text);
        assert_eq!(plain.sentiment_p, labels.sentiment_p);
    }

    #[test]
    fn any_text_has_labels_in_range(text in any::<String>(), title in prop::option::of(any::<String>())) {
        let message = Message { text: &text, title: title.as_deref(), ..Message::default() };
        let labels = label_with(&message, Options { explain: true, ..Options::default() });
        assert!((1..=3).contains(&labels.level) && labels.priority <= 100);
        for score in [labels.toxicity, labels.spam, labels.urgency, labels.intent_score, labels.lang_score] {
            assert!((0.0..=1.0).contains(&score));
        }
    }

    #[test]
    fn any_bytes_as_text_have_labels(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        label(&String::from_utf8_lossy(&bytes));
    }
}
