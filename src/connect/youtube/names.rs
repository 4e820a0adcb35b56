//! How people name a channel or a video: its id, its handle, an address copied from the browser.

use url::Url;

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// `UC` and 22 characters.
    Id(String),
    /// With `@`.
    Handle(String),
    /// A name of old, as in `youtube.com/user/NAME`.
    User(String),
}

/// The channel that a text names.
pub(super) fn channel(text: &str) -> Option<Channel> {
    let text = text.trim();
    if let Some(url) = address(text) {
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        let first = percent_decoded(parts.next()?);
        return match first.as_str() {
            "channel" => channel(parts.next()?).filter(|found| matches!(found, Channel::Id(_))),
            "user" => Some(Channel::User(percent_decoded(parts.next()?))),
            handle if handle.starts_with('@') => channel(handle),
            _ => None,
        };
    }
    if let Some(handle) = text.strip_prefix('@') {
        let is_handle = !handle.is_empty() && !handle.contains(['/', ' ']);
        return is_handle.then(|| Channel::Handle(text.to_owned()));
    }
    let is_id = text.len() == 24 && text.starts_with("UC") && is_plain(text);
    is_id.then(|| Channel::Id(text.to_owned()))
}

/// The id of the video that a text names.
pub(super) fn video(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(url) = address(text) {
        if let Some((_, id)) = url.query_pairs().find(|(name, _)| name == "v") {
            return video(&id);
        }
        let mut parts = url.path_segments()?;
        let first = parts.next()?;
        return match first {
            "shorts" | "live" | "embed" => video(parts.next()?),
            id if url.host_str() == Some("youtu.be") => video(id),
            _ => None,
        };
    }
    (text.len() == 11 && is_plain(text)).then(|| text.to_owned())
}

fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_')
}

fn address(text: &str) -> Option<Url> {
    let full = match text.split_once("://") {
        Some(("http" | "https", _)) => text.to_owned(),
        None if text.contains('/') && !text.starts_with('/') => format!("https://{text}"),
        _ => return None,
    };
    let url = Url::parse(&full).ok()?;
    let host = url.host_str()?;
    let is_theirs = host == "youtu.be" || host == "youtube.com" || host.ends_with(".youtube.com");
    is_theirs.then_some(url)
}

fn percent_decoded(text: &str) -> String {
    let form = text.replace('+', "%2B");
    url::form_urlencoded::parse(form.as_bytes())
        .map(|(name, _)| name.into_owned())
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_and_videos_are_known_by_what_people_paste() {
        let id = "UC_x5XG1OV2P6uZZ5FSM9Ttw";
        for text in [id, &format!("https://www.youtube.com/channel/{id}/videos")] {
            assert_eq!(channel(text), Some(Channel::Id(id.into())), "{text}");
        }
        let handle = Some(Channel::Handle("@maison-thé".into()));
        assert_eq!(channel("@maison-thé"), handle);
        assert_eq!(channel("youtube.com/@maison-th%C3%A9/featured"), handle);
        assert_eq!(
            channel("https://youtube.com/user/tea"),
            Some(Channel::User("tea".into()))
        );
        for text in [
            "",
            "@",
            "tea",
            "https://example.org/@tea",
            "https://www.youtube.com/",
            "UCshort",
        ] {
            assert_eq!(channel(text), None, "{text}");
        }
        let id = Some("D-lhorsDlUQ".to_owned());
        for text in [
            "D-lhorsDlUQ",
            "https://youtu.be/D-lhorsDlUQ?t=3",
            "https://www.youtube.com/watch?app=desktop&v=D-lhorsDlUQ",
            "m.youtube.com/shorts/D-lhorsDlUQ",
        ] {
            assert_eq!(video(text), id, "{text}");
        }
        for text in [
            "",
            "tea",
            "https://youtu.be/",
            "https://example.org/watch?v=D-lhorsDlUQ",
        ] {
            assert_eq!(video(text), None, "{text}");
        }
    }
}
