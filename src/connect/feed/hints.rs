//! What a feed says to programs and not to readers: where it announces news (WebSub), how long it stays the same.

use std::time::Duration;

use super::model::Feed;
use crate::http::Reply;

/// A note for each hub of a feed: of its links (WebSub, W3C Recommendation 2018, section 4), of JSON Feed's `hubs`, of the `Link` header.
pub(super) fn hubs(feed: &Feed, reply: &Reply) -> Vec<String> {
    let mut hubs: Vec<&str> = feed.hubs.iter().map(String::as_str).collect();
    let headers = reply.headers.iter().filter(|(name, _)| name == "link");
    hubs.extend(headers.flat_map(|(_, value)| header_links(value)));
    hubs.sort_unstable();
    hubs.dedup();
    hubs.iter()
        .map(|hub| format!("offers WebSub at {hub}"))
        .collect()
}

/// Targets of a `Link` header (RFC 8288) whose relation is `hub`.
fn header_links(value: &str) -> impl Iterator<Item = &str> {
    value.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let hub = parameters.split([';', ',']).any(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| {
                name.trim().eq_ignore_ascii_case("rel")
                    && value
                        .trim()
                        .trim_matches('"')
                        .split(' ')
                        .any(|rel| rel.eq_ignore_ascii_case("hub"))
            })
        });
        hub.then_some(target.trim())
    })
}

/// How long a feed says that it stays the same: `ttl` of RSS, the period of RSS 1.0's syndication module, else `Cache-Control: max-age`
/// (RFC 9111) less what has passed already.
pub(super) fn fresh_for(feed: &Feed, reply: &Reply) -> Option<Duration> {
    // Every WordPress says "hourly" unless somebody changed it, which says nothing of the site.
    let default = feed
        .generator
        .as_deref()
        .is_some_and(|generator| generator.contains("wordpress."));
    let said = feed
        .fresh_for
        .filter(|said| !default || *said != Duration::from_hours(1));
    said.or_else(|| {
        let control = reply.header("cache-control")?.to_ascii_lowercase();
        let mut directives = control.split(',').map(str::trim);
        if directives
            .clone()
            .any(|directive| matches!(directive, "no-cache" | "no-store"))
        {
            return None;
        }
        let seconds: u64 = directives
            .find_map(|directive| directive.strip_prefix("max-age="))?
            .trim_matches('"')
            .parse()
            .ok()?;
        let age = reply
            .header("age")
            .and_then(|age| age.trim().parse().ok())
            .unwrap_or(0);
        Some(Duration::from_secs(seconds.saturating_sub(age)))
    })
    .filter(|wait| !wait.is_zero())
}

/// A period of RSS 1.0's syndication module (web.resource.org/rss/1.0/modules/syndication).
pub(super) fn period(name: &str, times: Option<u32>) -> Option<Duration> {
    let hours = match name.trim().to_ascii_lowercase().as_str() {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 24 * 7,
        "monthly" => 24 * 30,
        "yearly" => 24 * 365,
        _ => return None,
    };
    Some(Duration::from_hours(hours) / times.unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(headers: &[(&str, &str)]) -> Reply {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Reply {
            headers: headers.iter().map(pair).collect(),
            ..Reply::default()
        }
    }

    #[test]
    fn hubs_of_the_feed_and_of_its_headers() {
        let feed = Feed {
            hubs: vec!["https://hub.example/".to_owned()],
            ..Feed::default()
        };
        let reply = reply(&[
            (
                "link",
                "<https://a.example/feed>; rel=\"self\", <https://hub2.example/>; rel=\"x hub\"",
            ),
            ("link", "<https://hub.example/>; rel=hub"),
            ("link", "rel=hub"),
        ]);
        assert_eq!(
            hubs(&feed, &reply),
            [
                "offers WebSub at https://hub.example/",
                "offers WebSub at https://hub2.example/"
            ]
        );
    }

    #[test]
    fn how_long_a_feed_stays_the_same() {
        let fresh = |headers: &[(&str, &str)]| {
            fresh_for(&Feed::default(), &reply(headers)).map(|wait| wait.as_secs())
        };
        assert_eq!(fresh(&[]), None);
        assert_eq!(
            fresh(&[("cache-control", "public, Max-Age=600")]),
            Some(600)
        );
        assert_eq!(
            fresh(&[("cache-control", "max-age=600"), ("age", "500")]),
            Some(100)
        );
        assert_eq!(
            fresh(&[("cache-control", "max-age=600"), ("age", "700")]),
            None
        );
        assert_eq!(fresh(&[("cache-control", "no-cache, max-age=600")]), None);
        assert_eq!(fresh(&[("cache-control", "max-age=soon")]), None);
        assert_eq!(period("Hourly ", Some(2)), Some(Duration::from_mins(30)));
        assert_eq!(period("daily", Some(0)), Some(Duration::from_hours(24)));
        assert_eq!(period("sometimes", None), None);
        let feed = Feed {
            fresh_for: period("hourly", None),
            ..Feed::default()
        };
        let said = |feed: &Feed| fresh_for(feed, &reply(&[("cache-control", "max-age=60")]));
        assert_eq!(said(&feed), Some(Duration::from_hours(1)));
        let default = Feed {
            generator: Some("https://wordpress.org/?v=6.8".to_owned()),
            ..feed
        };
        assert_eq!(said(&default), Some(Duration::from_mins(1)));
    }
}
