//! The man page and the shells' completions, made from the command line itself.

use std::io::{Write, stdout};

use clap::builder::{PossibleValuesParser, Resettable};
use clap::{Arg, Command};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::common::Generate;
use super::exit::Exit;
use super::program::Program;

/// Prints what was asked for.
pub(super) fn print<P: Program>(what: Generate, command: Command) -> anyhow::Result<()> {
    let text = match what {
        Generate::Man => man(&command)?,
        Generate::Bash => bash(P::NAME, &completions::<P>(Shell::Bash, command)),
        Generate::Zsh => completions::<P>(Shell::Zsh, command),
        Generate::Fish => completions::<P>(Shell::Fish, command),
    };
    let mut stdout = stdout().lock();
    stdout.write_all(&text)?;
    Ok(stdout.flush()?)
}

fn completions<P: Program>(shell: Shell, command: Command) -> Vec<u8> {
    let mut command = with_default_flags(P::offered(command), P::DEFAULT_COMMAND);
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, P::NAME, &mut text);
    text
}

/// clap_complete 4.6 writes a dash in a program's name in two ways, `cm__report` where it finds the sub-command and `cm__subcmd__report` where it offers its
/// flags, so that nothing is ever offered.
fn bash(program: &str, text: &[u8]) -> Vec<u8> {
    let (offered, found) = (
        program.replace('-', "__subcmd__"),
        program.replace('-', "__"),
    );
    String::from_utf8_lossy(text)
        .replace(&offered, &found)
        .into_bytes()
}

/// The program with the flags of the sub-command that is meant when none is named: `cm-report --by`.
fn with_default_flags(command: Command, default: &str) -> Command {
    let has = |arg: &Arg| {
        command
            .get_arguments()
            .any(|own| own.get_id() == arg.get_id())
    };
    let flags: Vec<Arg> = command
        .find_subcommand(default)
        .into_iter()
        .flat_map(Command::get_arguments)
        .filter(|arg| !arg.is_positional() && !has(arg))
        .cloned()
        .collect();
    command.args(flags)
}

/// A flag for which these words are offered. What its values are stays with those who read it: these are for the shells alone.
pub(super) fn offering<'w>(arg: Arg, words: impl IntoIterator<Item = &'w str>) -> Arg {
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    // A default of cm.toml may be written in a way that is not offered, such as `fr-FR`.
    arg.value_parser(PossibleValuesParser::new(words))
        .default_value(Resettable::Reset)
}

/// One page for a program and all its sub-commands.
fn man(command: &Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    // What is hidden from the short help would come without its words.
    let command = &command
        .clone()
        .mut_args(|arg| arg.hide_short_help(false))
        .mut_subcommands(|sub| sub.mut_args(|arg| arg.hide_short_help(false)));
    let whole = Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let mut roff = Roff::new();
        roff.control(
            "SH",
            [format!("{} {}", command.get_name(), sub.get_name())
                .to_uppercase()
                .as_str()],
        );
        if let Some(about) = sub.get_long_about().or(sub.get_about()) {
            roff.text([roman(about.to_string())]);
        }
        roff.to_writer(&mut page)?;
        let own = without_common(sub);
        if own.get_arguments().next().is_some() {
            Man::new(own).render_options_section(&mut page)?;
        }
        if let Some(examples) = sub.get_before_long_help() {
            page.extend(verbatim("EXAMPLES", &examples.to_string()));
        }
    }
    if let Some(examples) = command.get_before_long_help() {
        page.extend(verbatim("EXAMPLES", &examples.to_string()));
    }
    let mut codes = Roff::new();
    codes.control("SH", ["EXIT STATUS"]);
    for (exit, meaning) in Exit::ALL {
        codes
            .control("TP", [])
            .text([roman((*exit as u8).to_string())])
            .text([roman(*meaning)]);
    }
    codes.to_writer(&mut page)?;
    Ok(page)
}

/// A section whose lines stay as they are; its own heading, `Examples:`, is left out.
fn verbatim(heading: &str, text: &str) -> Vec<u8> {
    let lines = text
        .lines()
        .filter(|line| !line.ends_with(':') || line.starts_with(' '));
    let mut roff = Roff::new();
    roff.control("SH", [heading]).control("nf", []);
    for line in lines {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.to_roff().into_bytes()
}

/// A sub-command with only the flags that are its own.
fn without_common(sub: &Command) -> Command {
    let own = sub
        .get_arguments()
        .filter(|arg| !arg.is_global_set())
        .cloned()
        .collect::<Vec<_>>();
    Command::new(sub.get_name().to_owned())
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args(own)
}
