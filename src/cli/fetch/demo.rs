//! `cm-fetch demo`: a month of posts to try the toolkit on.

use std::io::Write;

use anyhow::Context;

use crate::cli::console::counted;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::connect::demo;
use crate::record::Post;

/// Prints the demo.
pub(super) fn run(session: &Session) -> anyhow::Result<Exit> {
    let wanted = |post: &Post| {
        post.published_at
            .is_some_and(|at| session.range.contains(at))
    };
    let posts: Vec<Post> = demo::posts(session.now)
        .into_iter()
        .filter(wanted)
        .collect();
    let mut lines = Vec::new();
    for post in &posts {
        serde_json::to_writer(&mut lines, post)?;
        lines.push(b'\n');
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(&lines).context("cannot write the posts")?;
    output.finish()?;
    let told = counted(posts.len() as u64, "post");
    session.console.summary(format!(
        "{told} of a made-up brand, until {}",
        session.now.format("%Y-%m-%d")
    ));
    Ok(Exit::Done)
}
