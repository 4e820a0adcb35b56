//! How a client behaves, and the connection pool that follows from it.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::http::error::{HttpError, HttpErrorKind};
use crate::http::guard::Guarded;
use crate::http::retry::RetryPolicy;
use crate::http::timer::{Timer, TokioTimer};
use crate::time::Clock;

/// How a client behaves.
#[derive(Clone)]
pub struct Options {
    /// Who we are; `cm/VERSION (+contact)`.
    pub user_agent: String,
    /// Time to look up the name and open a connection.
    pub connect_timeout: Duration,
    /// Time for one attempt from the look-up to the last byte, redirects included, waiting for our turn not included.
    pub total_timeout: Duration,
    /// Largest body, in bytes after unpacking.
    pub body_cap: usize,
    /// Requests open at one host.
    pub per_host: usize,
    /// Time between the starts of two requests to one host, on average: each time between half and one and a half of it. This machine and its own
    /// network are not spaced.
    pub spacing: Duration,
    /// Requests open in all.
    pub total: usize,
    /// What is repeated, how often, after how long.
    pub retry: RetryPolicy,
    /// Let private, loopback and link-local addresses be called.
    pub allow_private: bool,
    /// Certificate authorities to trust beside the system's: the contents of a PEM file.
    pub ca_pem: Option<Vec<u8>>,
    /// Address of a proxy for all requests; it resolves the names, so the guard sees only hosts given as numbers.
    pub proxy: Option<String>,
    /// Hosts that are called without the proxy, in the form of the variable `NO_PROXY`.
    pub no_proxy: Option<String>,
    /// Start of the random numbers that spread the waits.
    pub seed: u64,
    /// What time it is: for `fetched_at`, and for dates in `Retry-After`.
    pub clock: Clock,
    /// How to wait.
    pub timer: Arc<dyn Timer>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            user_agent: Options::user_agent(None),
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_mins(1),
            body_cap: 16 << 20,
            per_host: 4,
            spacing: Duration::from_millis(100),
            total: 64,
            retry: RetryPolicy::default(),
            allow_private: false,
            ca_pem: None,
            proxy: None,
            no_proxy: None,
            seed: 0,
            clock: Clock::System,
            timer: Arc::new(TokioTimer::default()),
        }
    }
}

/// What is wrong with a proxy that cannot be one.
const PROXY: &str =
    "the proxy of HTTPS_PROXY or ALL_PROXY cannot be used; write it as http://proxy.example:3128";

/// What is wrong with certificate authorities that are none.
const AUTHORITIES: &str =
    "the file of --ca-file holds no certificate that can be used; give certificates as PEM";

impl Options {
    /// The name we go by, with an address or a page where our user can be reached.
    pub fn user_agent(contact: Option<&str>) -> String {
        let name = concat!("cm/", env!("CARGO_PKG_VERSION"));
        contact.map_or_else(|| name.to_owned(), |contact| format!("{name} (+{contact})"))
    }

    /// The proxy, and the hosts that are asked without it.
    fn way_out(&self) -> Result<Option<reqwest::Proxy>, HttpError> {
        let Some(address) = &self.proxy else {
            return Ok(None);
        };
        let bypass = self.no_proxy.as_deref();
        let bypass = bypass.and_then(reqwest::NoProxy::from_string);
        let proxy = reqwest::Proxy::all(address).map_err(|_| refused(PROXY))?;
        Ok(Some(proxy.no_proxy(bypass)))
    }

    /// The connection pool.
    pub(super) fn pool(&self) -> Result<reqwest::Client, HttpError> {
        let proxy = self.way_out()?;
        let guarded = Arc::new(Guarded {
            allow_private: self.allow_private,
            proxy_host: self
                .proxy
                .as_ref()
                .and_then(|address| Some(Url::parse(address).ok()?.host_str()?.to_owned())),
        });
        let authorities = match &self.ca_pem {
            None => Vec::new(),
            Some(pem) => reqwest::Certificate::from_pem_bundle(pem)
                .ok()
                .filter(|authorities| !authorities.is_empty())
                .ok_or_else(|| refused(AUTHORITIES))?,
        };
        let builder = || {
            // The environment is not for the library to read: without an explicit proxy there is none.
            let builder = reqwest::Client::builder()
                .user_agent(&self.user_agent)
                .connect_timeout(self.connect_timeout)
                .no_gzip()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .dns_resolver(Arc::clone(&guarded))
                .pool_max_idle_per_host(self.per_host)
                .no_proxy();
            proxy
                .iter()
                .cloned()
                .fold(builder, reqwest::ClientBuilder::proxy)
        };
        let trusting = builder().tls_certs_merge(authorities.clone()).build();
        // A machine without any certificate can still read what is not encrypted; everything else then fails by itself, with a hint.
        trusting
            .or_else(|_| builder().tls_certs_only(authorities).build())
            .map_err(|error| match self.ca_pem {
                Some(_) => refused(AUTHORITIES),
                None => refused(&format!(
                    "the client cannot be made: {}",
                    error.without_url()
                )),
            })
    }
}

fn refused(message: &str) -> HttpError {
    HttpError {
        kind: HttpErrorKind::Request,
        message: message.to_owned(),
    }
}
