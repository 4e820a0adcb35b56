//! Statistics that merge: quantiles, distinct values, intervals; and tests of one figure against another. Numbers in, numbers out.
//!
//! Whatever is added to a sketch in whatever order, and however the parts are merged, the result is the same to the last bit.
//! `crossed` shares strength among the cells of a table, and `Dice` draws the same numbers on every machine.

mod beta;
mod bootstrap;
mod burst;
mod change;
mod clustered;
mod contrast;
pub mod crossed;
mod dice;
mod discovery;
mod distinct;
mod heavy;
mod interval;
mod kendall;
mod matched;
mod pagerank;
mod paired;
mod quantile;
mod silence;
mod student;
mod survival;
mod symmetric;
mod turning;
mod windows;

pub use beta::binomial_upper_p;
pub use bootstrap::{Resampler, bootstrap_p, percentile_interval};
pub use burst::{Burst, BurstDetector, WEEK_HOURS, ratio_of_score, score_of_ratio};
pub use change::{
    Change, STEADY_DIFFERENCE, STEADY_RATIO, Verdict, difference_of_shares, rate_interval,
    ratio_of_rates, ratio_of_totals,
};
pub use clustered::{Cluster, clustered_mean};
pub use contrast::{Contrast, benjamini_hochberg, normal_upper_tail};
pub use dice::{Dice, seed_of};
pub use discovery::q_values;
pub use distinct::{DISTINCT_ERROR, DISTINCT_EXACT, Distinct, DistinctParts};
pub use heavy::HeavyHitters;
pub use interval::{Z_95, normal_cdf, wilson};
pub use kendall::{Trend, theil_sen};
pub use matched::{
    Effect, FEWEST_CLUSTERS, FEWEST_CONTROLS, Unit, matched_effect, matched_treated,
};
pub use pagerank::pagerank;
pub use paired::{mcnemar_mid_p, paired_interval};
pub use quantile::{Histogram, HistogramParts, QUANTILE_ERROR};
pub use silence::{Silence, SilenceDetector};
pub use student::{student_95, student_p};
pub use survival::{Reached, Survival};
pub use symmetric::Cholesky;
pub use turning::{Turn, turn};
pub use windows::{BurstWindows, Bursts, Counted, View};
