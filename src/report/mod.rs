//! Questions asked of posts: aggregates that merge, and their numbers as a document.

mod row;
mod skim;

pub use row::{AuthorRow, LabelsRow, Line, LineProblem, MetricsRow, Row};
