//! How good a model is, as plain data: rates with their uncertainty, confusions, calibration.

use super::corpus::Row;
use super::head::Head;
use crate::classify::labeler::{Labeler, Scratch};
use crate::classify::message::{Message, Options};
use crate::classify::model::Model;
use crate::record::Labels;
use crate::stats::{Resampler, Z_95, percentile_interval, wilson};

/// Resamplings behind an interval.
const RESAMPLES: usize = 500;
/// Bins of the reliability table.
const BINS: usize = 10;

/// The figures of every head that had rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Id of the model.
    pub model: String,
    /// In the order of [`Head::ALL`].
    pub heads: Vec<HeadFigures>,
    /// Share of the rows whose language was detected rightly, of those whose language is known.
    pub language_accuracy: Option<f64>,
}

/// The figures of one head.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadFigures {
    /// The head.
    pub head: Head,
    /// Rows judged.
    pub count: usize,
    /// Share that was right.
    pub accuracy: f64,
    /// 95 % interval of `accuracy` (Wilson 1927).
    pub accuracy_interval: (f64, f64),
    /// Mean F1 of the classes that occur.
    pub macro_f1: f64,
    /// 95 % interval of `macro_f1`, by bootstrap over the rows.
    pub macro_f1_interval: (f64, f64),
    /// One entry for each class.
    pub classes: Vec<ClassFigures>,
    /// Rows: true class; columns: judged class.
    pub confusion: Vec<Vec<usize>>,
    /// Expected calibration error: mean distance of confidence and accuracy over the bins.
    pub calibration_error: f64,
    /// Mean squared distance of the confidence in the judged class from 1 when it was right, from 0 when not (Brier 1950, for what was judged).
    pub brier: f64,
    /// Ten bins of confidence.
    pub bins: Vec<Bin>,
}

/// The figures of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassFigures {
    /// Its name.
    pub name: &'static str,
    /// Rows that are of it.
    pub support: usize,
    /// Of those judged so, the share that is.
    pub precision: f64,
    /// Of those that are, the share judged so.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// The judgements of one range of confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Judgements.
    pub count: usize,
    /// Mean probability given to the judged class.
    pub confidence: f64,
    /// Share that was right.
    pub accuracy: f64,
}

/// What was said of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// What it was about.
    pub head: Head,
    /// The right class.
    pub truth: usize,
    /// The class that was given.
    pub judged: usize,
    /// Probability given to it.
    pub confidence: f64,
    /// Whether the language was detected rightly, where it is known.
    pub language: Option<bool>,
}

/// Judges rows with the whole pipeline, each as the message beside it; a judgement for each. Options matter: thresholds, priors.
pub fn judge<'r>(
    model: &Model,
    options: &Options,
    rows: impl IntoIterator<Item = (&'r Row, Message<'r>)>,
) -> Vec<Judgement> {
    let labeler = Labeler::new(model, options.clone());
    let mut scratch = Scratch::new();
    rows.into_iter()
        .map(|(row, message)| judgement(row, &labeler.label(&mut scratch, &message), options))
        .collect()
}

/// The words of a row as a message of which nothing else is known.
pub fn words_of(row: &Row) -> Message<'_> {
    Message {
        text: &row.text,
        ..Message::default()
    }
}

/// Judges rows by their words and compares with the truth.
pub fn evaluate(model: &Model, options: &Options, rows: &[Row]) -> Evaluation {
    let rows = rows.iter().map(|row| (row, words_of(row)));
    Evaluation::of(model.id(), &judge(model, options, rows))
}

impl Evaluation {
    /// The figures of judgements.
    pub fn of(model: &str, judgements: &[Judgement]) -> Self {
        let known: Vec<bool> = judgements.iter().filter_map(|one| one.language).collect();
        let right = known.iter().filter(|&&right| right).count();
        let heads = Head::ALL.into_iter().filter_map(|head| {
            let of_head: Vec<Judgement> = judgements
                .iter()
                .filter(|one| one.head == head)
                .copied()
                .collect();
            (!of_head.is_empty()).then(|| figures(head, &of_head))
        });
        Evaluation {
            model: model.to_owned(),
            heads: heads.collect(),
            language_accuracy: (!known.is_empty()).then(|| right as f64 / known.len() as f64),
        }
    }
}

fn judgement(row: &Row, labels: &Labels, options: &Options) -> Judgement {
    let two = |score: f32| {
        let judged = score >= row.head.threshold(options);
        (
            usize::from(judged),
            f64::from(if judged { score } else { 1.0 - score }),
        )
    };
    let (judged, confidence) = match row.head {
        Head::Sentiment => {
            let p = labels.sentiment_p;
            let judged = labels.sentiment as usize;
            (
                judged,
                f64::from([p.negative, p.neutral, p.positive][judged]),
            )
        }
        Head::Intent => (labels.intent as usize, f64::from(labels.intent_score)),
        Head::Toxicity => two(labels.toxicity),
        Head::Spam => two(labels.spam),
        Head::Urgency => two(labels.urgency),
        // No probability is given for these: the figures of calibration say nothing of them.
        Head::Department => (place(&row.head.classes(), &labels.department), 1.0),
        Head::Level => (usize::from(labels.level).saturating_sub(1), 1.0),
        Head::Stance => (labels.stance as usize, 1.0),
    };
    Judgement {
        head: row.head,
        truth: row.label,
        judged,
        confidence,
        language: row.lang.map(|lang| labels.lang == lang.code()),
    }
}

/// The place of a class; the first when a rule of the user has given another name.
fn place(classes: &[&str], name: &str) -> usize {
    let place = classes.iter().position(|class| *class == name);
    place.unwrap_or(0)
}

fn figures(head: Head, judgements: &[Judgement]) -> HeadFigures {
    let names = head.classes();
    let count = judgements.len();
    let confusion = confusion(names.len(), judgements.iter());
    let right: usize = (0..names.len()).map(|class| confusion[class][class]).sum();
    let (calibration_error, bins) = reliability(judgements);
    HeadFigures {
        head,
        count,
        accuracy: right as f64 / count as f64,
        accuracy_interval: wilson(right as u64, count as u64, Z_95).unwrap_or_default(),
        macro_f1: macro_f1(&confusion),
        macro_f1_interval: bootstrap(names.len(), judgements),
        classes: names
            .iter()
            .enumerate()
            .map(|(class, name)| class_figures(name, class, &confusion))
            .collect(),
        confusion,
        calibration_error,
        brier: brier(judgements),
        bins,
    }
}

fn brier(judgements: &[Judgement]) -> f64 {
    let squares = judgements.iter().map(|one| {
        let distance = one.confidence - f64::from(u8::from(one.truth == one.judged));
        distance * distance
    });
    squares.sum::<f64>() / judgements.len() as f64
}

pub(super) fn confusion<'j>(
    classes: usize,
    judgements: impl Iterator<Item = &'j Judgement>,
) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; classes]; classes];
    for judgement in judgements {
        table[judgement.truth][judgement.judged] += 1;
    }
    table
}

fn class_figures(name: &'static str, class: usize, confusion: &[Vec<usize>]) -> ClassFigures {
    let hit = confusion[class][class] as f64;
    let support: usize = confusion[class].iter().sum();
    let judged: usize = confusion.iter().map(|row| row[class]).sum();
    let share = |of: usize| if of == 0 { 0.0 } else { hit / of as f64 };
    let f1 = if support + judged == 0 {
        0.0
    } else {
        2.0 * hit / (support + judged) as f64
    };
    ClassFigures {
        name,
        support,
        precision: share(judged),
        recall: share(support),
        f1,
    }
}

pub(super) fn macro_f1(confusion: &[Vec<usize>]) -> f64 {
    let classes = (0..confusion.len())
        .map(|class| class_figures("", class, confusion))
        .filter(|class| class.support > 0);
    let (sum, count) = classes.fold((0.0, 0), |(sum, count), class| (sum + class.f1, count + 1));
    if count == 0 {
        0.0
    } else {
        sum / f64::from(count)
    }
}

/// Percentile interval of macro-F1 at 95 %, with a fixed seed.
fn bootstrap(classes: usize, judgements: &[Judgement]) -> (f64, f64) {
    let mut resampler = Resampler::new(judgements.len());
    let scores = (0..RESAMPLES).map(|_| {
        let sample = resampler.sample().filter_map(|at| judgements.get(at));
        macro_f1(&confusion(classes, sample))
    });
    percentile_interval(scores.collect())
}

fn reliability(judgements: &[Judgement]) -> (f64, Vec<Bin>) {
    let mut bins = vec![Bin::default(); BINS];
    for judgement in judgements {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index, limited below"
        )]
        let at = ((judgement.confidence * BINS as f64) as usize).min(BINS - 1);
        bins[at].count += 1;
        bins[at].confidence += judgement.confidence;
        bins[at].accuracy += f64::from(u8::from(judgement.truth == judgement.judged));
    }
    let mut error = 0.0;
    for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
        error += (bin.confidence - bin.accuracy).abs() / judgements.len() as f64;
        bin.confidence /= bin.count as f64;
        bin.accuracy /= bin.count as f64;
    }
    (error, bins)
}

#[cfg(test)]
mod tests {
    use super::{Judgement, confusion, figures, macro_f1};
    use crate::classify::train::Head;

    fn judgements(list: &[(usize, usize, f64)]) -> Vec<Judgement> {
        list.iter()
            .map(|&(truth, judged, confidence)| Judgement {
                head: Head::Toxicity,
                truth,
                judged,
                confidence,
                language: None,
            })
            .collect()
    }

    #[test]
    fn figures_of_a_table_worked_out_by_hand() {
        let list = judgements(&[
            (0, 0, 0.9),
            (0, 0, 0.9),
            (0, 1, 0.9),
            (1, 1, 0.6),
            (1, 0, 0.6),
        ]);
        let found = figures(Head::Toxicity, &list);
        assert_eq!(found.confusion, [[2, 1], [1, 1]]);
        assert!((found.accuracy - 0.6).abs() < 1e-12);
        assert!((found.macro_f1 - 7.0 / 12.0).abs() < 1e-12);
        // Bin 0.9: three judgements, two right; bin 0.6: two, one right.
        // Squared distances: 0.01 twice and 0.81; 0.16 and 0.36.
        assert!((found.brier - (0.02 + 0.81 + 0.16 + 0.36) / 5.0).abs() < 1e-12);
        assert!((found.calibration_error - ((2.7 - 2.0) + (1.2 - 1.0)) / 5.0).abs() < 1e-12);
        assert!(
            found.macro_f1_interval.0 <= found.macro_f1
                && found.macro_f1 <= found.macro_f1_interval.1
        );
    }

    #[test]
    fn classes_that_do_not_occur_do_not_count() {
        let list = judgements(&[(0, 0, 1.0), (2, 2, 1.0)]);
        assert!((macro_f1(&confusion(3, list.iter())) - 1.0).abs() < 1e-12);
    }
}
