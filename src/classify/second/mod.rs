//! A second opinion from a language model, without the network: what is asked, and what of an answer counts. How it enters the labels: [`super::Later`].
//!
//! A message is data and never instruction. It is sent as one JSON string behind a fixed system prompt, and nothing comes back but two names out of
//! fixed lists. A message that talks to the model all the same ([`steers`]) is not sent at all.

mod answer;
mod encoded;
mod line;
mod prompt;
mod steer;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Opinion, Unusable, read_answer};
pub use line::message_of;
pub use prompt::{Form, body, estimate, key};
pub use steer::steers;
