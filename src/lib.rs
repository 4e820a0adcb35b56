//! The community manager's toolkit. The plan of the house: folders in level order, imports point up this list only.

pub mod document;
pub mod record;
pub mod stats;
pub mod text;
pub mod time;

pub mod http;

pub mod connect;
pub mod render;
pub mod report;
