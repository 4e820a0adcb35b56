//! The one test binary: a harness that runs the real programs, and a module per subject.

mod cases;
mod conformance;
mod docs;
mod duckdb;
mod errors;
mod faults;
mod fetch;
mod harness;
mod hostile;
mod http;
mod listen;
mod lookup;
mod newcomer;
mod outputs;
mod pipes;
mod records;
mod records_page;
mod robots;
mod second_opinion;
mod server;
mod settings;
mod shells;
mod terminal;
mod tidy;
