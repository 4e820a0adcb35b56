//! Teaches a model that is there: from a few judgements of people, without the texts that it was trained on.
//!
//! For each head a logistic regression whose prior is the model itself: what the model says (its logits) is the offset of each row, and
//! an L2 penalty pulls what is learnt on top towards nothing (a Gaussian prior whose mean are the old weights: Chelba and Acero 2004,
//! "Adaptation of maximum entropy capitalizer: little data can help a lot"). Posts of which nobody said anything hold the model where it is: they enter with the model's own
//! probabilities (Li and Hoiem 2016, "Learning without forgetting"). Deterministic, and a matter of seconds.

use super::Progress;
use super::corpus::Row;
use super::dataset::Dataset;
use super::error::TrainError;
use super::fit::{self, Fitted};
use super::head::Head;
use crate::classify::labeler::{Scratch, read};
use crate::classify::language::Lang;
use crate::classify::math::{sigmoid, softmax};
use crate::classify::message::Message;
use crate::classify::model::overlay::{self, each_feature};
use crate::classify::model::{COLUMNS, Model, Overlay, TopicLesson};

/// How to teach.
#[derive(Clone, Debug, PartialEq)]
pub struct Adapting {
    /// The name under which the taught model signs its labels.
    pub id: String,
    /// Inverse strength of the penalty: how far a judgement moves the model.
    pub c: f64,
    /// Steps of the optimiser at most.
    pub iterations: usize,
    /// Weight of a post of which nobody said anything.
    pub other_weight: f32,
}

impl Default for Adapting {
    fn default() -> Self {
        Adapting {
            id: "own-1".to_owned(),
            c: 1.0,
            iterations: 100,
            other_weight: 1.0,
        }
    }
}

/// Classes less likely than this are not worth a row of their own.
const UNLIKELY: f64 = 0.02;

/// Teaches `base` the rows and what was said of topics; `others` are words of posts of which nobody said anything.
///
/// # Errors
///
/// When no row is about a head that the model has.
pub fn adapt(
    base: &Model,
    rows: &[Row],
    others: &[String],
    topics: &[TopicLesson],
    settings: &Adapting,
    progress: &mut dyn FnMut(Progress),
) -> Result<Model, TrainError> {
    let mut table = vec![[0.0_f32; COLUMNS]; overlay::FEATURES];
    for (feature, weights) in base.overlay().into_iter().flat_map(Overlay::weights) {
        if let Some(row) = table.get_mut(feature) {
            *row = weights;
        }
    }
    let mut taught_on = Vec::new();
    for head in Head::ALL {
        let of_head: Vec<&Row> = rows.iter().filter(|row| row.head == head).collect();
        let temperature = match base.header().heads.get(head as usize) {
            Some(state) if state.trained && !of_head.is_empty() => state.temperature,
            _ => continue,
        };
        let mut report = |step, loss| {
            progress(Progress {
                head,
                rows: of_head.len(),
                step,
                loss,
            });
        };
        let (data, fitted) = learn(base, head, &of_head, others, settings, &mut report);
        add(&mut table, head, temperature, &data, &fitted);
        taught_on.push(format!(
            "taught: {} judgements of {}",
            of_head.len(),
            head.name()
        ));
    }
    if !topics.is_empty() {
        taught_on.push(format!("taught: topics of {} texts", topics.len()));
    }
    if taught_on.is_empty() {
        let heads: Vec<&str> = Head::ALL.iter().map(|head| head.name()).collect();
        let heads = format!("{}, topics", heads.join(", "));
        return Err(TrainError::NothingTaught { heads });
    }
    let before = base.overlay().map(|taught| taught.about.taught_on.clone());
    let taught_on = [before.unwrap_or_default(), taught_on].concat();
    let known = base
        .overlay()
        .map_or(&[][..], |taught| &taught.about.topics);
    let topics = [known, topics].concat();
    let bytes = overlay::write(&settings.id, taught_on, topics, &table, base.untaught())?;
    Ok(Model::from_bytes(bytes.into())?)
}

/// Adds what was learnt of a head to its columns.
fn add(
    table: &mut [[f32; COLUMNS]],
    head: Head,
    temperature: f32,
    data: &Dataset,
    fitted: &Fitted,
) {
    let classes = head.columns().len();
    for (&feature, weights) in data.features.iter().zip(fitted.weights.chunks(classes)) {
        let columns = table
            .get_mut(feature as usize)
            .and_then(|row| row.get_mut(head.columns()));
        for (column, weight) in columns.into_iter().flatten().zip(weights) {
            // The model divides its logits by the temperature; what is learnt is learnt after that.
            *column += weight * temperature;
        }
    }
}

fn learn(
    base: &Model,
    head: Head,
    rows: &[&Row],
    others: &[String],
    settings: &Adapting,
    report: &mut dyn FnMut(usize, f64),
) -> (Dataset, Fitted) {
    /// One arm for each number of columns that a head may have.
    macro_rules! by_columns {
        ($($k:literal)+) => {
            match head.columns().len() {
                $($k => {
                    let (data, offsets) = Gathering::<$k>::of(base, head, rows, others, settings.other_weight);
                    let fitted = fit::fit::<$k>(&data, &offsets, settings.c, settings.iterations, report);
                    (data, fitted)
                })+
                columns => unreachable!("no head has {columns} columns"),
            }
        };
    }
    by_columns!(1 2 3 4 5 6 7 8 9 10 11 12)
}

/// A data set in the making: rows with what the model says of them already.
struct Gathering<'b, const K: usize> {
    base: &'b Model,
    head: Head,
    scratch: Scratch,
    data: Dataset,
    offsets: Vec<[f32; K]>,
}

impl<const K: usize> Gathering<'_, K> {
    fn of(
        base: &Model,
        head: Head,
        rows: &[&Row],
        others: &[String],
        other_weight: f32,
    ) -> (Dataset, Vec<[f32; K]>) {
        let mut gathering = Gathering::<K> {
            base,
            head,
            scratch: Scratch::new(),
            data: Dataset {
                starts: vec![0],
                ..Dataset::default()
            },
            offsets: Vec::new(),
        };
        for row in rows {
            let entries = gathering.read(&row.text);
            gathering.push(&entries.0, entries.1, row.label, row.weight);
        }
        for text in others {
            let (entries, offset) = gathering.read(text);
            for (label, p) in probabilities(offset).into_iter().enumerate() {
                if p >= UNLIKELY {
                    gathering.push(&entries, offset, label, other_weight * narrow(p));
                }
            }
        }
        gathering.number_columns();
        (gathering.data, gathering.offsets)
    }

    /// The features of a message, and what the model says of it: its logits as its own judgement uses them.
    fn read(&mut self, text: &str) -> (Vec<(u32, f32)>, [f32; K]) {
        let message = Message {
            text,
            ..Message::default()
        };
        let reading = read(&mut self.scratch, self.base, &message);
        let lang = reading.detected.lang;
        let logits = self.scratch.logits(self.base, &reading);
        let Scratch {
            tokens,
            spellings,
            found,
            ..
        } = &self.scratch;
        let mut entries = Vec::new();
        each_feature(
            &tokens.list,
            spellings,
            &reading.dense,
            &found.signals,
            lang,
            |at, value| entries.push((u32::try_from(at).unwrap_or(u32::MAX), value)),
        );
        let mut offset = [0.0; K];
        if let Some(state) = self.base.header().heads.get(self.head as usize) {
            let threshold = state
                .thresholds
                .get(lang.map_or(Lang::ALL.len(), |lang| lang as usize))
                .filter(|_| K == 1)
                .map_or(0.0, |&threshold| f64::from(threshold));
            let logits = logits.get(self.head.columns()).into_iter().flatten();
            for (offset, logit) in offset.iter_mut().zip(logits) {
                *offset = narrow((logit - threshold) / f64::from(state.temperature));
            }
        }
        (entries, offset)
    }

    fn push(&mut self, entries: &[(u32, f32)], offset: [f32; K], label: usize, weight: f32) {
        self.data.entries.extend_from_slice(entries);
        self.data.starts.push(self.data.entries.len());
        self.data.labels.push(label);
        self.data.weights.push(weight);
        self.offsets.push(offset);
    }

    /// Gives each feature that occurs a column, in ascending order.
    fn number_columns(&mut self) {
        let data = &mut self.data;
        let mut column_of = vec![u32::MAX; overlay::FEATURES];
        for &(feature, _) in &data.entries {
            if let Some(column) = column_of.get_mut(feature as usize) {
                *column = 0;
            }
        }
        for (feature, column) in (0_u32..).zip(&mut column_of) {
            if *column == 0 {
                *column = u32::try_from(data.features.len()).unwrap_or(u32::MAX);
                data.features.push(feature);
                data.idf.push(1.0);
            }
        }
        for (feature, _) in &mut data.entries {
            *feature = column_of.get(*feature as usize).copied().unwrap_or(0);
        }
    }
}

/// The classes' probabilities; of a single logit those of the two classes.
fn probabilities<const K: usize>(offset: [f32; K]) -> Vec<f64> {
    if let [logit] = offset.as_slice() {
        let p = sigmoid(f64::from(*logit));
        return vec![1.0 - p, p];
    }
    let mut p: Vec<f64> = offset.iter().map(|&logit| f64::from(logit)).collect();
    softmax(&mut p);
    p
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "training works in single precision"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::{Adapting, adapt};
    use crate::classify::message::{Message, Options};
    use crate::classify::model::Model;
    use crate::classify::train::corpus::Row;
    use crate::classify::train::{Head, TrainError};
    use crate::classify::{Labeler, Scratch};
    use crate::record::{Intent, Labels};

    fn row(head: Head, text: &str, label: usize) -> Row {
        Row {
            head,
            lang: None,
            text: text.into(),
            label,
            weight: 5.0,
        }
    }

    fn label(model: &Model, text: &str) -> Labels {
        let message = Message {
            text,
            ..Message::default()
        };
        Labeler::new(model, Options::default()).label(&mut Scratch::new(), &message)
    }

    /// What the shipped model cannot know: that a nutcracker is this client's product and "gone to the farm" its word for lost.
    fn lessons() -> Vec<Row> {
        let texts = [
            "the blue nutcracker has gone to the farm",
            "my parcel has gone to the farm again",
            "gone to the farm, my nutcracker",
            "so the second nutcracker is gone to the farm as well",
        ];
        texts
            .map(|text| row(Head::Intent, text, Intent::OrderDelivery as usize))
            .to_vec()
    }

    #[test]
    fn what_was_taught_is_known_and_nothing_else_moves() {
        let base = Model::shipped();
        let others = ["we open at nine".to_owned(), "love it, thanks".to_owned()];
        let teach = || {
            adapt(
                base,
                &lessons(),
                &others,
                &[],
                &Adapting::default(),
                &mut |_| (),
            )
            .unwrap()
        };
        let own = teach();
        let unseen = "it seems to have gone to the farm";
        let (before, after) = (label(base, unseen), label(&own, unseen));
        assert_ne!(before.intent, Intent::OrderDelivery);
        assert_eq!(after.intent, Intent::OrderDelivery);
        assert_eq!(before.sentiment_p, after.sentiment_p);
        for text in [
            "what are your opening hours?",
            "Merci beaucoup, service parfait",
            "I want my money back",
        ] {
            assert_eq!(label(base, text).intent, label(&own, text).intent, "{text}");
        }
        assert_eq!(own.id(), "own-1");
        assert!(
            own.trained_on()
                .contains(&"taught: 4 judgements of intent".to_owned())
        );
        assert_eq!(own.to_bytes(), teach().to_bytes());
    }

    #[test]
    fn a_taught_model_can_be_taught_again_and_damage_is_noticed() {
        let none: [String; 0] = [];
        let teach = |base: &Model, rows: &[Row]| {
            adapt(base, rows, &none, &[], &Adapting::default(), &mut |_| ()).unwrap()
        };
        let once = teach(Model::shipped(), &lessons());
        let spam = row(Head::Spam, "buy my nutcracker polish", 1);
        let twice = teach(&once, &[spam.clone(), spam]);
        assert_eq!(
            label(&twice, "has yours gone to the farm too?").intent,
            Intent::OrderDelivery
        );
        assert!(
            label(&twice, "nutcracker polish, buy").spam
                > label(&once, "nutcracker polish, buy").spam
        );
        let bytes = twice.to_bytes();
        for at in [0, 9, 13, 17, 30, 2000, bytes.len() - 1] {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= 1;
            assert!(Model::from_bytes(damaged.into()).is_err(), "byte {at}");
        }
        assert!(Model::from_bytes(bytes[..bytes.len() - 1].to_vec().into()).is_err());
    }

    #[test]
    fn nothing_to_learn_is_said() {
        let refused = adapt(
            Model::shipped(),
            &[],
            &[],
            &[],
            &Adapting::default(),
            &mut |_| (),
        );
        assert!(matches!(refused, Err(TrainError::NothingTaught { .. })));
    }
}
