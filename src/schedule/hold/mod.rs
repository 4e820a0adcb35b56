//! The crisis.
