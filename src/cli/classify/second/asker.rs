//! One question to a chat endpoint, and what can go wrong with it.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use url::Url;

use super::{SecondArgs, Tokens};
use crate::classify::second::{Answer, Form, Unusable, body, estimate, read_answer};
use crate::cli::exit::UsageError;
use crate::cli::fetch::secrets;
use crate::cli::session::Session;
use crate::connect::Secret;
use crate::http::{Client, HttpError, HttpErrorKind, Options, Request, RetryPolicy};

/// After so many failures in a row the server is left alone.
const PATIENCE: u32 = 5;

/// Who is asked, and how.
pub(super) struct Asker {
    client: Client,
    url: String,
    model: String,
    token: Option<Secret>,
    /// The form that the server takes.
    form: Cell<Form>,
    failures: Cell<u32>,
}

impl std::fmt::Debug for Asker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asker")
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// A question that got no usable answer.
#[derive(Debug)]
pub(super) struct Failure {
    /// What is told once.
    pub(super) kind: String,
    pub(super) message: String,
    /// None when nothing came back.
    pub(super) tokens: Option<Tokens>,
    /// It was not asked at all.
    pub(super) unasked: bool,
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        let kind = match &error.kind {
            HttpErrorKind::Quota { .. } => "quota".to_owned(),
            kind => format!("{kind:?}"),
        };
        Failure {
            kind,
            message: error.message,
            tokens: None,
            unasked: false,
        }
    }
}

impl Asker {
    pub(super) fn new(
        session: &Session,
        args: &SecondArgs,
        address: &str,
        model: &str,
    ) -> anyhow::Result<Self> {
        let url = endpoint(address)?;
        let options = Options {
            total_timeout: args.llm_timeout,
            per_host: super::AT_ONCE,
            allow_private: true,
            retry: RetryPolicy {
                max_retries: 2,
                budget: args.llm_timeout.saturating_mul(2),
                ..RetryPolicy::default()
            },
            proxy: proxy(&url),
            no_proxy: variable(&["NO_PROXY", "no_proxy"]),
            spacing: Duration::ZERO,
            clock: session.clock,
            ..Options::default()
        };
        Ok(Asker {
            client: Client::new(options)?,
            url: url.into(),
            model: model.to_owned(),
            token: token(args.llm_token_file.as_deref())?,
            form: Cell::new(Form::Full),
            failures: Cell::new(0),
        })
    }

    pub(super) fn model(&self) -> &str {
        &self.model
    }

    /// Whether the server failed so often that it is left alone.
    pub(super) fn gave_up(&self) -> bool {
        self.failures.get() >= PATIENCE
    }

    /// Asks about one message.
    pub(super) async fn ask(&self, message: &str) -> Result<(Answer, Tokens), Failure> {
        if self.gave_up() {
            return Err(Failure {
                kind: String::new(),
                message: String::new(),
                tokens: None,
                unasked: true,
            });
        }
        let outcome = self.ask_in_some_form(message).await;
        match &outcome {
            Ok(_) => self.failures.set(0),
            // A key that is refused once is refused always.
            Err(failure) if failure.kind.starts_with("Unauthorized") => self.failures.set(PATIENCE),
            Err(_) => self.failures.set(self.failures.get() + 1),
        }
        outcome
    }

    async fn ask_in_some_form(&self, message: &str) -> Result<(Answer, Tokens), Failure> {
        let mut form = self.form.get();
        loop {
            match (self.send(message, form).await, form.simpler()) {
                (Err(failure), Some(simpler)) if failure.kind == "Status(400)" => form = simpler,
                (outcome, _) => {
                    if outcome.is_ok() {
                        self.form.set(form);
                    }
                    return outcome;
                }
            }
        }
    }

    async fn send(&self, message: &str, form: Form) -> Result<(Answer, Tokens), Failure> {
        let mut request = Request::post_json(&self.url, &body(&self.model, message, form));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.reveal()));
        }
        let reply = self.client.send(&request, &|_| {}).await.outcome?;
        let (answer, counted) = read_answer(&reply.body);
        let (taken, given) = counted.unwrap_or_else(|| estimate(message));
        let tokens = Tokens {
            taken,
            given,
            estimated: counted.is_none(),
        };
        match answer {
            Ok(answer) => Ok((answer, tokens)),
            Err(why) => Err(Failure {
                kind: format!("{why:?}"),
                message: why.to_string(),
                // What is no answer of a model took none.
                tokens: (counted.is_some() || why != Unusable::NoChat).then_some(tokens),
                unasked: false,
            }),
        }
    }
}

/// `http://host`, `http://host/v1` and the whole address are understood.
fn endpoint(address: &str) -> anyhow::Result<Url> {
    let wrong = || {
        UsageError(format!(
            "--llm {address}: expected an address such as http://localhost:11434"
        ))
    };
    let mut url = Url::parse(address).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong().into());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    let whole = match path.as_str() {
        whole if whole.ends_with("/chat/completions") => whole.to_owned(),
        base if is_version => format!("{base}/chat/completions"),
        base => format!("{base}/v1/chat/completions"),
    };
    url.set_path(&whole);
    Ok(url)
}

fn variable(names: &[&str]) -> Option<String> {
    let value = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    names.iter().find_map(value)
}

/// The proxy for the world outside; a server on this machine is spoken to directly.
fn proxy(url: &Url) -> Option<String> {
    let is_here = match url.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    variable(&names).filter(|_| !is_here)
}

fn token(file: Option<&Path>) -> anyhow::Result<Option<Secret>> {
    if let Some(path) = file {
        return secrets::from_file(path).map(Some);
    }
    if let Some(token) = variable(&["CM_LLM_TOKEN"]) {
        return Ok(Some(Secret::new(&token)));
    }
    variable(&["CM_LLM_TOKEN_FILE"])
        .map(|path| secrets::from_file(Path::new(&path)))
        .transpose()
        .context("the key of the language model")
}
