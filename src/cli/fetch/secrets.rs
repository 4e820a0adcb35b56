//! Tokens: from a file that nobody else can read, from a command, or from the environment; never from a flag, never shown.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use clap::Args;

use crate::cli::exit::CredentialsError;
use crate::connect::{Connector, Secret};
use crate::text::reason;

/// Longest token, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Where the token is.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct TokenArgs {
    /// Read the token from FILE, which others must not be able to read [or: CM_<SOURCE>_TOKEN_FILE, CM_<SOURCE>_TOKEN]
    #[arg(long, value_name = "FILE", conflicts_with = "token_cmd")]
    pub(super) token_file: Option<PathBuf>,

    /// Take the token from what COMMAND prints
    #[arg(long, value_name = "COMMAND", hide_short_help = true)]
    pub(super) token_cmd: Option<String>,
}

impl TokenArgs {
    /// The token, if there is one.
    pub(super) fn read(&self, connector: &'static dyn Connector) -> anyhow::Result<Option<Secret>> {
        if connector.token().about().is_none() {
            return Ok(None);
        }
        if let Some(path) = &self.token_file {
            return from_file(path).map(Some);
        }
        if let Some(command) = &self.token_cmd {
            return from_command(command).map(Some);
        }
        let name = format!("CM_{}_TOKEN", connector.name().to_uppercase());
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(token) = variable(&name) {
            return Ok(Some(Secret::new(&token)));
        }
        variable(&format!("{name}_FILE"))
            .map(|path| from_file(Path::new(&path)))
            .transpose()
    }
}

/// A token in a file of its owner's.
pub(in crate::cli) fn from_file(path: &Path) -> anyhow::Result<Secret> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        let why = reason::of_io(&error);
        CredentialsError(format!("cannot read the token in {shown}: {why}"))
    };
    let metadata = path.metadata().map_err(unreadable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            let message = format!(
                "{shown}: others can read this token; keep it to yourself with `chmod 600 {shown}`, and run again"
            );
            return Err(CredentialsError(message).into());
        }
    }
    if metadata.len() > LONGEST {
        return Err(CredentialsError(format!("{shown}: too large for a token")).into());
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    whole(&text, &shown.to_string())
}

/// What a command prints: its first line.
fn from_command(command: &str) -> anyhow::Result<Secret> {
    let output = Command::new("sh")
        .args(["-c", command])
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cannot run the command of --token-cmd")?;
    if !output.status.success() {
        let message = format!(
            "the command of --token-cmd failed ({}); it must print the token and end with 0",
            output.status
        );
        return Err(CredentialsError(message).into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    whole(&text, "what the command of --token-cmd prints")
}

fn whole(text: &str, place: &str) -> anyhow::Result<Secret> {
    let token = Secret::new(text.trim().lines().next().unwrap_or_default());
    if token.reveal().is_empty() {
        return Err(CredentialsError(format!("{place}: no token in it")).into());
    }
    Ok(token)
}
