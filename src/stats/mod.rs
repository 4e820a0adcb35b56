//! Statistics that merge: quantiles, distinct values, intervals; and tests of one figure against another. Numbers in, numbers out.
//!
//! Whatever is added in whatever order, and however the parts are merged, the result is the same to the last bit.

mod bootstrap;
mod change;
mod distinct;
mod interval;
mod paired;
mod quantile;

pub use bootstrap::{Resampler, bootstrap_p, percentile_interval};
pub use change::{
    Change, STEADY_DIFFERENCE, STEADY_RATIO, Verdict, difference_of_shares, ratio_of_rates,
    ratio_of_totals,
};
pub use distinct::{DISTINCT_ERROR, DISTINCT_EXACT, Distinct, DistinctParts};
pub use interval::{Z_95, wilson};
pub use paired::{mcnemar_mid_p, paired_interval};
pub use quantile::{Histogram, HistogramParts, QUANTILE_ERROR};
