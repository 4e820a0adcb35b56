//! The desk on labels made by hand: what it decides does not hang on the model.

mod around;
mod reply_lines;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    Bench, Context, DepartmentSettings, Desk, DeskError, DeskSettings, Organisation,
    ReplyLineSettings, RuleSettings, TopicSettings,
};
use crate::classify::{Known, Message};
use crate::record::{Intent, Labels, Sentiment, Stance};

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct File {
    topic: BTreeMap<String, TopicSettings>,
    rule: Vec<RuleSettings>,
    department: BTreeMap<String, DepartmentSettings>,
    reply_line: Vec<ReplyLineSettings>,
}

fn settings(text: &str) -> DeskSettings {
    let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    DeskSettings {
        topics: file.topic.into_iter().collect(),
        rules: file.rule,
        departments: file.department.into_iter().collect(),
        reply_lines: file.reply_line,
        explain: true,
        ..DeskSettings::default()
    }
}

fn desk(text: &str) -> Desk {
    Desk::new(settings(text)).unwrap_or_else(|error| panic!("{error}"))
}

fn error(text: &str) -> DeskError {
    Desk::new(settings(text)).expect_err(text)
}

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn complaint() -> Labels {
    Labels {
        lang: "fr".to_owned(),
        sentiment: Sentiment::Negative,
        intent: Intent::Complaint,
        department: "customer-service".to_owned(),
        level: 1,
        stance: Stance::Answer,
        urgency: 0.3,
        priority: 40,
        ..Labels::default()
    }
}

fn message(text: &str) -> Message<'_> {
    Message {
        text,
        client: Some("mirabo"),
        published_at: Some(now()),
        ..Message::default()
    }
}

fn decided(desk: &Desk, mut labels: Labels, message: &Message<'_>) -> Labels {
    let context = Context::at(now());
    desk.decide(
        &mut Bench::default(),
        &mut labels,
        message,
        &context,
        &Known::default(),
        &mut |_| complaint(),
    );
    labels
}

#[test]
fn a_desk_is_shared_by_threads_and_idle_without_settings() {
    fn shared<T: Send + Sync>(_: &T) {}
    let idle = desk("");
    shared(&idle);
    assert!(idle.is_idle());
    let before = complaint();
    assert_eq!(decided(&idle, before.clone(), &message("x")), before);
    assert!(!desk("[topic.a]\nquery = 'x'").is_idle());
}

#[test]
fn topics_are_told_in_order_whatever_the_accents() {
    let desk = desk(
        "[topic.retours]\nquery = 'rembourse* OR retour'\n[topic.livraison]\nquery = 'colis OR livré'\n[topic.secret]\nquery = 'colis'\nclient = ['frutelia']",
    );
    let topics = |text: &str| decided(&desk, complaint(), &message(text)).topics;
    assert_eq!(
        topics("Mon COLIS jamais livre, je veux etre remboursée"),
        ["livraison", "retours"]
    );
    assert!(topics("rien").is_empty());
    let own = Message {
        own: true,
        ..message("votre colis est en route")
    };
    assert_eq!(decided(&desk, complaint(), &own).topics, ["livraison"]);
}

#[test]
fn rules_run_in_order_and_labels_keep_step() {
    let desk = desk(
        "[[rule]]\nwhen = \"sentiment == 'negative'\"\nlevel = 2\n[[rule]]\nname = 'second'\nwhen = 'level == 2'\nlevel_at_least = 3\nurgency = 0.9\nwhy = 'because'\ntopics = ['vip']\n[[rule]]\nwhen = \"'vip' in topics and stance == 'escalate'\"\ndepartment = 'legal'\n[[rule]]\nwhen = 'followers > 1'\nlevel = 1",
    );
    let labels = decided(&desk, complaint(), &message("x"));
    assert_eq!((labels.level, labels.stance), (3, Stance::Escalate));
    assert_eq!(labels.department, "legal");
    assert!(labels.priority > 80, "{}", labels.priority);
    assert_eq!(
        labels.why["level"],
        ["rule `second`: because", "rule 1: sentiment == 'negative'"]
    );
    assert_eq!(labels.why["stance"], ["level 3"]);
    assert_eq!(
        labels.why["department"],
        ["rule 3: 'vip' in topics and stance == 'escalate'"]
    );
    let followed = Message {
        author_followers: Some(5),
        ..message("x")
    };
    let labels = decided(&desk, complaint(), &followed);
    assert_eq!((labels.level, labels.stance), (1, Stance::Answer));
}

#[test]
fn a_rule_that_raises_never_lowers_and_one_that_sets_does() {
    let desk = desk(
        "[[rule]]\nwhen = 'true'\nlevel_at_least = 2\npriority_at_least = 10\nurgency_at_least = 0.1\n[[rule]]\nwhen = 'spam >= 0.5'\nlevel = 1\npriority = 3\nstance = 'ignore'\nintent = 'spam'",
    );
    let grave = Labels {
        level: 3,
        stance: Stance::Escalate,
        ..complaint()
    };
    let labels = decided(&desk, grave.clone(), &message("x"));
    assert_eq!(
        (labels.level, labels.priority, labels.urgency),
        (3, 40, 0.3)
    );
    assert!(labels.why.is_empty(), "{:?}", labels.why);
    let labels = decided(&desk, Labels { spam: 0.9, ..grave }, &message("x"));
    assert_eq!(
        (labels.level, labels.priority, labels.stance, labels.intent),
        (1, 3, Stance::Ignore, Intent::Spam)
    );
}

#[test]
fn rules_see_our_own_posts_only_when_they_ask_for_them() {
    let desk =
        desk("[[rule]]\nwhen = 'own'\npriority = 1\n[[rule]]\nwhen = 'level == 1'\npriority = 90");
    let own = Message {
        own: true,
        ..message("x")
    };
    assert_eq!(decided(&desk, complaint(), &own).priority, 1);
    assert_eq!(decided(&desk, complaint(), &message("x")).priority, 90);
}

const TEAMS: &str = "
    [topic.retours]
    query = 'retour'
    [department.after-sales]
    topics = 'retours'
    owner = 'Karim'
    [department.mirabo-team]
    clients = ['mirabo']
    [department.tea-team]
    products = ['Pomme-Rhubarbe']
    clients = 'mirabo'
    owner = 'Zoé'
    [department.legal]
    owner = 'Maître Roux'
    [department.partners]
    intents = 'press'
";

fn teams(
    organisation: Organisation,
    text: &str,
    labels: Labels,
) -> (String, Option<String>, Option<String>) {
    let without_client_team =
        TEAMS.replace("[department.mirabo-team]\n    clients = ['mirabo']", "");
    let all = if organisation == Organisation::Decentralised {
        TEAMS
    } else {
        &without_client_team
    };
    let desk = Desk::new(DeskSettings {
        organisation,
        ..settings(all)
    });
    let labels = decided(&desk.unwrap(), labels, &message(text));
    (labels.department, labels.matter, labels.owner)
}

fn legal() -> Labels {
    Labels {
        department: "legal".to_owned(),
        level: 3,
        ..complaint()
    }
}

#[test]
fn in_a_hub_the_department_of_the_matter_answers() {
    let hub = |text, labels| teams(Organisation::Hub, text, labels);
    assert_eq!(
        hub("rien", complaint()),
        ("customer-service".to_owned(), None, None)
    );
    assert_eq!(
        hub("mon retour", complaint()),
        ("after-sales".to_owned(), None, Some("Karim".to_owned()))
    );
    // Two lists that fit are nearer than one.
    assert_eq!(
        hub("retour de la Pomme Rhubarbe", complaint()).0,
        "tea-team"
    );
    // A legal matter stays one.
    assert_eq!(
        hub("mon retour", legal()),
        ("legal".to_owned(), None, Some("Maître Roux".to_owned()))
    );
    let press = |intent| Labels {
        department: "pr".to_owned(),
        intent,
        ..complaint()
    };
    assert_eq!(hub("mon retour", press(Intent::Complaint)).0, "pr");
    assert_eq!(hub("article", press(Intent::Press)).0, "partners");
}

#[test]
fn a_central_team_answers_everything_and_knows_whose_matter_it_is() {
    let central = |text, labels| teams(Organisation::Central, text, labels);
    assert_eq!(
        central("mon retour", complaint()),
        (
            "community".to_owned(),
            Some("after-sales".to_owned()),
            Some("Karim".to_owned())
        )
    );
    assert_eq!(
        central("rien", legal()),
        (
            "community".to_owned(),
            Some("legal".to_owned()),
            Some("Maître Roux".to_owned())
        )
    );
}

#[test]
fn where_all_is_decentralised_the_own_team_answers_even_legal_matters() {
    let own = |text, labels| teams(Organisation::Decentralised, text, labels);
    assert_eq!(
        own("rien", complaint()),
        (
            "mirabo-team".to_owned(),
            Some("customer-service".to_owned()),
            None
        )
    );
    assert_eq!(
        own("la pomme-rhubarbe", legal()),
        (
            "tea-team".to_owned(),
            Some("legal".to_owned()),
            Some("Zoé".to_owned())
        )
    );
    let desk = Desk::new(DeskSettings {
        organisation: Organisation::Decentralised,
        ..settings(TEAMS)
    });
    let elsewhere = Message {
        client: Some("frutelia"),
        ..message("rien")
    };
    let labels = decided(&desk.unwrap(), legal(), &elsewhere);
    assert_eq!(
        (labels.department, labels.matter),
        ("legal".to_owned(), None)
    );
}

#[test]
fn settings_that_make_no_sense_are_refused_where_they_stand() {
    for (text, place, expected) in [
        (
            "[topic.a]\nquery = 'x OR'",
            "'x OR'",
            "nothing stands after OR",
        ),
        ("[[rule]]\nwhen = 'own'", "'own'", "this rule sets nothing"),
        (
            "[[rule]]\nwhen = 'own'\nlevel = 4",
            "4",
            "4 is out of range; write 1 to 3",
        ),
        (
            "[[rule]]\nwhen = 'own'\nurgency = 1.5",
            "1.5",
            "write 0 to 1",
        ),
        (
            "[[rule]]\nwhen = 'own'\nstance = 'anwser'",
            "'anwser'",
            "did you mean `answer`?",
        ),
        (
            "[[rule]]\nwhen = 'own'\ndepartment = 'vip'",
            "'vip'",
            "[department.vip] makes it one",
        ),
        (
            "[department.a]\nintents = ['pres']",
            "['pres']",
            "did you mean `press`?",
        ),
        (
            "[department.a]\ntopics = 'x'",
            "'x'",
            "there is no topic yet; write [topic.x]",
        ),
        ("[department.a]\nproducts = '***'", "'***'", ""),
    ] {
        let error = error(text);
        assert_eq!(&text[error.span.clone()], place, "{text}");
        assert!(error.message.contains(expected), "{text}: {error}");
    }
    let known = "[department.vip]\n[[rule]]\nwhen = \"department == 'vip'\"\ndepartment = 'vip'";
    desk(known);
}
