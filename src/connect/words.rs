//! What the words of an item name: links and pictures of HTML, headlines.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use url::Url;

use super::address::absolute;
use crate::record::{Media, Post};
use crate::text::html;

/// Words that came as HTML.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// Plain text; nothing if there are no words.
    pub(super) text: Option<String>,
    /// Where its links lead, each once.
    pub(super) links: Vec<String>,
    /// Its pictures.
    pub(super) media: Vec<Media>,
}

impl Words {
    /// Reads HTML; relative addresses are resolved against the page at `base`.
    pub(super) fn of(html: &str, base: Option<&str>) -> Self {
        let base = base.and_then(|base| Url::parse(base).ok());
        let mut words = Words {
            text: Some(html::to_text(html)).filter(|text| !text.is_empty()),
            ..Words::default()
        };
        let mut seen = HashSet::new();
        for reference in html::references(html) {
            let Some(url) = absolute(&reference.address, base.as_ref()) else {
                continue;
            };
            if !seen.insert(url.clone()) {
                continue;
            }
            if reference.image {
                words.media.push(Media {
                    media_type: Some("image".to_owned()),
                    url: Some(url),
                    alt: reference.alt,
                });
            } else {
                words.links.push(url);
            }
        }
        words
    }

    /// Gives the words to a post, after the links and pictures it has.
    pub(super) fn put(self, post: &mut Post) {
        post.text = self.text;
        // The words name each once, so that only what the post had before is to be compared: a page of nothing but links must not make this slow.
        let (links, media) = (post.links.clone(), post.media.clone());
        for link in self.links {
            if !links.contains(&link) && post.url.as_ref() != Some(&link) {
                post.links.push(link);
            }
        }
        for picture in self.media {
            if !media.iter().any(|known| known.url == picture.url) {
                post.media.push(picture);
            }
        }
    }
}

/// A name or headline on one line, from HTML or plain text.
pub(super) fn line(text: Option<&str>) -> Option<String> {
    text.map(html::title).filter(|text| !text.is_empty())
}
