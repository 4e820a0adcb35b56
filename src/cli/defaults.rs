//! Precedence: a flag, then `CM_*`, then `./cm.toml`, then the user's own file, then what is built in.
//!
//! The values of the files become the command line's defaults before it is read, so that clap itself settles the order and an engine sees one
//! value. Every long flag can stand in the file under its name with `_` for `-`: common ones at the top, a program's own in its table
//! (`[report]`), a sub-command's own in a table inside it (`[report.summary]`).

use std::fmt;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command};

use super::common::Common;
use super::{bad_value, classify, fetch, program, report, schedule, tables};
use crate::config::{ConfigError, Entry, File, Table};
use crate::fetch::without_secrets;
use crate::text::closest;

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
        let tables = tables::all();
        let names: Vec<&str> = tables.iter().map(Table::name).collect();
        for file in files {
            check_top(file, &programs, &tables)?;
            let common: Vec<&Arg> = flags(&programs[0].1).filter(|arg| is_common(arg)).collect();
            defaults.extend(read(file, &[], &common, &[], &names)?);
            for (section, command) in &programs {
                let subs = command.get_subcommands().flat_map(flags);
                let own: Vec<&Arg> = flags(command)
                    .filter(|arg| !is_common(arg))
                    .chain(subs)
                    .collect();
                defaults.extend(read(file, &[section], &own, &common, &[])?);
                for (name, place) in file.tables(&[section]) {
                    let Some(sub) = command.find_subcommand(&name) else {
                        return Err(file.unknown_key(
                            &name,
                            place,
                            command.get_subcommands().map(Command::get_name),
                        ));
                    };
                    let own: Vec<&Arg> = flags(sub).collect();
                    defaults.extend(read(file, &[section, &name], &own, &common, &[])?);
                }
            }
            file.check(&tables)?;
        }
        Ok(Defaults { defaults })
    }

    /// The command with the files' values as its defaults.
    pub(super) fn apply(&self, command: Command, section: &str) -> Command {
        let with_default = |arg: Arg, path: &[String]| match self.find(path, &arg) {
            Some(default) => arg.default_values(default.values.clone()),
            None => arg,
        };
        let whole = vec![section.to_owned()];
        command
            .mut_args(|arg| with_default(with_default(arg, &[]), &whole))
            .mut_subcommands(|sub| {
                let whole = vec![section.to_owned()];
                let own = vec![section.to_owned(), sub.get_name().to_owned()];
                let name = sub.get_name().to_owned();
                sub.mut_args(|arg| {
                    let arg = with_default(arg, &whole);
                    let arg = match schedule::table_beside(&name, &arg) {
                        Some(table) => with_default(arg, &[section.to_owned(), table.to_owned()]),
                        None => arg,
                    };
                    with_default(arg, &own)
                })
            })
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
            .filter_map(|arg| {
                let path = if is_common(arg) {
                    vec![]
                } else {
                    vec![section.to_owned()]
                };
                self.one(arg, matches, &[path])
            })
            .collect();
        if let Some((name, inner)) = matches.subcommand()
            && let Some(sub) = command.find_subcommand(name)
        {
            let paths = |arg: &Arg| {
                let beside = schedule::table_beside(name, arg);
                let tables = [Some(name), beside].into_iter().flatten();
                let mut paths: Vec<Vec<String>> = tables
                    .map(|table| vec![section.to_owned(), table.to_owned()])
                    .collect();
                paths.push(vec![section.to_owned()]);
                paths
            };
            values.extend(
                flags(sub)
                    .filter(|arg| !arg.is_global_set())
                    .filter_map(|arg| self.one(arg, inner, &paths(arg))),
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
            values => without_secrets(&values.join(", ")),
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

/// Whether a flag means the same in every program; the others that stand before a sub-command are a program's own.
fn is_common(arg: &Arg) -> bool {
    let common = Common::augment_args(Command::new("cm"));
    arg.is_global_set()
        && common
            .get_arguments()
            .any(|other| other.get_id() == arg.get_id())
}

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|arg| arg.get_long().is_some())
}

fn check_top(
    file: &File,
    programs: &[(&'static str, Command)],
    tables: &[Table],
) -> Result<(), ConfigError> {
    let flat: Vec<String> = file
        .entries(&[])
        .into_iter()
        .map(|entry| entry.key)
        .collect();
    for (key, place) in file.top() {
        let is_section = programs.iter().any(|(section, _)| *section == key)
            || tables.iter().any(|table| table.name() == key);
        if !is_section && !flat.contains(&key) {
            let known = programs
                .iter()
                .map(|(section, _)| *section)
                .chain(tables.iter().map(Table::name));
            let is_value = flags(&programs[0].1)
                .any(|arg| arg.is_global_set() && arg.get_long() == Some(&key.replace('_', "-")));
            return Err(if is_value {
                let near = closest::closest(&key, tables.iter().map(Table::name));
                let near = tables.iter().find(|table| near == Some(table.name()));
                let hint = closest::hint(near.map(Table::heading).as_deref());
                let message = format!("`{key}` must be a value, not a table{hint}");
                file.error_at(place, &message)
            } else {
                file.unknown_key(&key, place, known)
            });
        }
    }
    Ok(())
}

fn read(
    file: &File,
    path: &[&str],
    known: &[&Arg],
    common: &[&Arg],
    tables: &[&str],
) -> Result<Vec<Default>, ConfigError> {
    let usable = |arg: &&&Arg| {
        arg.get_long()
            .is_some_and(|long| !NOT_IN_FILES.contains(&long))
    };
    file.entries(path)
        .into_iter()
        .filter(|entry| !tables.contains(&entry.key.as_str()))
        .map(|entry| {
            let flag = entry.key.replace('_', "-");
            let Some(arg) = known
                .iter()
                .filter(usable)
                .find(|arg| arg.get_long() == Some(&flag))
            else {
                return Err(unusable(file, entry, &flag, known, common));
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

/// Why a key cannot stand where it stands.
fn unusable(file: &File, entry: Entry, flag: &str, known: &[&Arg], common: &[&Arg]) -> ConfigError {
    let key = &entry.key;
    let is_named = |args: &[&Arg]| args.iter().any(|arg| arg.get_long() == Some(flag));
    if NOT_IN_FILES.contains(&flag) {
        let message = format!("`{key}` is given on the command line, not in a file");
        return file.error_at(entry.place, &message);
    }
    if programs().iter().any(|(section, _)| section == key) {
        return file.error_at(entry.place, &format!("`{key}` is a table: write [{key}]"));
    }
    if is_named(common) {
        let message =
            format!("`{key}` is common to all programs: it stands at the top, before any [table]");
        return file.error_at(entry.place, &message);
    }
    let names: Vec<String> = known
        .iter()
        .filter_map(|arg| arg.get_long())
        .filter(|long| !NOT_IN_FILES.contains(long))
        .map(|long| long.replace('-', "_"))
        .collect();
    file.unknown_key(key, entry.place, names.iter().map(String::as_str))
}

/// Tries the value as if it had been typed, because clap takes a default on trust.
fn check_value(file: &File, entry: &Entry, arg: &Arg) -> Result<(), ConfigError> {
    let mut words = vec!["cm".to_owned()];
    if arg.get_action().takes_values() {
        for value in &entry.values {
            words.push(format!("--{}={value}", arg.get_long().unwrap_or_default()));
        }
    } else if matches!(arg.get_action(), ArgAction::Count) {
        let is_count = entry.values.iter().all(|value| value.parse::<u8>().is_ok());
        return if is_count {
            Ok(())
        } else {
            let message = format!("`{}` must be a number, 0 to 255", entry.key);
            Err(file.error_at(entry.place.clone(), &message))
        };
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
    tried
        .map(|_| ())
        .map_err(|error| file.error_at(entry.place.clone(), &bad_value::told(&error)))
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
