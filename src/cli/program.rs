//! The one `main` of all programs: configuration, command line, run, error text, exit code.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::Resettable;
use clap::{Arg, ArgMatches, Command, Parser};

use super::bad_value;
use super::common::Common;
use super::console::Console;
use super::defaults::Defaults;
use super::examples;
use super::exit::{Exit, UsageError, told};
use super::files;
use super::generate;
use super::session::Session;
use super::traced::Trace;
use crate::document::Language;
use crate::record;
use crate::text::closest;

/// One of the four programs.
pub(super) trait Program: Parser {
    /// The name of the binary.
    const NAME: &'static str;
    /// The table of `cm.toml` that holds its defaults.
    const SECTION: &'static str;
    /// The sub-command that is meant when none is named.
    const DEFAULT_COMMAND: &'static str;
    /// Sub-commands that read no configuration file.
    const WITHOUT_FILES: &'static [&'static str] = &[];

    /// Does the work.
    fn run(self, session: &Session) -> anyhow::Result<Exit>;

    /// The flags common to all programs.
    fn common(&self) -> &Common;

    /// The command line with words for the shells to offer where the values are checked by no list of clap's.
    fn offered(command: Command) -> Command {
        command
    }

    /// The language of what people read.
    fn language(&self) -> Language {
        Language::English
    }
}

/// Runs a program on this process's arguments.
pub(super) fn main<P: Program>() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let quiet = Console::new(P::NAME, false, 0);
    let ran = run::<P>(arguments);
    super::output::sweep();
    match ran {
        Ok(exit) => exit.into(),
        Err(error) => {
            let exit = match error.downcast_ref::<clap::Error>() {
                Some(usage) => {
                    return refuse(P::NAME, usage);
                }
                None => Exit::of(&error),
            };
            if exit != Exit::Done {
                quiet.error(told(&error));
            }
            exit.into()
        }
    }
}

/// Prints what clap has to say: help and version, or what is wrong with the command line.
fn refuse(program: &str, usage: &clap::Error) -> ExitCode {
    if usage.exit_code() == 0 {
        let _ = usage.print();
        return Exit::Done.into();
    }
    let text = usage.render().to_string();
    let text = in_plain_words(text.strip_prefix("error: ").unwrap_or(&text));
    let _ = write!(io::stderr().lock(), "{program}: {text}");
    Exit::Usage.into()
}

/// clap's words for a bad value, without those of Rust.
pub(super) fn in_plain_words(text: &str) -> String {
    const WORDS: &[(&str, &str)] = &[
        (
            ": invalid digit found in string",
            ": expected a whole number",
        ),
        (
            ": cannot parse integer from empty string",
            ": expected a whole number",
        ),
        (
            ": number would be zero for non-zero type",
            ": expected 1 or more",
        ),
        (
            ": number too large to fit in target type",
            ": this is too large",
        ),
        (
            ": number too small to fit in target type",
            ": this is too small",
        ),
        (": invalid float literal", ": expected a number"),
        (
            ": cannot parse float from empty string",
            ": expected a number",
        ),
    ];
    WORDS.iter().fold(text.to_owned(), |text, (rust, plain)| {
        text.replace(rust, plain)
    })
}

fn run<P: Program>(arguments: Vec<OsString>) -> anyhow::Result<Exit> {
    let command = command::<P>();
    let arguments = with_default_command(&command, P::DEFAULT_COMMAND, arguments)?;
    let files = if goes_without_files(&command, &arguments, P::WITHOUT_FILES) {
        Vec::new()
    } else {
        files::read(&arguments)?
    };
    let defaults = Defaults::check(&files)?;
    let command = without_empty_variables(defaults.apply(command, P::SECTION));
    let matches = command
        .clone()
        .try_get_matches_from(&arguments)
        .map_err(|error| bad_value::blamed(&command, &arguments, error))?;
    let program = P::from_arg_matches(&matches)?;
    let common = program.common().clone();
    if let Some(what) = common.generate {
        generate::print::<P>(what, command)?;
        return Ok(Exit::Done);
    }
    if let Some(record_type) = &common.schema {
        print_schema(record_type)?;
        return Ok(Exit::Done);
    }
    if common.show_config {
        print_config(&command, &matches, &defaults, P::SECTION)?;
        return Ok(Exit::Done);
    }
    let trace = Trace {
        files: &files,
        command: &command,
        matches: &matches,
        section: P::SECTION,
    };
    Session::new(P::NAME, common, files.clone())
        .and_then(|mut session| {
            super::clients::check(&mut session)?;
            session.language = program.language();
            program.run(&session)
        })
        .map_err(|error| trace.of(error))
}

/// Whether the sub-command is one that no configuration file may keep from its work.
fn goes_without_files(command: &Command, arguments: &[OsString], without: &[&str]) -> bool {
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if let Some(sub) = command.find_subcommand(word) {
            return without.contains(&sub.get_name());
        }
        if flag_named(command, word).is_some_and(|flag| flag.get_action().takes_values())
            && !word.contains('=')
        {
            words.next();
        }
    }
    false
}

/// The command line of a program, with its version.
pub(super) fn command<P: Program>() -> Command {
    let (name, default) = (P::NAME, P::DEFAULT_COMMAND);
    P::command()
        .after_help(format!(
            "Each command has options of its own: `{name} {default} --help` shows those of {default}, which is done when none is named."
        ))
        .subcommand_required(false)
        .arg_required_else_help(false)
        .version(format!(
            "{} (time zones {})",
            env!("CARGO_PKG_VERSION"),
            crate::time::DATABASE_VERSION
        ))
        .infer_long_args(false)
        .propagate_version(true)
        .max_term_width(100)
        .mut_args(|arg| arg.hide_env_values(true))
        .mut_subcommands(|sub| examples::added(P::NAME, sub).mut_args(|arg| arg.hide_env_values(true)))
}

/// A variable that is set to nothing, as in `CM_CLIENT= cm-report`, is not set.
fn without_empty_variables(command: Command) -> Command {
    fn filled(arg: Arg) -> Arg {
        let is_empty = arg
            .get_env()
            .and_then(std::env::var_os)
            .is_some_and(|value| value.is_empty());
        if is_empty {
            arg.env(Resettable::Reset)
        } else {
            arg
        }
    }
    command
        .mut_args(filled)
        .mut_subcommands(|sub| sub.mut_args(filled))
}

/// Names the default sub-command when none is named, so that `cm-report --by day` is `cm-report summary --by day`.
fn with_default_command(
    command: &Command,
    default: &str,
    mut arguments: Vec<OsString>,
) -> Result<Vec<OsString>, UsageError> {
    let Some(default_command) = command.find_subcommand(default) else {
        return Ok(arguments);
    };
    let takes_value = |flag: &str| {
        [command, default_command]
            .iter()
            .filter_map(|command| flag_named(command, flag))
            .any(|argument| argument.get_action().takes_values() && !flag.contains('='))
    };
    let mut seen: Vec<String> = Vec::new();
    let mut words = arguments
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = words.next() {
        if ["-h", "--help", "-V", "--version"].contains(&word.as_str()) {
            // `cm-report --by day --help` asks about the sub-command that has --by.
            if seen.iter().all(|flag| flag_named(command, flag).is_some()) {
                return Ok(arguments);
            }
            break;
        }
        if word == "--" || word == "-" || !word.starts_with('-') {
            if let Some(command) = mistyped(command, &word) {
                let message =
                    format!("`{word}` is neither a command nor a file; did you mean `{command}`?");
                return Err(UsageError(message));
            }
            if word == "help" || command.find_subcommand(&word).is_some() {
                return Ok(arguments);
            }
            if default_command.get_positionals().next().is_none() {
                let unknown_to_all = |flag: &&String| {
                    [command, default_command]
                        .iter()
                        .all(|command| flag_named(command, flag).is_none())
                };
                return Err(match seen.iter().find(unknown_to_all) {
                    Some(flag) => unknown_flag(command, default_command, flag),
                    None => unknown(command, &word),
                });
            }
            break;
        }
        if takes_value(&word) {
            words.next();
        }
        seen.push(word);
    }
    arguments.insert(1.min(arguments.len()), default.into());
    Ok(arguments)
}

fn unknown(command: &Command, word: &str) -> UsageError {
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    if word.contains("://") && names.contains(&"feed") {
        return UsageError(format!(
            "`{word}` is an address and no command; `cm-fetch feed {word}` reads a feed"
        ));
    }
    UsageError(format!(
        "unknown command `{word}` (there are {})",
        names.join(", ")
    ))
}

/// A flag that neither the program nor its default command has, before a word that is no command.
fn unknown_flag(command: &Command, default_command: &Command, flag: &str) -> UsageError {
    let flag = flag.split_once('=').map_or(flag, |(flag, _)| flag);
    let (program, default) = (command.get_name(), default_command.get_name());
    let owners: Vec<&str> = command
        .get_subcommands()
        .filter(|sub| flag_named(sub, flag).is_some())
        .map(Command::get_name)
        .collect();
    if let Some(first) = owners.first() {
        return UsageError(format!(
            "`{flag}` is not a flag of `{program} {default}`; name the command before it, as in `{program} {first} ... {flag}` (it is one of {})",
            owners.join(", ")
        ));
    }
    let longs = || {
        let arguments = command
            .get_arguments()
            .chain(default_command.get_arguments());
        arguments.filter_map(Arg::get_long)
    };
    let near = closest::closest(flag.trim_start_matches('-'), longs());
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `--{near}`?"));
    UsageError(format!(
        "unknown flag `{flag}`{hint} (`{program} {default} --help` lists them)"
    ))
}

/// The command that a word almost is, when there is no file of that name.
fn mistyped<'a>(command: &'a Command, word: &str) -> Option<&'a str> {
    let names = || command.get_subcommands().map(Command::get_name);
    if word == "help" || names().any(|name| name == word) || Path::new(word).exists() {
        return None;
    }
    closest::closest(word, names())
}

/// The flag that a word such as `--by`, `--by=day` or `-q` names.
fn flag_named<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let word = word.split_once('=').map_or(word, |(flag, _)| flag);
    command.get_arguments().find(|argument| {
        let long = argument
            .get_long()
            .is_some_and(|long| word == format!("--{long}"));
        let short = argument
            .get_short()
            .is_some_and(|short| word == format!("-{short}"));
        long || short
    })
}

fn print_schema(record_type: &str) -> anyhow::Result<()> {
    let schema = match record_type {
        "all" => record::SCHEMAS
            .iter()
            .map(|schema| (schema.name.to_owned(), schema.json()))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        name => match record::schema_of(name) {
            Some(schema) => schema.json(),
            None => {
                let known: Vec<_> = record::SCHEMAS.iter().map(|schema| schema.name).collect();
                let hint = closest::hint(closest::closest(name, known.iter().copied()));
                let message = format!(
                    "unknown record type `{name}`{hint} (there are {})",
                    known.join(", ")
                );
                return Err(UsageError(message).into());
            }
        },
    };
    print(&format!("{schema:#}\n"))
}

fn print_config(
    command: &Command,
    matches: &ArgMatches,
    defaults: &Defaults,
    section: &str,
) -> anyhow::Result<()> {
    let mut text = String::new();
    for value in defaults.in_force(command, matches, section) {
        text.push_str(&value.to_string());
        text.push('\n');
    }
    print(&text)
}

fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .context("cannot write standard output")
}
