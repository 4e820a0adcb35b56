//! The community manager's toolkit. The plan of the house: folders in level order, imports point up this list only.

pub mod document;
pub mod record;
pub mod stats;
pub mod text;
pub mod time;

pub mod ads;
pub mod config;
pub mod http;
pub mod jsonl;
pub mod state;

pub mod classify;
pub mod connect;
pub mod render;
pub mod report;
pub mod schedule;

pub mod fetch;

pub mod cli;
