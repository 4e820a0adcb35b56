//! Questions asked of posts: aggregates that merge, and their numbers as a document.

mod aggregate;
mod alerts;
mod dimension;
mod figures;
mod groups;
mod line;
mod page;
mod partial;
mod row;
mod skim;
mod skimmer;
mod summary;
mod trends;
mod wall;
mod words;

pub use alerts::{
    AlertOptions, Alerts, LeftOut, SavedError, ScoreRows, Scored, SeriesKey, alerts_document,
    scores_document, threshold_of_false_alarms,
};
pub use dimension::{Dimension, DimensionError, Key, URGENT};
pub use row::{AuthorRow, LabelsRow, LineProblem, MetricsRow, Row};
pub use summary::{Groupings, Skipped, Summary, SummaryOptions};
pub use trends::{Every, TrendOptions, Trends};
