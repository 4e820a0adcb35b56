//! Why a label is what it is: the words and rules behind it, weightiest first.

use std::collections::BTreeMap;

use super::intent::Judged;
use super::labeler::{Reading, Scratch};
use super::level::{self, MANAGEMENT, Reason, SENIOR};
use super::lex::Kind;
use super::lexicon;
use super::message::{Message, Options};
use super::model::{
    DEPARTMENT, DEPARTMENTS, INTENT, LEVEL, Logits, Model, SENTIMENT, SPAM, STANCE, TOXICITY,
    URGENCY,
};
use super::priority;
use super::signal::Signal;
use super::tokens::Token;
use super::urgency;
use crate::record::{Intent, Labels, Sentiment, Stance};

/// Reasons given for one label.
const MOST: usize = 5;

/// Words of a long text whose weight is measured; each costs one scoring.
const MOST_WORDS: usize = 200;

/// Scores below this need no reasons.
const WORTH_TELLING: f32 = 0.3;

const RUDE: &[Signal] = &[
    Signal::Threat,
    Signal::Hate,
    Signal::Insult,
    Signal::Obscene,
];

/// Signals that name a department whatever the intent.
const OWNERS: &[Signal] = &[
    Signal::Legal,
    Signal::Breach,
    Signal::Privacy,
    Signal::Injury,
    Signal::Health,
    Signal::Investigation,
    Signal::Boycott,
    Signal::Scandal,
    Signal::Dispute,
    Signal::Work,
    Signal::Sales,
    Signal::Contest,
];

/// Fills `why`.
pub(super) fn explain(
    model: &Model,
    scratch: &mut Scratch,
    reading: &Reading,
    message: &Message<'_>,
    judged: &Judged,
    options: &Options,
    labels: &mut Labels,
) {
    let mut why: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let weights = word_weights(model, scratch, reading);
    let sentiment = match labels.sentiment {
        Sentiment::Negative => SENTIMENT.start,
        Sentiment::Neutral => SENTIMENT.start + 1,
        Sentiment::Positive => SENTIMENT.start + 2,
    };
    let tone = words_for(&weights, sentiment);
    let is_told = labels.sentiment != Sentiment::Neutral;
    why.insert("sentiment".into(), or_all(tone, is_told));
    why.insert(
        "lang".into(),
        vec![format!(
            "{} letters read as {}",
            scratch.tokens.letters, labels.lang
        )],
    );
    if !message.own {
        heads(scratch, &weights, labels, &mut why);
        desk(scratch, &weights, judged, labels, &mut why);
        why.insert(
            "level".into(),
            level_reasons(scratch, &weights, message, judged, options, labels),
        );
        let urgency = f64::from(labels.urgency);
        why.insert(
            "priority".into(),
            priority::reasons(judged, urgency, labels.level, message),
        );
    }
    why.retain(|_, reasons| !reasons.is_empty());
    labels.why = why;
}

/// What the model's heads and the phrases beside them say.
fn heads(
    scratch: &Scratch,
    weights: &[(String, Logits)],
    labels: &Labels,
    why: &mut BTreeMap<String, Vec<String>>,
) {
    let mut add = |label: &str, signals: &[Signal], column: usize| {
        let mut reasons = rules_for(scratch, signals);
        reasons.extend(words_for(weights, column));
        reasons.truncate(MOST);
        let is_told = label != "intent" || labels.intent != Intent::Other;
        why.insert(label.to_owned(), or_all(reasons, is_told));
    };
    add(
        "intent",
        &[signal_of(labels.intent)],
        INTENT.start + labels.intent as usize,
    );
    if labels.toxicity >= WORTH_TELLING {
        add("toxicity", RUDE, TOXICITY);
    }
    if labels.spam >= WORTH_TELLING {
        add("spam", &[Signal::Spam], SPAM);
    }
}

/// What the decisions of the desk rest on: clock, department, stance.
fn desk(
    scratch: &Scratch,
    weights: &[(String, Logits)],
    judged: &Judged,
    labels: &Labels,
    why: &mut BTreeMap<String, Vec<String>>,
) {
    let learnt = |column: Option<usize>| match column {
        Some(column) if judged.routing.is_some() => words_for(weights, column),
        _ => Vec::new(),
    };
    let mut clocks: Vec<(Signal, f64)> = urgency::clocks(judged, &scratch.found.signals)
        .filter(|(_, share)| *share > 0.0)
        .collect();
    clocks.sort_by(|a, b| b.1.total_cmp(&a.1));
    let clocks: Vec<Signal> = clocks.into_iter().map(|(signal, _)| signal).collect();
    let mut urgency = rules_for(scratch, &clocks);
    if labels.urgency >= WORTH_TELLING {
        urgency.extend(learnt(Some(URGENCY)));
    }
    if urgency.len() < MOST && (urgency.is_empty() || urgency::of_intent(judged.intent) > 0.1) {
        urgency.push(format!("intent {}", labels.intent.name()));
    }
    let mut stance = vec![format!(
        "intent {}, level {}",
        labels.intent.name(),
        labels.level
    )];
    if labels.stance != Stance::Escalate {
        stance.extend(learnt(Some(STANCE.start + labels.stance as usize)));
    }
    let place = DEPARTMENTS
        .iter()
        .position(|name| *name == labels.department);
    let mut department = rules_for(scratch, OWNERS);
    department.extend(learnt(place.map(|place| DEPARTMENT.start + place)));
    department.push(format!("intent {}", labels.intent.name()));
    for (label, mut reasons) in [
        ("urgency", urgency),
        ("stance", stance),
        ("department", department),
    ] {
        reasons.truncate(MOST);
        why.insert(label.to_owned(), reasons);
    }
}

fn level_reasons(
    scratch: &Scratch,
    weights: &[(String, Logits)],
    message: &Message<'_>,
    judged: &Judged,
    options: &Options,
    labels: &Labels,
) -> Vec<String> {
    let found = level::judge(judged, &scratch.found.signals, message, options);
    let mut reasons = match found.reason {
        Reason::Audience => vec![format!(
            "author followed by {}",
            message.author_followers.unwrap_or(0)
        )],
        Reason::Verified => vec!["a verified author's reproach".into()],
        Reason::Insult => rules_for(scratch, &[Signal::Insult]),
        Reason::Leaving => rules_for(scratch, &[Signal::Churn]),
        Reason::Matter(first) => rules_for(scratch, &[first]),
        Reason::Learnt => words_for(weights, LEVEL.start + usize::from(labels.level) - 1),
        Reason::Routine => Vec::new(),
    };
    if labels.level > 1 {
        for reason in rules_for(scratch, MANAGEMENT)
            .into_iter()
            .chain(rules_for(scratch, SENIOR))
        {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    if labels.level > found.level {
        reasons.insert(0, "no second opinion lowers it".to_owned());
    }
    reasons.truncate(MOST);
    or_all(reasons, labels.level > 1)
}

/// What is told where no word or rule stands out, if something is to be told.
fn or_all(mut reasons: Vec<String>, is_told: bool) -> Vec<String> {
    if reasons.is_empty() && is_told {
        reasons.push("all words together, no single one".to_owned());
    }
    reasons
}

fn rules_for(scratch: &Scratch, signals: &[Signal]) -> Vec<String> {
    signals
        .iter()
        .filter(|&&signal| scratch.found.signals.get(signal) > 0.0)
        .map(|&signal| {
            let phrases: Vec<String> = scratch
                .found
                .phrases(signal)
                .iter()
                .take(MOST)
                .map(|phrase| format!("`{phrase}`"))
                .collect();
            format!("rule: {}: {}", signal.about(), phrases.join(", "))
        })
        .collect()
}

/// The words that speak most for a column.
fn words_for(weights: &[(String, Logits)], column: usize) -> Vec<String> {
    let mut weighted: Vec<(&str, f64)> = weights
        .iter()
        .filter_map(|(word, logits)| logits.get(column).map(|&logit| (word.as_str(), logit)))
        .filter(|&(_, weight)| weight >= 0.05)
        .collect();
    weighted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    weighted
        .iter()
        .take(MOST)
        .map(|(word, weight)| format!("`{word}` +{weight:.2}"))
        .collect()
}

/// What each word adds to each logit: the score of the message less the score without the word's features.
fn word_weights(model: &Model, scratch: &mut Scratch, reading: &Reading) -> Vec<(String, Logits)> {
    let whole = center(scratch.logits(model, reading));
    let list = std::mem::take(&mut scratch.tokens.list);
    let shouts = scratch.tokens.shouted >= 2;
    let mut weights: Vec<(String, Logits)> = Vec::new();
    let telling = list
        .iter()
        .enumerate()
        .filter(|(_, token)| is_telling(token));
    for (at, token) in telling.take(MOST_WORDS) {
        let others = list.iter().enumerate().filter(|&(other, _)| other != at);
        scratch.tokens.list.clear();
        scratch.tokens.list.extend(others.map(|(_, token)| *token));
        let lang = reading.detected.lang;
        let dense = lexicon::dense(&scratch.tokens.list, &scratch.spellings, lang, shouts);
        let without = center(scratch.logits(model, &Reading { dense, ..*reading }));
        let mut gain = whole;
        for (gain, without) in gain.iter_mut().zip(without) {
            *gain -= without;
        }
        let word = scratch.spellings.text_of(token.spelling).to_owned();
        match weights.iter_mut().find(|(known, _)| *known == word) {
            Some((_, sum)) => sum
                .iter_mut()
                .zip(gain)
                .for_each(|(sum, gain)| *sum += gain),
            None => weights.push((word, gain)),
        }
    }
    scratch.tokens.list = list;
    weights
}

/// Logits of one head have no zero of their own: their mean is taken.
fn center(mut logits: Logits) -> Logits {
    for head in [SENTIMENT, INTENT, DEPARTMENT, LEVEL, STANCE] {
        let columns = &mut logits[head];
        let mean = columns.iter().sum::<f64>() / columns.len() as f64;
        for logit in columns {
            *logit -= mean;
        }
    }
    logits
}

fn is_telling(token: &Token) -> bool {
    matches!(
        token.kind,
        Kind::Word | Kind::Hashtag | Kind::Symbol | Kind::EmoPos | Kind::EmoNeg
    ) && (token.end - token.start > 1 || token.kind.is_marker())
}

fn signal_of(intent: Intent) -> Signal {
    match intent {
        Intent::Question => Signal::Question,
        Intent::Complaint => Signal::Complaint,
        Intent::Praise => Signal::Praise,
        Intent::Defect => Signal::Defect,
        Intent::OrderDelivery => Signal::Order,
        Intent::BillingRefund => Signal::Billing,
        Intent::Suggestion => Signal::Suggestion,
        Intent::Job => Signal::Job,
        Intent::Press => Signal::Press,
        Intent::Spam => Signal::Spam,
        Intent::Other => Signal::Chat,
    }
}

#[cfg(test)]
mod tests;
