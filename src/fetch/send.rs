//! Sending: which ask goes out next, with what shows who we are, what makes it conditional, and what it may cost.

use crate::connect::{From, Price};
use crate::fetch::ask::Errand;
use crate::fetch::drive::{AHEAD, Run};
use crate::fetch::outcome::Failure;
use crate::fetch::wanted::sieved;
use crate::fetch::work::{Queued, Work};
use crate::http::Request;
use crate::state::{State, StateError};

impl Run<'_> {
    /// The next ask that may be carried out now: of the first source that has one for a host with room.
    pub(super) fn next_errand(&mut self) -> Result<Option<Errand>, StateError> {
        let per_host = self.client.options().per_host;
        let ordered = self.options.ordered;
        let crowded =
            ordered && self.active.values().map(|work| work.weight).sum::<usize>() >= AHEAD;
        for (position, (&job, work)) in self.active.iter_mut().enumerate() {
            let head = !ordered || position == 0;
            if crowded && !head {
                break;
            }
            let Some(host) = work.next(head, per_host) else {
                continue;
            };
            if self.open.get(&host).is_some_and(|open| *open >= per_host) {
                continue;
            }
            let Some(Queued { turn, ask, host }) = work.take() else {
                continue;
            };
            let price = work.connector.price(&work.source, &ask);
            if let Some(reason) = self.purse.refuses(price) {
                work.land_failure(turn, Failure::Cost(reason), self.options);
                continue;
            }
            *self.open.entry(host).or_default() += 1;
            let session = work
                .session_key
                .as_deref()
                .and_then(|key| self.sessions.get(key))
                .map(str::to_owned);
            let mut request = match &ask.from {
                From::Http(request) => Some(request.clone()),
                From::File(_) => None,
            };
            if let Some(request) = &mut request {
                if ask.conditional && self.options.conditional && !work.wanted.wider {
                    condition(self.state, work, request)?;
                }
                let (source, session) = (&work.source, session.as_deref());
                work.connector.authorise(source, session, request);
            }
            return Ok(Some(Errand {
                job,
                turn,
                host,
                ask,
                request,
                session,
                price: self.purse.take(price),
                refused: price.map_or(0.0, |price| price.refused),
                connector: work.connector,
                source: work.source.clone(),
            }));
        }
        Ok(None)
    }
}

/// Makes a request conditional, if its address was answered before.
fn condition(state: &State, work: &Work, request: &mut Request) -> Result<(), StateError> {
    let Some(validator) = state.validator(work.id, &sieved(&request.url, &work.source.brief))?
    else {
        return Ok(());
    };
    let headers = [
        ("if-none-match", validator.etag),
        ("if-modified-since", validator.last_modified),
    ];
    for (name, value) in headers {
        let value = value.map(|value| (name.to_owned(), value));
        request.headers.extend(value);
    }
    Ok(())
}

/// What a run has spent and may spend.
#[derive(Debug, Default)]
pub(super) struct Purse {
    /// Spent, or set aside for what is under way.
    pub(super) spent: f64,
    /// Of what.
    pub(super) unit: Option<&'static str>,
    /// Not more than this.
    pub(super) most: Option<f64>,
}

impl Purse {
    /// Why a request must not be made.
    fn refuses(&self, price: Option<Price>) -> Option<String> {
        let (price, most) = (price?, self.most?);
        // Sums of prices such as 0.005 are not exact.
        (self.spent + price.amount > most + 1e-9).then(|| {
            format!(
                "the next request may cost {} {unit}, and {} of --max-cost {most} are spent; there may be more to read",
                shown(price.amount),
                shown(self.spent),
                unit = price.unit
            )
        })
    }

    /// Sets aside what a request may cost.
    fn take(&mut self, price: Option<Price>) -> f64 {
        let Some(price) = price else {
            return 0.0;
        };
        self.unit = Some(price.unit);
        self.spent += price.amount;
        price.amount
    }

    /// Gives back what it did not cost.
    pub(super) fn settle(&mut self, (price, spent): (f64, Option<f64>)) {
        if let Some(spent) = spent {
            self.spent += spent - price;
        }
    }
}

/// An amount of money or units without the noise of its last digits.
pub fn shown(amount: f64) -> String {
    let text = format!("{amount:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
