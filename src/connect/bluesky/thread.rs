//! A thread as the network gives it: a tree of posts, some of which are deleted, or hidden because somebody blocks somebody.

use serde_json::Value;

use super::post::Context;
use crate::connect::json;
use crate::record::Post;

/// What an answer holds of a thread.
#[derive(Default)]
pub(super) struct Tree {
    /// The posts: what the one asked for answers, oldest first; itself; its answers, each before those to it.
    pub(super) posts: Vec<Post>,
    /// Addresses of posts at the lower edge that have answers which are not shown.
    pub(super) deeper: Vec<String>,
    /// What is missing.
    pub(super) notes: Vec<String>,
    lost: Lost,
    /// Posts at each depth that have answers, none of which are shown.
    edge: Vec<(usize, String)>,
    depth: usize,
}

#[derive(Default)]
struct Lost {
    deleted: usize,
    blocked: usize,
    broken: usize,
}

impl Tree {
    /// Reads an answer; nothing if there is no thread in it. The depth is bounded by that of the JSON.
    pub(super) fn read(value: &Value, context: &Context) -> Option<Tree> {
        let thread = json::at(value, "thread").filter(|thread| thread.is_object())?;
        let mut tree = Tree::default();
        let mut above = Vec::new();
        let mut parent = json::at(thread, "parent");
        while let Some(node) = parent {
            above.extend(tree.post(node, context));
            parent = json::at(node, "parent");
        }
        tree.posts.extend(above.into_iter().rev());
        tree.descend(thread, context, 0);
        // Only those at the lowest depth are cut off; others have answers that are deleted or hidden, and asking again would not show them.
        let lowest = tree.depth;
        tree.deeper = std::mem::take(&mut tree.edge)
            .into_iter()
            .filter(|(depth, _)| *depth == lowest && lowest > 0)
            .map(|(_, uri)| uri)
            .collect();
        for (count, what) in [
            (tree.lost.deleted, "deleted"),
            (tree.lost.blocked, "hidden by a block"),
            (tree.lost.broken, "unreadable, and left out"),
        ] {
            match count {
                0 => {}
                1 => tree.notes.push(format!("a post of the thread is {what}")),
                count => tree
                    .notes
                    .push(format!("{count} posts of the thread are {what}")),
            }
        }
        Some(tree)
    }

    fn descend(&mut self, node: &Value, context: &Context, depth: usize) {
        let post = self.post(node, context);
        if post.is_some() {
            self.depth = self.depth.max(depth);
        }
        self.posts.extend(post);
        let replies = json::items(node, "replies");
        if replies.is_empty()
            && json::count(node, "post.replyCount").is_some_and(|count| count > 0)
            && let Some(uri) = json::string(node, "post.uri")
        {
            self.edge.push((depth, uri));
        }
        for reply in replies {
            self.descend(reply, context, depth + 1);
        }
    }

    /// The post of a node; counts those that are none.
    fn post(&mut self, node: &Value, context: &Context) -> Option<Post> {
        let is = |name: &str| json::flag(node, name) == Some(true);
        let post = json::at(node, "post").and_then(|view| context.post(view));
        match post {
            Some(post) => return Some(post),
            None if is("notFound") => self.lost.deleted += 1,
            None if is("blocked") => self.lost.blocked += 1,
            None => self.lost.broken += 1,
        }
        None
    }
}
