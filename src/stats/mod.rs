//! Statistics that merge: quantiles, distinct values, intervals. Numbers in, numbers out.
//!
//! Whatever is added in whatever order, and however the parts are merged, the result is the same to the last bit.

mod distinct;
mod interval;
mod quantile;

pub use distinct::{DISTINCT_ERROR, DISTINCT_EXACT, Distinct, DistinctParts};
pub use interval::{Z_95, wilson};
pub use quantile::{Histogram, HistogramParts, QUANTILE_ERROR};
