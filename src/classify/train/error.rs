//! What can go wrong in training.

use std::path::{Path, PathBuf};

use crate::classify::model::ModelError;

/// Why no model came out.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The manifest is not right.
    #[error("{path}:{line}: {what}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A line of a corpus is not right.
    #[error("{path}:{line}: {what}")]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Nothing to learn from.
    #[error("no rows to train `{head}` on; add a source for it to the manifest")]
    NoRows {
        /// The head.
        head: &'static str,
    },
    /// Nothing that people said is about something that the model can learn.
    #[error("nothing to learn: no label of these posts is one of {heads}")]
    NothingTaught {
        /// The labels that can be learnt.
        heads: String,
    },
    /// All rows say the same.
    #[error(
        "all {rows} rows for `{head}` are `{class}`; there is nothing to tell apart: look at `label` and `map` in the manifest"
    )]
    OneClass {
        /// The head.
        head: &'static str,
        /// The only class.
        class: &'static str,
        /// How many rows.
        rows: usize,
    },
    /// The parts do not make a model.
    #[error("the trained parts do not make a model: {0}")]
    Model(#[from] ModelError),
}

impl TrainError {
    pub(super) fn read(path: &Path, source: std::io::Error) -> Self {
        TrainError::Read {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn line(path: &Path, line: usize, what: String) -> Self {
        TrainError::Line {
            path: path.to_owned(),
            line,
            what,
        }
    }
}
