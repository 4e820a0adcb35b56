//! Links: well-formed, https, public, and clickable where they stand.

use std::net::IpAddr;
use std::ops::Range;

use url::{Host, Url};

use super::finding::Found;
use super::links_in::scheme;
use super::scan::Kind;
use super::scope::Scope;

fn links<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = (Range<usize>, &'a str)> {
    let text = scope.text;
    text.all(Kind::Link)
        .map(|token| (token.range.clone(), text.of(token)))
}

/// The address of a link; what has no scheme is taken as https.
fn parsed(link: &str) -> Option<Url> {
    let whole = if link.contains("://") {
        link.to_owned()
    } else {
        format!("https://{link}")
    };
    Url::parse(&whole).ok()
}

pub(super) fn form(scope: &Scope<'_>, found: &mut Found) {
    for (range, link) in links(scope) {
        let scheme = scheme(link).unwrap_or_default();
        let after = link.get(scheme.len()..).unwrap_or_default();
        let lower = scheme.to_lowercase();
        if !scheme.is_empty() && !["http", "https", "ftp"].contains(&lower.as_str()) {
            found
                .at(range, format!("`{scheme}` is misspelt"))
                .hint("write https://");
        } else if !scheme.is_empty() && (!after.starts_with("://") || after.starts_with(":///")) {
            found
                .at(range, "the link does not begin with https://")
                .hint("write https:// and the host");
        } else if after.to_lowercase().contains("http://") && !after.contains('?')
            || after.contains("https://https")
        {
            found
                .at(range, "two links run into one another")
                .hint("put a space between them, or take one out");
        } else if after.contains("...") || after.contains('…') {
            found
                .at(range, "the link is cut short")
                .hint("copy the whole address");
        } else {
            match parsed(link) {
                None => {
                    found
                        .at(range, "this is no valid address")
                        .hint("copy it from the address bar");
                }
                Some(url) => {
                    let dotted = match url.host() {
                        Some(Host::Domain(host)) => {
                            host.trim_matches('.').contains('.') && !host.contains("..")
                                || host == "localhost"
                        }
                        Some(_) => true,
                        None => false,
                    };
                    if !dotted {
                        found
                            .at(range, "the address names no host")
                            .hint("write https://, the host with its ending, and the page");
                    }
                }
            }
        }
    }
}

pub(super) fn insecure(scope: &Scope<'_>, found: &mut Found) {
    for (range, link) in links(scope) {
        let head = link.get(..7).unwrap_or_default();
        if head.eq_ignore_ascii_case("http://") {
            found
                .at(range, "the link is not https")
                .hint("write https:// if the site has it");
        }
    }
}

pub(super) fn private(scope: &Scope<'_>, found: &mut Found) {
    for (range, link) in links(scope) {
        let Some(url) = parsed(link) else { continue };
        if !url.username().is_empty() || url.password().is_some() {
            found
                .at(range, "the link carries a name or password")
                .hint("take out what stands before the @");
            continue;
        }
        let hidden = match url.host() {
            Some(Host::Domain(host)) => {
                let endings = [
                    ".local",
                    ".internal",
                    ".localhost",
                    ".lan",
                    ".test",
                    ".intranet",
                ];
                let labels = ["staging", "preprod", "recette", "dev", "preview"];
                host == "localhost"
                    || endings.iter().any(|ending| host.ends_with(ending))
                    || host.split('.').next().is_some_and(|label| {
                        labels.contains(&label) && host.matches('.').count() > 1
                    })
            }
            Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
            None => false,
        };
        if hidden {
            found
                .at(range, "the public cannot open this address")
                .hint("link to the published page");
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.is_unspecified()
        }
    }
}

pub(super) fn banned(scope: &Scope<'_>, found: &mut Found) {
    if scope.charter.banned_links.is_empty() {
        return;
    }
    for (range, link) in links(scope) {
        let Some(url) = parsed(link) else { continue };
        let host = url.host_str().unwrap_or_default().to_lowercase();
        let hit = scope.charter.banned_links.iter().find(|banned| {
            let banned = banned.trim_start_matches("www.");
            host == banned
                || host
                    .strip_suffix(banned)
                    .is_some_and(|rest| rest.ends_with('.'))
        });
        if let Some(banned) = hit {
            found
                .at(range, format!("the charter allows no links to {banned}"))
                .hint("give the full address of our own page");
        }
    }
}

pub(super) fn unclickable(scope: &Scope<'_>, found: &mut Found) {
    let Some(network) = scope.charter.network.filter(|network| !network.links_click) else {
        return;
    };
    for (range, _) in links(scope) {
        found
            .at(range, format!("{} makes no link of it", network.name))
            .hint("put it into the profile, a story or the first comment, and say so");
    }
}
