//! Questions asked of posts: aggregates that merge, and their numbers as a document.

mod aggregate;
mod alerts;
mod dimension;
mod field;
mod figures;
mod groups;
mod line;
mod page;
mod partial;
mod read;
mod row;
mod shapes;
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
pub use read::{PostAuthor, PostLabels, PostMedia, PostMetrics, PostRow, Record};
pub use row::{AuthorRow, LabelsRow, LineProblem, MetricsRow, Row, RowReader};
pub use summary::{Groupings, Skipped, Summary, SummaryOptions};
pub use trends::{Every, TrendOptions, Trends};
