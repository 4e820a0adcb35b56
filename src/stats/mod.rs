//! Statistics that merge: quantiles, distinct values, intervals; and tests of one figure against another. Numbers in, numbers out.
//!
//! Whatever is added to a sketch in whatever order, and however the parts are merged, the result is the same to the last bit.
//! `crossed` shares strength among the cells of a table, and `Dice` draws the same numbers on every machine.

mod beta;
mod bootstrap;
mod change;
pub mod crossed;
mod dice;
mod discovery;
mod distinct;
mod interval;
mod pagerank;
mod paired;
mod quantile;
mod student;
mod symmetric;

pub use beta::binomial_upper_p;
pub use bootstrap::{Resampler, bootstrap_p, percentile_interval};
pub use change::{
    Change, STEADY_DIFFERENCE, STEADY_RATIO, Verdict, difference_of_shares, ratio_of_rates,
    ratio_of_totals,
};
pub use dice::{Dice, seed_of};
pub use discovery::benjamini_hochberg;
pub use distinct::{DISTINCT_ERROR, DISTINCT_EXACT, Distinct, DistinctParts};
pub use interval::{Z_95, normal_cdf, wilson};
pub use pagerank::pagerank;
pub use paired::{mcnemar_mid_p, paired_interval};
pub use quantile::{Histogram, HistogramParts, QUANTILE_ERROR};
pub use student::{student_95, student_p};
pub use symmetric::Cholesky;
