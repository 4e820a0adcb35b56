//! A sub-command for every connector, made from what the connector says of itself.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};

use super::briefs::{Briefs, MATCH};
use super::listen::Listening;
use super::network::Network;
use super::secrets::TokenArgs;
use super::sources::{self, state_name};
use crate::cli::common::Lines;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::connect::{self, CONNECTORS, Connector, Options, Source, SourceOption, Takes};
use crate::fetch::Job;

/// What every connector's sub-command understands.
#[derive(Args, Debug)]
struct Common {
    #[command(flatten)]
    token: TokenArgs,

    /// Name of the watch, written to the posts; if cm.toml has a watch of that name, only what it finds is given
    #[arg(long, value_name = "NAME")]
    query: Option<String>,

    /// Only posts that this query finds, such as 'oasis AND (gout OR taste) NOT concert'
    #[arg(long = "match", value_name = "QUERY")]
    matching: Option<String>,

    /// Keep what the source sent and no field holds under `raw`
    #[arg(long)]
    raw: bool,

    #[command(flatten)]
    lines: Lines,

    #[command(flatten)]
    network: Network,
}

/// One connector, as it was asked for on the command line.
pub(super) struct Asked {
    connector: &'static dyn Connector,
    /// Addresses of servers, or of feeds.
    targets: Vec<String>,
    options: Options,
    common: Common,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked")
            .field("connector", &self.connector.name())
            .field("targets", &self.targets)
            .field("options", &self.options)
            .field("common", &self.common)
            .finish()
    }
}

impl Asked {
    /// Fetches what was asked for.
    pub(super) fn run(&self, session: &Session) -> anyhow::Result<Exit> {
        let connector = self.connector;
        let token = self.common.token.read(connector)?;
        let brief = Briefs::read(session)?.brief(
            session.common.client.as_deref(),
            self.common.query.as_deref(),
            self.common.matching.as_deref(),
        )?;
        // Where only `--match` says what is looked for, its posts bear this name; what was fetched must be remembered under the same.
        let named = self.common.matching.as_ref().map(|_| MATCH.to_owned());
        let query = self.common.query.clone().or(named);
        let whose = [
            session.common.client.as_deref(),
            self.common.query.as_deref(),
            self.common.matching.as_deref(),
        ];
        let jobs = self.targets.iter().map(|target| {
            let target = sources::address(connector, Some(target))?;
            let name = format!("{target}{}", self.options);
            let source = Source {
                name: state_name(connector.name(), &name, &whose),
                target,
                options: sources::with_searches(connector, &self.options, &brief)?,
                brief: brief.clone(),
                token: token.clone(),
                client: session.common.client.clone(),
                query: query.clone(),
                keep_raw: self.common.raw,
            };
            Ok(Job::new(connector, source))
        });
        let jobs = jobs.collect::<anyhow::Result<Vec<_>>>()?;
        let network = &self.common.network;
        let run = Listening {
            session,
            network,
            state: network.state(None),
            unattended: false,
        };
        run.listen(&jobs)
    }
}

impl Subcommand for Asked {
    fn augment_subcommands(command: Command) -> Command {
        CONNECTORS.iter().fold(command, |command, connector| {
            command.subcommand(command_of(*connector))
        })
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        connect::find(name).is_some()
    }
}

impl FromArgMatches for Asked {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || clap::Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let connector = connect::find(name).ok_or_else(missing)?;
        let texts = |name: &str| -> Vec<String> {
            matches
                .try_get_many::<String>(name)
                .ok()
                .flatten()
                .map_or_else(Vec::new, |values| values.cloned().collect())
        };
        let mut targets = texts(TARGET);
        if targets.is_empty() {
            targets.extend(connector.server().map(str::to_owned));
        }
        let mut options = Options::new();
        for option in connector.options() {
            options = match option.takes {
                Takes::Nothing if matches.get_flag(option.name) => {
                    options.with(option.name, "true")
                }
                Takes::Nothing => options,
                Takes::Number(..) => match matches.get_one::<u64>(option.name) {
                    Some(number) => options.with(option.name, number.to_string()),
                    None => options,
                },
                Takes::One | Takes::Many | Takes::Word(_) => texts(option.name)
                    .into_iter()
                    .fold(options, |options, value| options.with(option.name, value)),
            };
        }
        Ok(Asked {
            connector,
            targets,
            options,
            common: Common::from_arg_matches(matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Name of the argument that holds addresses.
const TARGET: &str = "server";

fn command_of(connector: &'static dyn Connector) -> Command {
    let mut command = Common::augment_args(Command::new(connector.name())).about(connector.about());
    if connector.token().about().is_none() {
        for flag in ["token_file", "token_cmd"] {
            command = command.mut_arg(flag, |arg| arg.hide(true));
        }
    }
    if !connector.examples().is_empty() {
        let mut text = String::from("Examples:\n");
        for (arguments, about) in connector.examples() {
            text.push_str(&format!(
                "  cm-fetch {} {arguments}\n      {about}\n",
                connector.name()
            ));
        }
        command = command.before_long_help(text);
    }
    let mut order = 1000;
    command = command.mut_args(|arg| {
        order += 1;
        arg.display_order(order)
    });
    let own = connector.options().iter().map(argument_of);
    let own = std::iter::once(target_of(connector)).chain(own);
    // In the help its own options come first, those that all have after them.
    own.zip(0..).fold(command, |command, (argument, at)| {
        command.arg(argument.display_order(at))
    })
}

fn target_of(connector: &'static dyn Connector) -> Arg {
    if let Some(value) = connector.targets() {
        return Arg::new(TARGET)
            .value_name(value)
            .help("Addresses or files; `-` is standard input")
            .required(true)
            .num_args(1..);
    }
    let server = Arg::new(TARGET).long("server").value_name("URL");
    match connector.server() {
        Some(address) => server
            .help(format!("Address of the server [default: {address}]"))
            .hide_short_help(true),
        None => server.help("Address of the server").required(true),
    }
}

fn argument_of(option: &SourceOption) -> Arg {
    let argument = Arg::new(option.name).long(option.name).help(option.about);
    match option.takes {
        Takes::Nothing => argument.action(ArgAction::SetTrue),
        Takes::One => argument.value_name(option.value),
        Takes::Many => argument.value_name(option.value).action(ArgAction::Append),
        Takes::Word(words) => argument
            .value_name(option.value)
            .value_parser(clap::builder::PossibleValuesParser::new(words)),
        Takes::Number(least, most) => argument
            .value_name(option.value)
            .value_parser(clap::value_parser!(u64).range(least..=most)),
    }
}

/// A usage error unless an option is one of the connector's, and has a value that it can have.
pub(super) fn check_option(
    connector: &'static dyn Connector,
    name: &str,
    values: &[String],
) -> Result<(), UsageError> {
    let options = connector.options();
    let Some(option) = options.iter().find(|option| option.name == name) else {
        let names: Vec<String> = options
            .iter()
            .map(|option| option.name.replace('-', "_"))
            .collect();
        let key = name.replace('-', "_");
        let hint = crate::text::closest::hint(crate::text::closest::closest(
            &key,
            names.iter().map(String::as_str),
        ));
        let known = if names.is_empty() {
            "it has none".to_owned()
        } else {
            format!("there are {}", names.join(", "))
        };
        let connector = connector.name();
        return Err(UsageError(format!(
            "`{key}` is not an option of {connector}{hint} ({known})"
        )));
    };
    let wrong = |expected: String| {
        let key = name.replace('-', "_");
        Err(UsageError(format!("`{key}` must be {expected}")))
    };
    let each = |good: &dyn Fn(&String) -> bool| values.iter().all(good);
    match option.takes {
        Takes::Nothing if !each(&|value| value == "true" || value == "false") => {
            wrong("true or false".to_owned())
        }
        Takes::One | Takes::Word(_) | Takes::Number(..) if values.len() > 1 => {
            wrong("one value, not a list".to_owned())
        }
        Takes::Word(words) if !each(&|value| words.contains(&value.as_str())) => {
            wrong(format!("one of {}", words.join(", ")))
        }
        Takes::Number(least, most)
            if !each(&|value| {
                value
                    .parse::<u64>()
                    .is_ok_and(|number| (least..=most).contains(&number))
            }) =>
        {
            wrong(format!("a whole number from {least} to {most}"))
        }
        _ => Ok(()),
    }
}
