//! Questions asked of posts: aggregates that merge, and their numbers as a document.

mod aggregate;
mod alerts;
mod arrange;
mod author_key;
mod authors;
mod blocks;
mod boosts;
mod compare;
mod dimension;
mod field;
mod figures;
mod groups;
mod ids;
mod latest;
mod line;
mod notes;
mod options;
mod pack;
mod page;
mod partial;
mod posts;
mod rate;
mod read;
mod row;
mod scope;
mod shapes;
mod skim;
mod skimmer;
mod summary;
mod talk;
mod team;
mod threads;
mod trends;
mod uncounted;
mod voice;
mod wall;
mod words;

pub use alerts::{
    AlertOptions, Alerts, LeftOut, SavedError, ScoreRows, Scored, SeriesKey, alerts_document,
    scores_document, threshold_of_false_alarms,
};
pub use author_key::AuthorKey;
pub use authors::{Authors, AuthorsOptions, OccasionKind, Segment};
pub use boosts::{Boosted, Boosts, BoostsOptions};
pub use dimension::{Dimension, DimensionError, Key, URGENT};
pub use latest::{Held, Latest};
pub use options::{MAX_GROUPS, Skipped, SummaryOptions, TooManyGroups};
pub use pack::{BuiltIn, PACKS, PAGE, Pack, PackError, PackPlan, SECTIONS, SectionKind};
pub use posts::LeftOut as PostsLeftOut;
pub use posts::{
    Advice, Effect, FALSE_FINDINGS, Feature, Judged, NoDenominator, OwnPosts, PostsOptions, Trait,
};
pub use rate::{Per, PerError};
pub use read::{PostAuthor, PostLabels, PostMedia, PostMetrics, PostRow, Record};
pub use row::{AuthorRow, LabelsRow, LineProblem, MetricsRow, Row, RowReader};
pub use scope::{Passed, Scope};
pub use summary::{Groupings, Summary};
pub use talk::{MAX_POSTS, Talk, TooManyPosts};
pub use team::{Answers, Desk, Outcome, Tasks, Team, TeamOptions};
pub use threads::{Threads, ThreadsOptions};
pub use trends::{Every, TrendOptions, Trends};
pub use uncounted::NotCountedBy;
pub use voice::{MOST_AUTHORS, Voice, VoiceOptions, Voices};
