//! Lines that are written already, written again: to the output, or each file in its place.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::Worker;

/// First bytes of compressed files: gzip (RFC 1952) and Zstandard (RFC 8878).
const COMPRESSED: [&[u8]; 2] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];

/// What is to be written again, and where.
pub(super) struct Rewriting<'a> {
    pub(super) session: &'a Session,
    pub(super) files: &'a [PathBuf],
    pub(super) in_place: bool,
    pub(super) jobs: usize,
}

/// Runs workers over all lines; `has_changed` tells whether they changed any. In place, a file that would stay as it is, is not touched.
pub(super) fn run<W: Worker>(
    rewriting: &Rewriting<'_>,
    mut make: impl FnMut() -> W,
    has_changed: impl Fn(&[W]) -> bool,
) -> anyhow::Result<(Vec<W>, Exit)> {
    let mut all = Vec::new();
    let exit = run_each(
        rewriting,
        |_| make(),
        |workers| {
            let changed = has_changed(&workers);
            all.extend(workers);
            changed
        },
    )?;
    Ok((all, exit))
}

/// The same, where `take` gets the workers of each file, says whether they changed it, and may hand one on to the next file through `make`.
pub(super) fn run_each<W: Worker>(
    rewriting: &Rewriting<'_>,
    mut make: impl FnMut(usize) -> W,
    mut take: impl FnMut(Vec<W>) -> bool,
) -> anyhow::Result<Exit> {
    let Rewriting {
        session,
        files,
        in_place,
        jobs,
    } = *rewriting;
    if !session.range.is_open() {
        let message =
            "every line is looked at, whenever it was published: leave out --since and --until";
        return Err(UsageError(message.to_owned()).into());
    }
    if !in_place {
        let output = Output::open(session.common.output.as_deref())?;
        let ran = stream::run_on(session, jobs, files, Some(output), || make(0))?;
        take(ran.workers);
        return Ok(ran.exit);
    }
    if session.common.output.is_some() {
        let message = "--in-place writes the files themselves: leave out --output";
        return Err(UsageError(message.to_owned()).into());
    }
    for path in files {
        check(path)?;
    }
    stream::spare_the_inputs(session, files)?;
    let rejects = session.common.rejects.as_deref();
    let rejects = rejects.map(stream::create).transpose()?;
    let mut exit = Exit::Done;
    for (number, path) in files.iter().enumerate() {
        let kept = rejects.as_ref().map(File::try_clone).transpose()?;
        let ended = one(rewriting, path, kept, || make(number), &mut take)?;
        exit = exit.max(ended);
        if session.common.strict && ended != Exit::Done {
            return Ok(Exit::Failed);
        }
    }
    Ok(exit)
}

/// Writes one file anew.
fn one<W: Worker>(
    rewriting: &Rewriting<'_>,
    path: &Path,
    rejects: Option<File>,
    make: impl FnMut() -> W,
    take: &mut impl FnMut(Vec<W>) -> bool,
) -> anyhow::Result<Exit> {
    let session = rewriting.session;
    let shown = path.display();
    let stamp = || -> std::io::Result<_> {
        let metadata = path.metadata()?;
        Ok((metadata.len(), metadata.modified()?))
    };
    let before = stamp().with_context(|| format!("cannot read {shown}"))?;
    let inputs = session.inputs(&[path.to_owned()])?;
    let output = Output::open(Some(path))?;
    let keeps_rejects = rejects.is_some();
    let (workers, output, outcome) = stream::run_to_end(
        session,
        rewriting.jobs,
        (inputs, Some(before.0)),
        (Some(output), rejects),
        make,
    )?;
    let exit = stream::tell(session, &outcome);
    let changed = take(workers);
    let Some(output) = output else {
        return Ok(exit);
    };
    if outcome.broken_inputs > 0 || outcome.stopped || (outcome.rejected > 0 && !keeps_rejects) {
        output.abandon()?;
        let hint = match outcome.stopped || outcome.broken_inputs > 0 {
            true => "",
            false => ": its bad lines would be lost; keep them with --rejects FILE",
        };
        session
            .console
            .error(format!("{shown} is left as it was{hint}"));
        return Ok(exit);
    }
    if !changed && outcome.rejected == 0 {
        output.abandon()?;
        return Ok(exit);
    }
    if stamp().ok() != Some(before) {
        output.abandon()?;
        anyhow::bail!(
            "{shown} was written to meanwhile and is left as it was; try again when nothing else writes to it"
        );
    }
    output.finish()?;
    Ok(exit)
}

/// Refuses what cannot be replaced by a file of plain lines.
fn check(path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    let wrong = |why: &str| Err(UsageError(format!("--in-place: {shown} {why}")).into());
    let cannot_read = || format!("cannot read {shown}");
    if path.as_os_str() == "-" {
        return wrong("is standard input, which has no place");
    }
    if !path.metadata().with_context(cannot_read)?.is_file() {
        return wrong("is no ordinary file");
    }
    let mut head = Vec::new();
    let file = File::open(path).with_context(cannot_read)?;
    file.take(4)
        .read_to_end(&mut head)
        .with_context(cannot_read)?;
    if COMPRESSED.iter().any(|magic| head.starts_with(magic)) {
        return wrong("is compressed: unpack it first, or write elsewhere with --output");
    }
    Ok(())
}
