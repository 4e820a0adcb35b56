//! The command line: the only place with clap, anyhow, terminals and exit codes. One file per program, one `main` for all.

mod bad_value;
mod clients;
mod common;
mod console;
mod defaults;
mod document;
mod examples;
mod exit;
mod files;
mod generate;
mod mistaken;
mod output;
mod packer;
mod passed;
mod program;
mod progress;
mod rejects;
mod session;
mod stream;
mod tables;
mod traced;

pub mod classify;
pub mod fetch;
pub mod report;
pub mod schedule;

pub use exit::Exit;

/// musl's own allocator costs cm-classify two and a half times the processor time.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
