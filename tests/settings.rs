//! docs/settings.md: every key of cm.toml that stands for a flag, made from what the programs themselves say. `CM_BLESS=1` rewrites it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use crate::harness::{Place, blessing, difference, project};
use crate::newcomer::{PROGRAMS, commands_of};

const HEAD: &str = "# Every key of cm.toml that stands for a flag

Made from the programs by `CM_BLESS=1 cargo test`; do not edit. The common keys stand at the top of the file, before any table, the others in the table of their
program or, for one command alone, in a table inside it: `[report.summary]`. What each table of records holds (`[[source]]`, `[clients.NAME]`, `[[person]]`, ...) is said in
[configuration.md](configuration.md); `--show-config` shows what is in force.
";

/// What a key is about, and the commands that know it.
struct Key {
    about: String,
    commands: Vec<String>,
}

/// The first sentence of what the help says of each long flag.
fn abouts(help: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut flag: Option<String> = None;
    for line in help.lines() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        if (2..=6).contains(&indent) && words.starts_with('-') {
            flag = words
                .split("--")
                .nth(1)
                .and_then(|rest| rest.split([' ', '.', '[']).next())
                .map(str::to_owned);
        } else if words.is_empty() || indent < 10 || words.starts_with('[') {
            flag = flag.filter(|flag| !found.contains_key(flag));
        } else if let Some(flag) = &flag {
            let about = found.entry(flag.clone()).or_default();
            if !about.is_empty() {
                about.push(' ');
            }
            about.push_str(words);
        }
    }
    found
}

/// Adds the keys of one command to those of its program; the common ones have no point in their name.
///
/// A key that has another value in another command stands twice.
fn gather(place: &Place, program: &str, sub: &str, keys: &mut BTreeMap<(String, String), Key>) {
    // What some commands cannot be called without.
    let shown = ["", "x", "--server https://a.example"]
        .map(|more| place.run(&format!("{program} {sub} {more} --show-config"), b""))
        .into_iter()
        .find(|ran| ran.exit == 0)
        .unwrap_or_else(|| panic!("{program} {sub} --show-config"));
    let abouts = abouts(&place.run(&format!("{program} {sub} --help"), b"").stdout);
    for line in shown.stdout.lines() {
        let Some((name, rest)) = line.split_once(" = ") else {
            continue;
        };
        let value = rest.split("  # ").next().unwrap_or_default();
        let flag = name
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .replace('_', "-");
        let key = keys
            .entry((name.to_owned(), value.to_owned()))
            .or_insert_with(|| Key {
                about: String::new(),
                commands: Vec::new(),
            });
        // A flag may be hidden in one command and shown in the next.
        if let Some(about) = abouts.get(&flag).filter(|_| key.about.is_empty()) {
            key.about.clone_from(about);
        }
        key.commands.push(sub.to_owned());
    }
}

fn table(title: &str, keys: &[(&(String, String), &Key)], with_commands: bool) -> String {
    let mut text = format!("\n## {title}\n\n| key | when nothing is said | what |");
    text.push_str(if with_commands { " commands |\n" } else { "\n" });
    text.push_str(if with_commands {
        "|---|---|---|---|\n"
    } else {
        "|---|---|---|\n"
    });
    for ((name, value), key) in keys {
        let name = name.rsplit('.').next().unwrap_or_default();
        let value = match value.as_str() {
            "(not set)" => String::new(),
            value => format!("`{value}`"),
        };
        let about = key.about.replace('|', "\\|").replace('<', "&lt;");
        let _ = write!(text, "| `{name}` | {value} | {about} |");
        if with_commands {
            let _ = write!(text, " {} |", key.commands.join(", "));
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_page_of_settings_is_what_the_programs_say() {
    let mut place = Place::new();
    place.set_env("COLUMNS", "100");
    // What the other tests set would stand in the page.
    let clean = "unset CM_NOW; ";
    let mut page = HEAD.to_owned();
    let mut sections = String::new();
    for program in PROGRAMS {
        let mut keys = BTreeMap::new();
        for sub in commands_of(&place, program) {
            gather(&place, &format!("{clean}{program}"), &sub, &mut keys);
        }
        // What no help shows is for those who make the programs.
        keys.retain(|_, key| !key.about.is_empty());
        let (own, common): (Vec<_>, Vec<_>) =
            keys.iter().partition(|((name, _), _)| name.contains('.'));
        assert!(own.len() > 3 && common.len() > 5, "{program}");
        if sections.is_empty() {
            page.push_str(&table("Common to all programs", &common, false));
        }
        let section = program.trim_start_matches("cm-");
        sections.push_str(&table(&format!("[{section}]"), &own, true));
    }
    page.push_str(&sections);
    let path = project("docs/settings.md");
    if blessing() {
        fs::write(&path, &page).expect("docs/settings.md");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/settings.md is stale; CM_BLESS=1 cargo test rewrites it\n{}",
        difference(&kept, &page)
    );
}
