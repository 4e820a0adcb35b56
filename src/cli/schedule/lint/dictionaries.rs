//! Spelling dictionaries: the system's, a folder's, or one that is named.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::exit::{UsageError, told};
use crate::cli::session::Session;
use crate::schedule::lint::{Dictionaries, Dictionary};

/// Where systems keep Hunspell dictionaries: Debian and most others, Fedora's old place, Homebrew, the user's own on macOS.
const SYSTEM: &[&str] = &[
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
];
/// Languages whose dictionaries are taken from a folder: the likelier tag first.
const WANTED: &[&str] = &[
    "fr", "fr_FR", "en_US", "en_GB", "en", "de", "de_DE", "es", "es_ES", "it", "it_IT", "pt_PT",
    "pt", "nl", "nl_NL",
];

/// Loads what is named; a dictionary of the system that cannot be read is only told of.
pub(super) fn load(session: &Session, places: &[String]) -> anyhow::Result<Dictionaries> {
    let mut all = Dictionaries::default();
    for place in places {
        match place.as_str() {
            "none" => {}
            "system" => {
                for path in SYSTEM.iter().flat_map(|folder| inside(Path::new(folder))) {
                    match read(&path) {
                        Ok(dictionary) => all.add(&tag(&path), dictionary),
                        Err(error) => session.console.detail(told(&error)),
                    }
                }
            }
            named => {
                let path = Path::new(named);
                let paths = if path.is_dir() {
                    inside(path)
                } else {
                    vec![path.with_extension("dic")]
                };
                if paths.is_empty() {
                    let message = format!(
                        "--dictionary {named}: no dictionary in this folder; it wants fr.dic with fr.aff, en_US.dic with en_US.aff or the like"
                    );
                    return Err(UsageError(message).into());
                }
                for path in paths {
                    let dictionary = read(&path)
                        .map_err(|error| UsageError(format!("--dictionary: {}", told(&error))))?;
                    all.add(&tag(&path), dictionary);
                }
            }
        }
    }
    Ok(all)
}

/// The dictionaries of a folder, one for each language.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for name in WANTED {
        let path = folder.join(format!("{name}.dic"));
        let language = |path: &Path| tag(path).split('_').next().map(str::to_owned);
        let known = found.iter().any(|other| language(other) == language(&path));
        let british = *name == "en_GB";
        if (!known || british) && path.is_file() && path.with_extension("aff").is_file() {
            found.push(path);
        }
    }
    found
}

fn tag(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn read(path: &Path) -> anyhow::Result<Dictionary> {
    let bytes = |path: &Path| {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (aff, dic) = (bytes(&path.with_extension("aff"))?, bytes(path)?);
    Dictionary::read(&aff, &dic).with_context(|| format!("cannot read {}", path.display()))
}
