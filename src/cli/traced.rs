//! An error of usage that begins with a flag (`--since: ...`) or a key (`service_level.level_1: ...`, `[watch.w] query: ...`, `[[source]] number 2: ...`)
//! is shown where a configuration file says it.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::exit::{Exit, UsageError, told};
use crate::config::{ConfigError, File, Found};

/// What an error can be traced back to.
pub(super) struct Trace<'a> {
    pub(super) files: &'a [File],
    pub(super) command: &'a Command,
    pub(super) matches: &'a ArgMatches,
    /// The table of `cm.toml` that holds this program's flags.
    pub(super) section: &'static str,
}

impl Trace<'_> {
    /// The error with its place, when a file is to blame.
    pub(super) fn of(&self, error: anyhow::Error) -> anyhow::Error {
        let has_place = error.downcast_ref::<ConfigError>().is_some();
        let text = told(&error);
        // What fails at its work is traced too where it says which flag led there, such as a file that cannot be read.
        let is_of_use = Exit::of(&error) == Exit::Usage || text.starts_with("--");
        if has_place || !is_of_use {
            return error;
        }
        let quoted = text.split('`').nth(1);
        if let Some(words) = text.strip_prefix("--") {
            let end = words
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .unwrap_or(words.len());
            let (flag, rest) = words.split_at(end);
            return match self.set_in(flag, quoted) {
                Some((file, found)) => {
                    let message = format!("{}{rest}", flag.replace('-', "_"));
                    file.error_at(found.place, &message).into()
                }
                None => match self.variable_of(flag) {
                    Some(variable) if Exit::of(&error) == Exit::Usage => {
                        UsageError(format!("{variable}{rest}")).into()
                    }
                    Some(variable) => anyhow::anyhow!("{variable}{rest}"),
                    None => error,
                },
            };
        }
        let Some((key, message)) = text.split_once(": ") else {
            return error;
        };
        if let Some(flag) = self.flag_of(key) {
            return match self.set_in(&flag, quoted) {
                Some((file, found)) => file.error_at(found.place, message).into(),
                None => UsageError(format!("--{flag}: {message}")).into(),
            };
        }
        match self.find_longest(&path_of(key), quoted) {
            Some((file, found)) => placed(file, found, key, message).into(),
            None => error,
        }
    }

    /// Finds a path, or the table around it: what is not written itself stands in a table that is.
    fn find_longest(&self, path: &str, quoted: Option<&str>) -> Option<(&File, Found)> {
        let mut path = path;
        loop {
            let found = self.find(path, quoted);
            match path.rsplit_once('.') {
                Some((shorter, _)) if found.is_none() => path = shorter,
                _ => return found,
            }
        }
    }

    fn find(&self, path: &str, quoted: Option<&str>) -> Option<(&File, Found)> {
        self.files
            .iter()
            .find_map(|file| Some((file, file.find(path, quoted)?)))
    }

    /// The variable of the environment that sets a flag, where the command line does not.
    fn variable_of(&self, flag: &str) -> Option<String> {
        let (argument, source) = self.source_of(flag)?;
        let variable = argument
            .get_env()
            .filter(|_| source == ValueSource::EnvVariable);
        variable.map(|variable| variable.display().to_string())
    }

    /// A flag, and who says its value.
    fn source_of(&self, flag: &str) -> Option<(&Arg, ValueSource)> {
        let (name, inner) = self.matches.subcommand()?;
        let sub = self.command.find_subcommand(name)?;
        let argument = sub
            .get_arguments()
            .chain(self.command.get_arguments())
            .find(|arg| arg.get_long() == Some(flag))?;
        let id = argument.get_id().as_str();
        let source = [inner, self.matches]
            .iter()
            .find(|matches| matches.try_contains_id(id).is_ok())
            .and_then(|matches| matches.value_source(id));
        Some((argument, source?))
    }

    /// The file that sets a flag, where neither the command line nor the environment does.
    fn set_in(&self, flag: &str, quoted: Option<&str>) -> Option<(&File, Found)> {
        let (name, _) = self.matches.subcommand()?;
        if self.source_of(flag)?.1 != ValueSource::DefaultValue {
            return None;
        }
        let key = flag.replace('-', "_");
        [
            format!("{}.{name}.{key}", self.section),
            format!("{}.{key}", self.section),
            key,
        ]
        .iter()
        .find_map(|path| self.find(path, quoted))
    }

    /// The flag whose key in a file is `schedule.quiet_hours`, say.
    fn flag_of(&self, key: &str) -> Option<String> {
        let flag = key
            .strip_prefix(self.section)?
            .strip_prefix('.')?
            .replace('_', "-");
        let (name, _) = self.matches.subcommand()?;
        let sub = self.command.find_subcommand(name)?;
        sub.get_arguments()
            .any(|arg| arg.get_long() == Some(flag.as_str()))
            .then_some(flag)
    }
}

/// A key as a path: `[[source]] number 2` is `source.2`, `[watch.w] query` is `watch.w.query`.
fn path_of(key: &str) -> String {
    let bare = key.trim_start_matches('[');
    let Some((table, rest)) = bare.split_once(']').filter(|_| bare != key) else {
        return key.to_owned();
    };
    let rest = rest.trim_start_matches(']').trim();
    match rest.strip_prefix("number ").unwrap_or(rest) {
        "" => table.to_owned(),
        rest => format!("{table}.{rest}"),
    }
}

/// The message at its place; one that counts columns of a text counts them where the text begins.
fn placed(file: &File, found: Found, key: &str, message: &str) -> ConfigError {
    let column = message.strip_prefix("column ").and_then(|rest| {
        let (column, rest) = rest.split_once(": ")?;
        Some((column.parse::<usize>().ok()?, rest))
    });
    match (column, &found.text) {
        (Some((column, rest)), Some((place, text))) => {
            file.error_inside(place.clone(), (text, column), &format!("{key}: {rest}"))
        }
        _ => file.error_at(found.place, &format!("{key}: {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn keys_are_paths() {
        for (key, path) in [
            ("service_level.level_1", "service_level.level_1"),
            ("[[source]] number 2", "source.2"),
            ("[watch.w] query", "watch.w.query"),
            ("[clients.a]", "clients.a"),
        ] {
            assert_eq!(path_of(key), path);
        }
    }
}
