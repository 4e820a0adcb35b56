//! The page that a `Link` header names (RFC 8288, <https://docs.joinmastodon.org/api/guidelines/#pagination>).

use url::Url;

use crate::connect::address::parameter;
use crate::http::Reply;

/// `max_id` of the next page: as the server links to it, else the last id of this one. Only the id of a link is used, so that none leads elsewhere.
pub(super) fn edge_of(
    reply: &Reply,
    oldest: Option<String>,
    notes: &mut Vec<String>,
) -> Option<String> {
    let Some(header) = reply.header("link") else {
        return oldest;
    };
    let link = next_link(header)?;
    let base = Url::parse(&reply.url).ok();
    let url = Url::options().base_url(base.as_ref()).parse(&link).ok();
    let max_id = url.and_then(|url| parameter(url.as_str(), "max_id"));
    let max_id = max_id.filter(|id| !id.is_empty());
    if max_id.is_none() {
        notes.push("the server links to its next page in a way that is not known; going on from the last post".to_owned());
    }
    max_id.or(oldest)
}

/// The address marked `rel="next"` in a `Link` header (RFC 8288).
fn next_link(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (address, after) = after.split_once('>')?;
        let end = after
            .find(",<")
            .or_else(|| after.find(", <"))
            .unwrap_or(after.len());
        let (parameters, more) = after.split_at_checked(end)?;
        let is_next = parameters.split(';').any(|parameter| {
            let parameter = parameter.trim().trim_end_matches(',');
            parameter.strip_prefix("rel=").is_some_and(|rel| {
                rel.trim_matches('"')
                    .split_whitespace()
                    .any(|rel| rel.eq_ignore_ascii_case("next"))
            })
        });
        if is_next {
            return Some(address.to_owned());
        }
        rest = more;
    }
    None
}
