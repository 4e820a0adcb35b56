//! Questions asked of posts: aggregates that merge, and their numbers as a document.

mod aggregate;
mod dimension;
mod figures;
mod groups;
mod pack;
mod page;
mod partial;
mod row;
mod skim;
mod skimmer;
mod summary;
mod wall;

pub use dimension::{Dimension, DimensionError, Key, URGENT};
pub use pack::{BuiltIn, PACKS, PAGE, Pack, PackError, PackPlan, SECTIONS, SectionKind};
pub use row::{AuthorRow, LabelsRow, LineProblem, MetricsRow, Row};
pub use summary::{Groupings, Skipped, Summary, SummaryOptions};
