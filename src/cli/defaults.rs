//! Precedence: a flag, then `CM_*`, then `./cm.toml`, then the user's own file, then what is built in.
//!
//! The values of the files become the command line's defaults before it is read, so that clap itself settles the order and an engine sees one
//! value. Every long flag can stand in the file under its name with `_` for `-`: common ones at the top, a program's own in its table
//! (`[report]`), a sub-command's own in a table inside it (`[report.summary]`).

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::{classify, fetch, program, report, schedule};
use crate::config::{ConfigError, Entry, File};

/// Tables that hold structs, read by those who need them; everything else in a file is a flag's default.
const STRUCTURES: &[&str] = &[
    "source",
    "channel",
    "person",
    "service_level",
    "business_hours",
    "holiday",
];

/// Flags that make no sense as a default.
const NOT_IN_FILES: &[&str] = &[
    "config",
    "schema",
    "show-config",
    "generate",
    "help",
    "version",
    "now",
    "output",
    "rejects",
];

/// The configuration files of a run, the strongest first.
pub(super) fn files(arguments: &[OsString]) -> anyhow::Result<Vec<File>> {
    if let Some(path) =
        named(arguments).or_else(|| std::env::var_os("CM_CONFIG").map(PathBuf::from))
    {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        return Ok(vec![File::parse(&path.display().to_string(), &text)?]);
    }
    let mut files = Vec::new();
    for path in [Some(PathBuf::from("cm.toml")), user_file()]
        .into_iter()
        .flatten()
    {
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push(File::parse(&path.display().to_string(), &text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        }
    }
    Ok(files)
}

/// `$XDG_CONFIG_HOME/cm/cm.toml`.
fn user_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::base_strategy::Xdg::new().ok()?;
    Some(folders.config_dir().join("cm").join("cm.toml"))
}

/// The file named by `-c`, `--config`, found before clap reads the line because clap's defaults come from it.
fn named(arguments: &[OsString]) -> Option<PathBuf> {
    let mut words = arguments.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.to_str().unwrap_or_default();
        if text == "--" {
            return None;
        }
        if text == "-c" || text == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = text
            .strip_prefix("--config=")
            .or_else(|| text.strip_prefix("-c").filter(|path| !path.is_empty()))
        {
            return Some(PathBuf::from(path));
        }
    }
    None
}

/// A default that a file gives to a flag.
#[derive(Debug)]
struct Default {
    /// `[]`, `["report"]` or `["report", "summary"]`.
    path: Vec<String>,
    flag: String,
    values: Vec<String>,
    file: String,
}

/// All defaults of the files, checked against the flags of all programs.
#[derive(Debug)]
pub(super) struct Defaults {
    defaults: Vec<Default>,
}

impl Defaults {
    /// Checks every key of the files.
    pub(super) fn check(files: &[File]) -> Result<Self, ConfigError> {
        let mut defaults = Vec::new();
        if files.is_empty() {
            return Ok(Defaults { defaults });
        }
        let programs = programs();
        for file in files {
            check_top(file, &programs)?;
            let common: Vec<&Arg> = flags(&programs[0].1)
                .filter(|arg| arg.is_global_set())
                .collect();
            defaults.extend(read(file, &[], &common)?);
            for (section, command) in &programs {
                let own: Vec<&Arg> = command.get_subcommands().flat_map(flags).collect();
                defaults.extend(read(file, &[section], &own)?);
                for (name, place) in file.tables(&[section]) {
                    let Some(sub) = command.find_subcommand(&name) else {
                        return Err(file.unknown_key(
                            &name,
                            place,
                            command.get_subcommands().map(Command::get_name),
                        ));
                    };
                    let own: Vec<&Arg> = flags(sub).collect();
                    defaults.extend(read(file, &[section, &name], &own)?);
                }
            }
        }
        Ok(Defaults { defaults })
    }

    /// The command with the files' values as its defaults.
    pub(super) fn apply(&self, command: Command, section: &str) -> Command {
        let mut command = command;
        for arg in self.set_at(&command, &[]) {
            command = command.mut_arg(arg.0, |flag| flag.default_values(arg.1));
        }
        command.mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            let mut sub = sub;
            for path in [vec![section.to_owned()], vec![section.to_owned(), name]] {
                for arg in self.set_at(&sub, &path) {
                    sub = sub.mut_arg(arg.0, |flag| flag.default_values(arg.1));
                }
            }
            sub
        })
    }

    /// Ids and values of the flags of `command` that are set at `path`; the strongest file's only.
    fn set_at(&self, command: &Command, path: &[String]) -> Vec<(String, Vec<String>)> {
        flags(command)
            .filter_map(|arg| {
                let default = self.find(path, arg)?;
                Some((arg.get_id().to_string(), default.values.clone()))
            })
            .collect()
    }

    fn find(&self, path: &[String], arg: &Arg) -> Option<&Default> {
        self.defaults
            .iter()
            .find(|default| default.path == path && arg.get_long() == Some(default.flag.as_str()))
    }

    /// Every value in force, with where it came from.
    pub(super) fn in_force(
        &self,
        command: &Command,
        matches: &ArgMatches,
        section: &str,
    ) -> Vec<InForce> {
        let mut values: Vec<InForce> = flags(command)
            .filter(|arg| {
                arg.is_global_set() && !NOT_IN_FILES.contains(&arg.get_long().unwrap_or_default())
            })
            .filter_map(|arg| self.one(arg, matches, &[vec![]]))
            .collect();
        if let Some((name, inner)) = matches.subcommand()
            && let Some(sub) = command.find_subcommand(name)
        {
            let paths = [
                vec![section.to_owned(), name.to_owned()],
                vec![section.to_owned()],
            ];
            values.extend(
                flags(sub)
                    .filter(|arg| !arg.is_global_set())
                    .filter_map(|arg| self.one(arg, inner, &paths)),
            );
        }
        values
    }

    fn one(&self, arg: &Arg, matches: &ArgMatches, paths: &[Vec<String>]) -> Option<InForce> {
        let id = arg.get_id().as_str();
        let source = matches.value_source(id);
        let values: Vec<String> = matches
            .try_get_raw(id)
            .ok()
            .flatten()
            .into_iter()
            .flatten()
            .map(|value| value.to_string_lossy().into_owned())
            .collect();
        let origin = match source {
            Some(ValueSource::CommandLine) => "flag".to_owned(),
            Some(ValueSource::EnvVariable) => {
                format!("environment {}", arg.get_env()?.to_string_lossy())
            }
            _ => match paths.iter().find_map(|path| self.find(path, arg)) {
                Some(default) => default.file.clone(),
                None => "built in".to_owned(),
            },
        };
        let mut path = paths.first()?.clone();
        path.truncate(1);
        path.push(arg.get_long()?.replace('-', "_"));
        Some(InForce {
            key: path.join("."),
            values,
            origin,
        })
    }
}

/// A value in force.
pub(super) struct InForce {
    key: String,
    values: Vec<String>,
    origin: String,
}

impl fmt::Display for InForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self.values.as_slice() {
            [] => "(not set)".to_owned(),
            values => values.join(", "),
        };
        write!(f, "{} = {value}  # {}", self.key, self.origin)
    }
}

fn programs() -> [(&'static str, Command); 4] {
    [
        ("fetch", program::command::<fetch::Args>()),
        ("classify", program::command::<classify::Args>()),
        ("schedule", program::command::<schedule::Args>()),
        ("report", program::command::<report::Args>()),
    ]
}

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|arg| arg.get_long().is_some())
}

fn check_top(file: &File, programs: &[(&'static str, Command)]) -> Result<(), ConfigError> {
    let flat: Vec<String> = file
        .entries(&[])
        .into_iter()
        .map(|entry| entry.key)
        .collect();
    for (key, place) in file.top() {
        let is_section = programs.iter().any(|(section, _)| *section == key)
            || STRUCTURES.contains(&key.as_str());
        if !is_section && !flat.contains(&key) {
            let known = programs
                .iter()
                .map(|(section, _)| *section)
                .chain(STRUCTURES.iter().copied());
            return Err(file.unknown_key(&key, place, known));
        }
    }
    Ok(())
}

fn read(file: &File, path: &[&str], known: &[&Arg]) -> Result<Vec<Default>, ConfigError> {
    let usable = |arg: &&&Arg| {
        arg.get_long()
            .is_some_and(|long| !NOT_IN_FILES.contains(&long))
    };
    file.entries(path)
        .into_iter()
        .filter(|entry| !(path.is_empty() && STRUCTURES.contains(&entry.key.as_str())))
        .map(|entry| {
            let flag = entry.key.replace('_', "-");
            let Some(arg) = known
                .iter()
                .filter(usable)
                .find(|arg| arg.get_long() == Some(&flag))
            else {
                let names: Vec<String> = known
                    .iter()
                    .filter(usable)
                    .filter_map(|arg| arg.get_long().map(|long| long.replace('-', "_")))
                    .collect();
                return Err(file.unknown_key(
                    &entry.key,
                    entry.place,
                    names.iter().map(String::as_str),
                ));
            };
            check_value(file, &entry, arg)?;
            Ok(Default {
                path: path.iter().map(|&part| part.to_owned()).collect(),
                flag,
                values: entry.values,
                file: shown(file.name()),
            })
        })
        .collect()
}

/// Tries the value as if it had been typed, because clap takes a default on trust.
fn check_value(file: &File, entry: &Entry, arg: &Arg) -> Result<(), ConfigError> {
    let mut words = vec!["cm".to_owned()];
    if arg.get_action().takes_values() {
        for value in &entry.values {
            words.push(format!("--{}={value}", arg.get_long().unwrap_or_default()));
        }
    } else if !entry
        .values
        .iter()
        .all(|value| value == "true" || value == "false")
    {
        return Err(file.error_at(
            entry.place.clone(),
            &format!("`{}` must be true or false", entry.key),
        ));
    }
    let alone = arg.clone().required(false).global(false);
    let tried = Command::new("cm")
        .arg(relations_removed(&alone))
        .try_get_matches_from(words);
    tried.map(|_| ()).map_err(|error| {
        let text = error.render().to_string();
        let first = text.lines().next().unwrap_or_default();
        file.error_at(
            entry.place.clone(),
            first.strip_prefix("error: ").unwrap_or(first),
        )
    })
}

/// The flag without its ties to other flags, which the small command does not know.
fn relations_removed(arg: &Arg) -> Arg {
    let plain = Arg::new(arg.get_id().clone())
        .long(arg.get_long().unwrap_or_default().to_owned())
        .action(arg.get_action().clone())
        .value_parser(arg.get_value_parser().clone());
    let plain = match arg.get_value_names() {
        Some(names) => plain.value_names(names.to_vec()),
        None => plain,
    };
    match arg.get_value_delimiter() {
        Some(delimiter) => plain.value_delimiter(delimiter),
        None => plain,
    }
}

fn shown(name: &str) -> String {
    if Path::new(name).is_absolute() {
        name.to_owned()
    } else {
        format!("./{}", name.trim_start_matches("./"))
    }
}
