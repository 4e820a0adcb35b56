//! How long something takes when some of it is still to come: times that were watched to their end, and times that were not (censored).

use super::interval::Z_95;

/// The product-limit estimate of the share that still waits after a time.
///
/// E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations", Journal of the American Statistical Association 53 (1958), 457-481;
/// the variance is M. Greenwood's (1926). It takes what still waits for a sample of the rest: whoever is left alone on purpose must not be among it.
#[derive(Clone, Debug, Default)]
pub struct Survival {
    steps: Vec<Step>,
}

/// What is known right after a time at which something ended.
#[derive(Clone, Copy, Debug)]
struct Step {
    time: f64,
    /// Share that still waits, and its 95 % interval.
    waits: f64,
    low: f64,
    high: f64,
}

/// A figure and its 95 % interval; an end that the data do not reach is absent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// The figure; absent when too few have ended.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end; absent when it lies beyond all that was watched.
    pub high: Option<f64>,
}

impl Survival {
    /// Of times, in any unit, each with whether the end was seen (`true`) or only that it had not come by then.
    pub fn new(mut times: Vec<(f64, bool)>) -> Self {
        times.retain(|(time, _)| time.is_finite());
        // Ends before censored times of the same moment: whoever is censored then was still there.
        times.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut steps = Vec::new();
        let mut at_risk = times.len();
        let (mut waits, mut greenwood) = (1.0_f64, 0.0_f64);
        for same in times.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let ended = same.iter().filter(|(_, ended)| *ended).count();
            if ended > 0 {
                let (d, n) = (ended as f64, at_risk as f64);
                waits *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                let (low, high) = log_log(waits, greenwood);
                steps.extend(same.first().map(|(time, _)| Step {
                    time: *time,
                    waits,
                    low,
                    high,
                }));
            }
            at_risk -= same.len();
        }
        Survival { steps }
    }

    /// The time by which a share has ended: 0.5 for the median. The interval is that of R. Brookmeyer and J. Crowley, "A Confidence Interval for the
    /// Median Survival Time", Biometrics 38 (1982), 29-41, on the scale of log(-log).
    pub fn quantile(&self, share: f64) -> Reached {
        let left = 1.0 - share;
        // Sums of shares are not exact; half the last digits are forgiven.
        let first = |read: fn(&Step) -> f64| {
            let step = self.steps.iter().find(|step| read(step) <= left + 1e-12);
            step.map(|step| step.time)
        };
        Reached {
            value: first(|step| step.waits),
            low: first(|step| step.low),
            high: first(|step| step.high),
        }
    }
}

/// J. D. Kalbfleisch, R. L. Prentice, "The Statistical Analysis of Failure Time Data", 1980, section 1.4: the interval on the scale of log(-log) stays within
/// [0, 1]. When nobody is left there is no variance, and that step bounds nothing.
fn log_log(waits: f64, greenwood: f64) -> (f64, f64) {
    if waits <= 0.0 {
        return (1.0, 1.0);
    }
    let width = Z_95 * greenwood.sqrt() / waits.ln().abs();
    (waits.powf(width.exp()), waits.powf((-width).exp()))
}

#[cfg(test)]
mod tests {
    use super::{Reached, Survival};
    use crate::stats::Dice;

    #[test]
    fn the_published_example() {
        // Freireich et al. 1963, remission on 6-MP in weeks, with + censored; median 23, R's survfit(conf.type = "log-log"): 13 to unbounded.
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|time| (f64::from(time), true));
        let waits = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let waits = waits.map(|time| (f64::from(time), false));
        let survival = Survival::new(ended.into_iter().chain(waits).collect());
        let at = |time: f64| {
            let step = survival.steps.iter().find(|step| step.time >= time);
            step.map_or(f64::NAN, |step| step.waits)
        };
        for (time, waits) in [(6.0, 0.857), (10.0, 0.753), (22.0, 0.538), (23.0, 0.448)] {
            assert!((at(time) - waits).abs() < 6e-4, "{time} {}", at(time));
        }
        let median = survival.quantile(0.5);
        assert_eq!((median.value, median.low), (Some(23.0), Some(13.0)));
        assert_eq!(median.high, None);
    }

    #[test]
    fn without_censoring_it_is_the_sample_s_own() {
        let survival = Survival::new((1..=9).map(|time| (f64::from(time), true)).collect());
        assert_eq!(survival.quantile(0.5).value, Some(5.0));
        assert_eq!(survival.quantile(0.9).value, Some(9.0));
        let none = Reached {
            value: None,
            low: None,
            high: None,
        };
        assert_eq!(Survival::new(vec![(3.0, false)]).quantile(0.5), none);
        assert_eq!(Survival::new(Vec::new()).quantile(0.5), none);
    }

    /// How often the interval of the median of exponential times, censored at even times, holds it.
    #[test]
    fn intervals_of_medians_cover_as_often_as_they_say() {
        for size in [15, 60] {
            let mut dice = Dice::new(size);
            let runs = 1000;
            let mut held = 0;
            for _ in 0..runs {
                let one = |_| {
                    let time = -dice.uniform().ln();
                    let until = 3.0 * dice.uniform();
                    (time.min(until), time <= until)
                };
                let median = Survival::new((0..size).map(one).collect()).quantile(0.5);
                let truth = std::f64::consts::LN_2;
                let low = median.low.unwrap_or(f64::INFINITY);
                held += u32::from(low <= truth && median.high.is_none_or(|high| truth <= high));
            }
            // 95 % of 1,000, with a standard error of 7.
            assert!((925..=980).contains(&held), "{size}: {held}");
        }
    }
}
