//! `cm-classify train`: labelled texts to a model file.

mod teach;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::truth;
use crate::classify::train::corpus::{self, Corpus, Part};
use crate::classify::train::{Progress as Step, Settings, TrainError, Words, train, vocabulary};
use crate::classify::{Model, Options};
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::session::Session;

#[derive(Args, Debug)]
pub(super) struct TrainArgs {
    /// What to train a whole model on: a TOML file of [[source]] tables (docs/model.md); without it the model of --base is taught
    #[arg(value_name = "MANIFEST")]
    manifest: Option<PathBuf>,

    /// Posts to learn from: those that were corrected, or, without --corrections, all by their `labels` (docs/teach.md)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    posts: Vec<PathBuf>,

    /// What people said of the posts
    #[arg(long, value_name = "FILE", requires = "posts")]
    corrections: Option<PathBuf>,

    /// How much a judgement of a person counts, against 1 for a text of the manifest or a post of which nobody said anything
    #[arg(long, value_name = "N", default_value_t = 5.0)]
    weight: f32,

    /// The model that is taught: a file, or `shipped`, the one that is built in
    #[arg(
        long,
        value_name = "MODEL",
        default_value = "shipped",
        conflicts_with = "manifest"
    )]
    base: PathBuf,

    /// Folder of the texts that the manifest names
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    data: PathBuf,

    /// Folder of word lists and word vectors (docs/model.md); none are needed
    #[arg(long, value_name = "FOLDER")]
    lexicons: Option<PathBuf>,

    /// Dimensions of the word vectors that are used
    #[arg(long, value_name = "N", default_value_t = 64)]
    dimensions: usize,

    /// Write the words of the texts and in how many texts each is, instead of training: what word vectors are made for
    #[arg(long)]
    vocabulary: bool,

    /// Train on the held-out third of the manifest's split files too, in a last round; what was calibrated on it stays
    #[arg(long, requires = "manifest", conflicts_with = "vocabulary")]
    all_texts: bool,

    /// Name under which the model signs its labels
    #[arg(long, value_name = "NAME", default_value = "own-1")]
    id: String,
}

/// Trains and writes the model.
pub(super) fn run(session: &Session, args: &TrainArgs) -> anyhow::Result<Exit> {
    let Some(path) = session.common.output.as_deref() else {
        let message = "say where the model goes with -o FILE";
        return Err(UsageError(message.to_owned()).into());
    };
    check(args)?;
    let Some(manifest) = &args.manifest else {
        return teach::run(session, args, path);
    };
    let read = corpus::read(manifest, &args.data);
    if read.is_err() && manifest.is_file() && truth::is_lines(manifest) {
        let name = manifest.display();
        let message = format!(
            "{name} is no manifest, which is a TOML file (docs/model.md); posts to learn from are given with `--posts {name}`"
        );
        return Err(UsageError(message).into());
    }
    let mut corpora = read?;
    for corpus in corpora.iter().filter(|corpus| corpus.left_out > 0) {
        let texts = counted(corpus.left_out as u64, "text");
        let name = &corpus.name;
        session.console.warn(format!(
            "{name}: {texts} left out, of labels that are no class"
        ));
    }
    let mut exit = Exit::Done;
    if !args.posts.is_empty() {
        let reading = (args.weight, &Options::default());
        let (taught, read) = truth::read(session, &args.posts, args.corrections.as_ref(), reading)?;
        if let Some(doubt) = truth::doubt(&taught) {
            return Err(UsageError(doubt).into());
        }
        if !taught.topics.is_empty() {
            let posts = counted(taught.topics.len() as u64, "post");
            session.console.warn(format!(
                "the topics of {posts} are not taught: that goes without a manifest, to the model of --base"
            ));
        }
        corpora.extend(taught.corpora("posts", Part::Train));
        exit = read;
    }
    if args.vocabulary {
        return write_vocabulary(path, &corpora);
    }
    let words = match &args.lexicons {
        Some(folder) => Words::read(folder, args.dimensions)?,
        None => Words::default(),
    };
    let settings = Settings {
        id: args.id.clone(),
        all_texts: args.all_texts,
        ..Settings::default()
    };
    write_model(session, path, settings.iterations, |report| {
        train(&corpora, &words, &settings, report)
    })?;
    Ok(exit)
}

/// Makes a model while telling how far that is, and writes it.
fn write_model(
    session: &Session,
    path: &Path,
    steps: usize,
    make: impl FnOnce(&mut dyn FnMut(Step)) -> Result<Model, TrainError>,
) -> anyhow::Result<()> {
    let mut output = Output::open(Some(path))?;
    let bar = Progress::count(session, (steps as u64, "steps"), output.is_terminal());
    let mut head = None;
    let model = make(&mut |step| {
        let name = step.head.name();
        if head.replace(step.head) != Some(step.head) {
            session
                .console
                .detail(format!("{name}: {}", counted(step.rows as u64, "text")));
        }
        bar.show(step.step as u64, format!("{name} loss {:.4}", step.loss));
    })?;
    bar.clear();
    output
        .write_all(model.to_bytes())
        .context("cannot write the model")?;
    output.finish()?;
    let size = model.to_bytes().len();
    session
        .console
        .summary(format!("model {} trained, {size} bytes", model.id()));
    Ok(())
}

fn check(args: &TrainArgs) -> Result<(), UsageError> {
    let wrong = |message: String| Err(UsageError(message));
    if args.id.trim().is_empty() {
        return wrong("--id: a model needs a name".to_owned());
    }
    if args.manifest.is_none() && args.posts.is_empty() {
        return wrong(
            "say what to learn from: a manifest, or posts with --posts FILE (docs/teach.md)"
                .to_owned(),
        );
    }
    if !(args.weight > 0.0 && args.weight.is_finite()) {
        return wrong("--weight: write a number above 0".to_owned());
    }
    if args.dimensions == 0 {
        return wrong(
            "--dimensions: write 1 or more; without --lexicons no vectors are used".to_owned(),
        );
    }
    match &args.lexicons {
        Some(folder) if !folder.is_dir() => {
            wrong(format!("--lexicons: {} is no folder", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Words in three texts and more, and all words of our own messages, which lie beside the manifest.
fn write_vocabulary(path: &Path, corpora: &[Corpus]) -> anyhow::Result<Exit> {
    let train: Vec<Corpus> = corpora
        .iter()
        .filter(|corpus| corpus.part == Part::Train)
        .cloned()
        .collect();
    let own: Vec<Corpus> = train
        .iter()
        .filter(|corpus| corpus.name.starts_with("messages/"))
        .cloned()
        .collect();
    let own: BTreeSet<String> = vocabulary(&own).into_iter().map(|(word, _)| word).collect();
    let mut text = String::new();
    for (word, count) in vocabulary(&train) {
        if count >= 3 || own.contains(&word) {
            text.push_str(&format!("{word}\t{count}\n"));
        }
    }
    let mut output = Output::open(Some(path))?;
    output
        .write_all(text.as_bytes())
        .context("cannot write the vocabulary")?;
    output.finish()?;
    Ok(Exit::Done)
}
