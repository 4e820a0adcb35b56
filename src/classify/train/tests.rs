//! Tests of training on a handful of made-up rows.

use std::path::Path;

use super::corpus::{Corpus, Part, Row, is_held_out};
use super::{Head, Settings, TrainError, Words, evaluate, train};
use crate::classify::language::Lang;
use crate::classify::message::Options;

fn corpus(part: Part) -> Corpus {
    let examples = [
        ("quelle horreur ce machin", 0),
        ("la table est ronde", 1),
        ("un bonheur ce truc", 2),
    ];
    let rows = (0..60)
        .map(|at| {
            let (text, label) = examples[at % 3];
            let text = format!(
                "{text} {}",
                ["ici", "hier", "chez toi", "au marché"][at % 4]
            );
            Row {
                head: Head::Sentiment,
                lang: Some(Lang::Fr),
                text,
                label,
                weight: 1.0,
            }
        })
        .collect();
    Corpus {
        left_out: 0,
        name: "made-up".into(),
        part,
        licence: "CC0".into(),
        rows,
    }
}

#[test]
fn what_was_learnt_is_judged_rightly_and_twice_the_same() {
    let corpora = [corpus(Part::Train), corpus(Part::Dev)];
    let settings = Settings {
        iterations: 15,
        ..Settings::default()
    };
    let mut steps = 0;
    let model =
        train(&corpora, &Words::default(), &settings, &mut |_| steps += 1).expect("there are rows");
    assert!(steps > 3);
    let figures = evaluate::evaluate(&model, &Options::default(), &corpora[1].rows);
    let sentiment = &figures.heads[0];
    assert_eq!((sentiment.head, sentiment.count), (Head::Sentiment, 60));
    assert!(
        sentiment.accuracy > 0.99 && sentiment.macro_f1 > 0.99,
        "{sentiment:?}"
    );
    let again = train(&corpora, &Words::default(), &settings, &mut |_| ()).expect("there are rows");
    assert_eq!(model.to_bytes(), again.to_bytes());
}

#[test]
fn nothing_to_learn_is_an_error() {
    let error = train(
        &[corpus(Part::Dev)],
        &Words::default(),
        &Settings::default(),
        &mut |_| (),
    )
    .expect_err("no rows");
    assert!(
        matches!(error, TrainError::NoRows { head: "sentiment" }),
        "{error}"
    );
}

#[test]
fn the_manifest_is_right_and_a_third_is_held_out() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/classify/train");
    let text =
        std::fs::read_to_string(directory.join("manifest.toml")).expect("the manifest is there");
    let manifest: super::corpus::Manifest = toml::from_str(&text).expect("it is right");
    let own = manifest.judgements.iter().flat_map(|source| {
        let files = source.files.iter().chain(&source.labels);
        files.filter_map(|file| file.strip_prefix("./"))
    });
    let tweets = manifest.sources.iter().map(|source| source.file.as_str());
    for file in own.chain(tweets.filter_map(|file| file.strip_prefix("./"))) {
        assert!(directory.join(file).exists(), "{file}");
    }
    let held = |source: &&super::judgements::Judgements| {
        source.files.iter().any(|file| file.contains("/held-"))
    };
    assert!(
        manifest
            .judgements
            .iter()
            .filter(held)
            .all(|source| source.part == Part::Test)
    );
    let forbidden = ["airline", "hatebr", "tickets", "mlma", "toldbr-pt.train"];
    assert!(
        manifest
            .sources
            .iter()
            .all(|source| forbidden.iter().all(|name| !source.file.contains(name)))
    );
    let held = (0..3000).filter(|at| is_held_out(&at.to_string())).count();
    assert!((900..1100).contains(&held), "{held}");
}

#[test]
fn a_missing_directory_of_word_lists_is_an_empty_one() {
    let words = Words::read(Path::new("/nowhere/at/all"), 64).expect("absent files are allowed");
    assert_eq!(words.iter().count(), 0);
}
