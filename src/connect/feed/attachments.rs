//! Links, pictures, sounds and films of a post.

use hashbrown::{HashMap, HashSet};
use url::Url;

use super::address::absolute;
use super::model::{Entry, Medium, Words};
use crate::record::Media;
use crate::text::html;

/// Links and pictures of the words.
pub(super) fn body(
    words: Option<&Words>,
    base: Option<&Url>,
    own: Option<&str>,
) -> (Vec<String>, Vec<Media>) {
    let (mut links, mut pictures) = (Vec::new(), Vec::new());
    let Some(words) = words else {
        return (links, pictures);
    };
    let source = words.source();
    let mut seen = HashSet::new();
    if !html::has_markup(source) {
        links = written(source)
            .filter(|url| Some(*url) != own && seen.insert((*url).to_owned()))
            .map(str::to_owned)
            .collect();
        return (links, pictures);
    }
    for reference in html::references(source) {
        let Some(url) = absolute(&reference.address, base) else {
            continue;
        };
        if reference.image {
            pictures.push(Media {
                media_type: Some("image".to_owned()),
                url: Some(url),
                alt: reference.alt,
            });
        } else if Some(url.as_str()) != own && seen.insert(url.clone()) {
            links.push(url);
        }
    }
    (links, pictures)
}

/// `image`, `video`, `audio`, or the MIME type when it is none of these.
fn kind(medium: &Medium, url: &str) -> String {
    let said = medium.kind.as_deref().unwrap_or_default();
    let family = said.split('/').next().unwrap_or_default();
    if matches!(family, "image" | "video" | "audio") {
        return family.to_owned();
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let extension = path
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    match extension.as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "svg" => "image".to_owned(),
        "mp4" | "webm" | "mov" | "m4v" | "mkv" => "video".to_owned(),
        "mp3" | "m4a" | "ogg" | "oga" | "opus" | "flac" | "wav" | "aac" => "audio".to_owned(),
        _ if said.is_empty() => "link".to_owned(),
        _ => said.to_owned(),
    }
}

/// All media of an entry, each once: the film, what is attached, the pictures of its words.
pub(super) fn media(entry: &Entry, base: Option<&Url>, pictures: Vec<Media>) -> Vec<Media> {
    let film = entry
        .film
        .then(|| super::address::of_entry(entry, base))
        .flatten()
        .map(|url| Media {
            media_type: Some("video".to_owned()),
            url: Some(url),
            alt: None,
        });
    let attached = entry.media.iter().filter_map(|medium| {
        let url = absolute(&medium.url, base)?;
        let alt = medium
            .alt
            .as_deref()
            .map(html::title)
            .filter(|alt| !alt.is_empty());
        Some(Media {
            media_type: Some(kind(medium, &url)),
            url: Some(url),
            alt,
        })
    });
    let mut media: Vec<Media> = Vec::new();
    let mut seen: HashMap<Option<String>, usize> = HashMap::new();
    for medium in film.into_iter().chain(attached).chain(pictures) {
        // What is attached and shown in the text is one; the text may describe it.
        if let Some(known) = seen.get(&medium.url).and_then(|at| media.get_mut(*at)) {
            known.alt = known.alt.take().or(medium.alt);
        } else {
            seen.insert(medium.url.clone(), media.len());
            media.push(medium);
        }
    }
    media
}

/// The addresses that stand in a plain text.
fn written(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_whitespace() || matches!(char, '<' | '>' | '"' | '(' | ')'))
        .filter_map(|word| {
            let at = word.find("http://").or_else(|| word.find("https://"))?;
            let address = word
                .get(at..)?
                .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '»', '”', '…', ']']);
            absolute(address, None).map(|_| address)
        })
}
