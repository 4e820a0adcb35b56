//! Two models on the same rows: is the second better, worse, or too close to tell?

use super::evaluate::{Judgement, confusion, macro_f1};
use super::head::Head;
use crate::stats::{Resampler, bootstrap_p, mcnemar_mid_p, paired_interval, percentile_interval};

/// Resamplings behind the interval and the p of macro-F1.
const RESAMPLES: usize = 1000;
/// A difference with a p below this is told as one.
const LEVEL: f64 = 0.05;
/// Rows below which nothing is told: a resampling of a handful of texts knows nothing of the texts that were not drawn.
pub const FEWEST: usize = 30;
/// Rows that the models judge differently below which nothing is told: of five that all speak for one model chance alone makes one case in 32 (sign test).
pub const FEWEST_DIFFERING: usize = 6;

/// A figure of both models.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// What is asked.
    pub head: Head,
    /// Which figure.
    pub measure: Measure,
    /// Rows judged.
    pub count: usize,
    /// Rows that the two models judge differently.
    pub differing: usize,
    /// Of the first model.
    pub first: f64,
    /// Of the second.
    pub second: f64,
    /// Second minus first.
    pub difference: f64,
    /// 95 % interval of the difference.
    pub interval: (f64, f64),
    /// How often chance alone makes a difference as large.
    pub p: f64,
}

/// A figure that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Share that was right: McNemar's test, interval of Bonett and Price.
    Accuracy,
    /// Mean F1 of the classes: paired bootstrap.
    MacroF1,
}

impl Measure {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Accuracy => "accuracy",
            Measure::MacroF1 => "macro_f1",
        }
    }
}

impl Comparison {
    /// In plain words, of the second model.
    pub fn verdict(&self) -> &'static str {
        match self {
            one if one.is_of_few() => "too few to tell",
            one if one.p >= LEVEL || one.difference == 0.0 => "too close to tell",
            one if one.difference > 0.0 => "better",
            _ => "worse",
        }
    }
}

impl Comparison {
    /// Whether there are too few rows to tell anything; models that never differ are alike, however few rows there are to differ on.
    pub fn is_of_few(&self) -> bool {
        self.count < FEWEST || (1..FEWEST_DIFFERING).contains(&self.differing)
    }
}

fn differing(pairs: &[(Judgement, Judgement)]) -> usize {
    let differ = pairs
        .iter()
        .filter(|(one, other)| one.judged != other.judged);
    differ.count()
}

/// Compares the judgements of two models of the same rows: two comparisons for each head that occurs.
pub fn compare(first: &[Judgement], second: &[Judgement]) -> Vec<Comparison> {
    let mut found = Vec::new();
    for head in Head::ALL {
        let pairs: Vec<(Judgement, Judgement)> = first
            .iter()
            .zip(second)
            .filter(|(one, _)| one.head == head)
            .map(|(one, other)| (*one, *other))
            .collect();
        if !pairs.is_empty() {
            found.push(accuracy(head, &pairs));
            found.push(f1(head, &pairs));
        }
    }
    found
}

fn accuracy(head: Head, pairs: &[(Judgement, Judgement)]) -> Comparison {
    let is_right = |one: &Judgement| one.truth == one.judged;
    let count = |wanted: (bool, bool)| {
        let of = pairs
            .iter()
            .filter(|(one, other)| (is_right(one), is_right(other)) == wanted);
        of.count() as u64
    };
    let (both, only_first, only_second) = (
        count((true, true)),
        count((true, false)),
        count((false, true)),
    );
    let share = |right: u64| right as f64 / pairs.len() as f64;
    let (first, second) = (share(both + only_first), share(both + only_second));
    Comparison {
        head,
        measure: Measure::Accuracy,
        count: pairs.len(),
        differing: differing(pairs),
        first,
        second,
        difference: second - first,
        interval: paired_interval(only_first, only_second, pairs.len() as u64),
        p: mcnemar_mid_p(only_first, only_second),
    }
}

fn f1(head: Head, pairs: &[(Judgement, Judgement)]) -> Comparison {
    let classes = head.classes().len();
    let both = |at: &[usize]| {
        let pairs = || at.iter().filter_map(|&at| pairs.get(at));
        let first = macro_f1(&confusion(classes, pairs().map(|(one, _)| one)));
        let second = macro_f1(&confusion(classes, pairs().map(|(_, other)| other)));
        (first, second)
    };
    let all: Vec<usize> = (0..pairs.len()).collect();
    let (first, second) = both(&all);
    let mut resampler = Resampler::new(pairs.len());
    let differences: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let sample: Vec<usize> = resampler.sample().collect();
            let (first, second) = both(&sample);
            second - first
        })
        .collect();
    let difference = second - first;
    Comparison {
        head,
        measure: Measure::MacroF1,
        count: pairs.len(),
        differing: differing(pairs),
        first,
        second,
        difference,
        p: bootstrap_p(difference, &differences),
        interval: percentile_interval(differences),
    }
}

#[cfg(test)]
mod tests {
    use super::{Measure, compare};
    use crate::classify::train::Head;
    use crate::classify::train::evaluate::Judgement;

    /// Judgements of 200 rows of two classes, right but for those whose number is a multiple of `wrong`.
    fn judgements(wrong: usize) -> Vec<Judgement> {
        let one = |at: usize| Judgement {
            head: Head::Spam,
            truth: at % 2,
            judged: (at + usize::from(at.is_multiple_of(wrong))) % 2,
            confidence: 0.9,
            language: None,
        };
        (0..200).map(one).collect()
    }

    #[test]
    fn the_better_one_is_named_and_the_other_way_round_the_worse() {
        let (poor, good) = (judgements(3), judgements(19));
        for comparison in compare(&poor, &good) {
            assert_eq!(comparison.verdict(), "better", "{comparison:?}");
            let (low, high) = comparison.interval;
            assert!(low > 0.0 && low < comparison.difference && comparison.difference < high);
        }
        for comparison in compare(&good, &poor) {
            assert_eq!(comparison.verdict(), "worse", "{comparison:?}");
        }
    }

    #[test]
    fn a_model_is_no_better_than_itself() {
        let same = judgements(5);
        let found = compare(&same, &same);
        let measures: Vec<Measure> = found.iter().map(|one| one.measure).collect();
        assert_eq!(measures, [Measure::Accuracy, Measure::MacroF1]);
        for comparison in found {
            assert_eq!(comparison.verdict(), "too close to tell");
            assert!(comparison.difference.abs() < 1e-12 && (comparison.p - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_few_rows_more_are_no_proof() {
        let (first, mut second) = (judgements(20), judgements(20));
        for at in [0, 20, 40, 60, 80] {
            second[at].judged = second[at].truth;
            for comparison in compare(&first, &second) {
                assert_eq!(comparison.verdict(), "too few to tell", "{comparison:?}");
            }
        }
        second[100].judged = second[100].truth;
        assert_eq!(compare(&first, &second)[0].verdict(), "better");
        // All of 29 rows are no proof either.
        let (poor, good) = (judgements(1), judgements(300));
        for (count, verdict) in [
            (1, "too few to tell"),
            (29, "too few to tell"),
            (31, "better"),
        ] {
            for comparison in compare(&poor[..count], &good[..count]) {
                assert_eq!(comparison.verdict(), verdict, "{comparison:?}");
            }
        }
        // As many for the one as for the other.
        let (first, mut second) = (judgements(20), judgements(20));
        for at in [0, 20, 40, 1, 2, 3] {
            second[at].judged = 1 - second[at].judged;
        }
        assert_eq!(compare(&first, &second)[0].verdict(), "too close to tell");
    }
}
