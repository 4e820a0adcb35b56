//! `cm-classify explain TEXT`: the judgement of one message, for people.

use std::fmt::Write as _;
use std::io::Write;

use chrono::SecondsFormat;
use clap::Args;

use super::Judgement;
use super::desk::DeskArgs;
use crate::classify::desk::{Bench, Context, Desk};
use crate::classify::{Labeler, Message, Scratch, look_for_personal};
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

    /// Handle of its author, such as lea@mastodon.example, as --history has it
    #[arg(long, value_name = "HANDLE")]
    author: Option<String>,

    #[command(flatten)]
    judgement: Judgement,

    #[command(flatten)]
    desk: DeskArgs,
}

/// Judges the message and prints why.
pub(super) fn run(session: &Session, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let labeler = Labeler::new(args.judgement.model()?, args.judgement.options(true)?);
    let (desk, read) = args.desk.desk(session, true)?;
    if read == Exit::Failed {
        return Ok(read);
    }
    let text = args.text.join(" ");
    let message = Message {
        text: &text,
        author_followers: args.followers,
        client: session.common.client.as_deref(),
        published_at: Some(session.now),
        ..Message::default()
    };
    let mut scratch = Scratch::new();
    let mut known = None;
    labeler.recall(&mut scratch, &message, &mut known);
    let known = known.unwrap_or_default();
    let mut labels = labeler.label_known(&mut scratch, &message, &known);
    let context = Context {
        author_handle: args.author.as_deref(),
        ..Context::at(session.now)
    };
    desk.decide(
        &mut Bench::default(),
        &mut labels,
        &message,
        &context,
        &known,
        &mut |known| labeler.label_known(&mut scratch, &message, known),
    );
    look_for_personal(&message, true, &mut labels);
    known.tell(&mut labels);
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(shown(&labels, &desk).as_bytes())?;
    output.finish()?;
    Ok(read)
}

/// What most messages have not: what the desk gives, and personal data.
fn of_some(labels: &Labels, desk: &Desk) -> Vec<Row> {
    let line = labels.reply_line.as_ref().map(|id| {
        let text = desk.reply_line(id).unwrap_or_default();
        format!("{id}: {}", crate::text::terminal::one_line(text))
    });
    let by = labels.reply_by;
    let rows = [
        (
            "topics",
            "topics",
            (!labels.topics.is_empty()).then(|| labels.topics.join(", ")),
        ),
        ("matter", "matter", labels.matter.clone()),
        ("owner", "owner", labels.owner.clone()),
        ("reply line", "reply_line", line),
        (
            "reply by",
            "reply_by",
            by.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        ),
        (
            "pii",
            "pii",
            (!labels.pii.is_empty()).then(|| labels.pii.join(", ")),
        ),
    ];
    rows.into_iter()
        .filter_map(|(name, key, value)| Some((name, key, value?)))
        .collect()
}

/// What people call a label, its name, its value.
type Row = (&'static str, &'static str, String);

fn shown(labels: &Labels, desk: &Desk) -> String {
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
    for (name, key, value) in rows.into_iter().chain(of_some(labels, desk)) {
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
