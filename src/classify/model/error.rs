//! Why a model file is refused.

/// Why a model file is refused.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Not a model file at all.
    #[error(
        "not a cm model file: it does not begin with `CMMODEL`; give a file written by `cm-classify train`"
    )]
    NotAModel,
    /// Written by a later program.
    #[error(
        "the model file has format {found}, this program reads up to {known}; update cm or train the model again"
    )]
    Newer {
        /// Format of the file.
        found: u32,
        /// Latest format that is understood.
        known: u32,
    },
    /// Written by an earlier program, whose weights mean something else.
    #[error(
        "the model file has format {found} of an earlier cm, this program reads format {known}; train the model again"
    )]
    Older {
        /// Format of the file.
        found: u32,
        /// Format that is understood.
        known: u32,
    },
    /// The bytes are not those that were written.
    #[error("the model file is damaged ({what}); fetch or train it again")]
    Damaged {
        /// What does not fit.
        what: String,
    },
}
