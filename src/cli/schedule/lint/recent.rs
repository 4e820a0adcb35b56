//! `--recent`: posts that were published, against which drafts are compared.

use std::path::PathBuf;

use serde::Deserialize;

use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::record::Str;
use crate::schedule::lint::{Linter, Recent};
use crate::time::rfc3339;

/// What is read of a post.
#[derive(Deserialize)]
struct Post<'a> {
    #[serde(rename = "type", borrow, default)]
    record_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    client: Option<Str<'a>>,
    #[serde(borrow, default)]
    source: Option<Str<'a>>,
    #[serde(borrow, default)]
    text: Option<Str<'a>>,
    #[serde(borrow, default)]
    published_at: Option<Str<'a>>,
    #[serde(default)]
    own: Option<bool>,
}

#[derive(Default)]
struct Posts(Vec<String>);

impl Worker for Posts {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let post: Post<'_> = serde_json::from_str(line)?;
        let is_post = post
            .record_type
            .as_deref()
            .is_none_or(|kind| kind == "post");
        if is_post && post.own != Some(false) {
            self.0.push(line.to_owned());
        }
        Ok(())
    }
}

/// Reads the files into the linter's memory.
pub(super) fn read(
    session: &Session,
    paths: &[PathBuf],
    linter: &mut Linter,
) -> anyhow::Result<Exit> {
    if paths.is_empty() {
        return Ok(Exit::Done);
    }
    let inputs = session.inputs(paths)?;
    let ran = stream::run_over(session, 1, (inputs, None), None, Posts::default)?;
    for line in ran.workers.iter().flat_map(|worker| &worker.0) {
        let post: Post<'_> = serde_json::from_str(line)?;
        linter.remember(&Recent {
            id: post.id.as_deref().unwrap_or("without id"),
            client: post.client.as_deref(),
            source: post.source.as_deref(),
            text: post.text.as_deref().unwrap_or_default(),
            at: post.published_at.as_deref().and_then(rfc3339),
        });
    }
    Ok(ran.exit)
}
