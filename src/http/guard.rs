//! Which addresses a stranger's feed may make us call: the public ones only, unless the user says otherwise.
//!
//! Hosts given as numbers are checked in the address itself, names after they are resolved, in the resolver that the connection uses; so a name
//! whose answer changes between two look-ups gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why a host is not called.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It lies in a private network.
    #[error("{host} is a private address; use --allow-private if you mean it")]
    Private { host: String },
    /// Nobody knows the name.
    #[error(
        "the name {host} cannot be resolved; check how it is written, and that the network is there"
    )]
    Unknown { host: String },
}

/// Whether an address is one of the public internet: global unicast by the IANA special-purpose registries
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry>, <https://www.iana.org/assignments/iana-ipv6-special-registry>).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, d] = address.octets();
    let special = match (a, b) {
        (0 | 10 | 127 | 224..=255, _) | (169, 254) | (192, 168) => true,
        (100, b) => (64..128).contains(&b),
        (172, b) => (16..32).contains(&b),
        // Protocol assignments, documentation, the old 6to4 relays.
        (192, 0) => c == 0 || c == 2,
        (192, 88) => c == 99,
        (198, b) => b == 18 || b == 19 || (b == 51 && c == 100),
        (203, 0) => c == 113,
        // Azure's metadata and host agent, the one such address outside the special ranges.
        (168, 63) => c == 129 && d == 16,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let carried = |from: usize| {
        let bytes = address.octets();
        let mut carried = [0; 4];
        carried.copy_from_slice(&bytes[from..from + 4]);
        is_public_v4(Ipv4Addr::from(carried))
    };
    match segments {
        // Mapped (::ffff:0:0/96), translated (::ffff:0:0:0/96) and compatible (::/96) addresses, which hold the unspecified and the loopback one.
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) carry a version 4 address too.
        [0, 0, 0, 0, 0 | 0xffff, 0 | 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => carried(12),
        [0x2002, ..] => carried(2),
        // Teredo, benchmarking, ORCHID and the rest of 2001::/23; documentation.
        [0x2001, next, ..] => next >= 0x200 && next != 0xdb8,
        [0x3fff, next, ..] => next >= 0x1000,
        // Everything that is not global unicast: unique-local, link-local, site-local, multicast, discard, local NAT64.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Refuses an address whose host is a number in a private network, or a name that always means this machine.
pub(super) fn check(url: &Url, allow_private: bool) -> Result<(), Refusal> {
    if allow_private {
        return Ok(());
    }
    let private = match url.host() {
        Some(Host::Ipv4(address)) => !is_public_v4(address),
        Some(Host::Ipv6(address)) => !is_public_v6(address),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    if private {
        return Err(Refusal::Private {
            host: url.host_str().unwrap_or_default().to_owned(),
        });
    }
    Ok(())
}

/// The system's resolver without the private addresses.
#[derive(Debug)]
pub(super) struct Guarded {
    /// Let every address pass.
    pub(super) allow_private: bool,
    /// The user's own proxy, which may well be private.
    pub(super) proxy_host: Option<String>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let open = self.allow_private || self.proxy_host.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let unknown = || Refusal::Unknown { host: host.clone() };
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0))
                .await
                .map_err(|_| unknown())?
                .collect();
            if found.is_empty() {
                return Err(unknown().into());
            }
            Ok(keep_public(&host, found, open).map(|kept| Box::new(kept.into_iter()) as Addrs)?)
        })
    }
}

/// The addresses that may be called; an error when there were some and none may.
fn keep_public(host: &str, found: Vec<SocketAddr>, open: bool) -> Result<Vec<SocketAddr>, Refusal> {
    if open {
        return Ok(found);
    }
    let (kept, refused): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|address| is_public(address.ip()));
    match (kept.is_empty(), refused.first()) {
        (true, Some(address)) => Err(Refusal::Private {
            host: format!("{host} ({})", address.ip()),
        }),
        _ => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_global_unicast_is_public() {
        let private = "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 100.100.100.200 127.0.0.1 127.9.9.9 169.254.169.254 \
            172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 \
            240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 ::ffff:0:10.0.0.1 \
            64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 \
            fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1";
        for address in private.split_whitespace() {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        let public = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.0.1.1 198.20.0.1 223.255.255.254 \
            168.63.129.17 2606:4700::1111 2a00:1450::1 2001:4860::8888 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::";
        for address in public.split_whitespace() {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn disguised_literals_are_seen_through() {
        for host in [
            "127.0.0.1",
            "0x7f.1",
            "2130706433",
            "017700000001",
            "127.1",
            "[::1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:0:0:1]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "169.254.169.254",
            "１２７.0.0.1",
        ] {
            let url = Url::parse(&format!("http://{host}/feed")).unwrap();
            assert!(check(&url, false).is_err(), "{host}");
            assert!(check(&url, true).is_ok(), "{host}");
        }
        let url = Url::parse("http://127.0.0.1:8070/feed").unwrap();
        assert_eq!(
            check(&url, false).unwrap_err().to_string(),
            "127.0.0.1 is a private address; use --allow-private if you mean it"
        );
    }

    #[test]
    fn a_name_with_both_sorts_keeps_the_public_ones() {
        let address = |text: &str| SocketAddr::new(text.parse().unwrap(), 0);
        let both = vec![address("10.0.0.1"), address("1.1.1.1")];
        assert_eq!(
            keep_public("h", both.clone(), false),
            Ok(vec![address("1.1.1.1")])
        );
        assert_eq!(keep_public("h", both.clone(), true), Ok(both));
        assert_eq!(
            keep_public("h", vec![address("10.0.0.1")], false)
                .unwrap_err()
                .to_string(),
            "h (10.0.0.1) is a private address; use --allow-private if you mean it"
        );
    }
}
