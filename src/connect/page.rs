//! Pages for people, asked only whether they are still there: for posts of feeds and of networks that cannot be asked for one post.

use super::address::is_web;
use super::connector::{
    Answer, Ask, Connector, From, LookUp, Page, ParseError, SourceError, Start,
};
use super::source::Source;
use crate::http::Request;
use crate::record::Post;

/// Asks for the page of each post, as far as its site lets programs read it. It is no source of posts and stands in no list.
pub struct PageConnector;

impl Connector for PageConnector {
    fn name(&self) -> &'static str {
        "page"
    }

    fn about(&self) -> &'static str {
        "the web page of a post"
    }

    fn first(&self, source: &Source, _: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        Err(SourceError::new(source, "pages are not listened to"))
    }

    /// Any answer says that the page is there.
    fn parse(&self, _: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        Ok(Page {
            posts: vec![Post {
                id: answer.ask.memo.clone(),
                ..Post::default()
            }],
            ..Page::default()
        })
    }

    fn look_up(&self, _: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let questions = posts.iter().filter_map(|post| {
            let url = post.url.as_deref()?;
            is_web(url).then(|| LookUp {
                ask: Ask::of(From::Http(Request::get(url).heeding_robots())).memo(post.id.clone()),
                ids: vec![post.id.clone()],
            })
        });
        Some(questions.collect())
    }
}
