//! Questions asked of posts: aggregates that merge, and their numbers as a document.

mod aggregate;
mod dimension;
mod field;
mod figures;
mod groups;
mod pack;
mod page;
mod partial;
mod read;
mod row;
mod shapes;
mod skim;
mod skimmer;
mod summary;
mod wall;

pub use dimension::{Dimension, DimensionError, Key, URGENT};
pub use pack::{BuiltIn, PACKS, PAGE, Pack, PackError, PackPlan, SECTIONS, SectionKind};
pub use read::{PostAuthor, PostLabels, PostMedia, PostMetrics, PostRow, Record};
pub use row::{AuthorRow, LabelsRow, LineProblem, MetricsRow, Row, RowReader};
pub use summary::{Groupings, Skipped, Summary, SummaryOptions};
