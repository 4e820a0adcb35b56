//! `cm-classify explain TEXT`: the judgement of one message, for people.

use std::fmt::Write as _;
use std::io::Write;

use clap::Args;

use super::Judgement;
use crate::classify::{Labeler, Message, Scratch};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::record::Labels;

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The message
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,

    /// Followers of its author
    #[arg(long, value_name = "N")]
    followers: Option<u64>,

    #[command(flatten)]
    judgement: Judgement,
}

/// Judges the message and prints why.
pub(super) fn run(session: &Session, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let labeler = Labeler::new(args.judgement.model()?, args.judgement.options(true)?);
    let text = args.text.join(" ");
    let message = Message {
        text: &text,
        author_followers: args.followers,
        ..Message::default()
    };
    let labels = labeler.label(&mut Scratch::new(), &message);
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(shown(&labels).as_bytes())?;
    output.finish()?;
    Ok(Exit::Done)
}

fn shown(labels: &Labels) -> String {
    let p = labels.sentiment_p;
    let rows = [
        (
            "language",
            "lang",
            format!("{} ({})", labels.lang, labels.lang_score),
        ),
        (
            "tone",
            "sentiment",
            format!(
                "{} (negative {}, neutral {}, positive {})",
                labels.sentiment.name(),
                p.negative,
                p.neutral,
                p.positive
            ),
        ),
        (
            "intent",
            "intent",
            format!("{} ({})", labels.intent.name(), labels.intent_score),
        ),
        ("toxicity", "toxicity", labels.toxicity.to_string()),
        ("spam", "spam", labels.spam.to_string()),
        ("urgency", "urgency", labels.urgency.to_string()),
        ("department", "department", labels.department.clone()),
        ("level", "level", labels.level.to_string()),
        ("stance", "stance", labels.stance.name().to_owned()),
        ("priority", "priority", labels.priority.to_string()),
    ];
    let mut text = String::new();
    for (name, key, value) in rows {
        let _ = writeln!(text, "{name:11} {value}");
        for reason in labels.why.get(key).into_iter().flatten() {
            let _ = writeln!(
                text,
                "{:11}   {}",
                "",
                crate::text::terminal::one_line(reason)
            );
        }
    }
    text
}
