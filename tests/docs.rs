//! What the documentation shows is what happens: every `console` block of README.md and docs/ is run in order, in one folder per page.
//!
//! In a block, `$ ` starts a command (a line that ends in `\` goes on), what follows is what it prints, standard error included; a line `...` stands
//! for any lines, and `$ export NAME=VALUE ...` holds for the rest of the page. A block of another language that names a file (```` ```toml cm.toml ````)
//! is laid into the folder when the page comes to it. `CM_BLESS=1` rewrites the blocks that have no `...`. Generated pages (schemas, man pages) are compared whole.

use std::fs;
use std::path::{Path, PathBuf};

use cm::connect::CONNECTORS;

use crate::harness::{Place, blessing, difference, project};

#[test]
fn every_command_of_the_documentation_prints_what_the_page_shows() {
    let mut failures = String::new();
    for page in pages() {
        failures.push_str(&check_page(&page));
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![project("README.md")];
    let folder = fs::read_dir(project("docs")).expect("docs");
    pages.extend(
        folder
            .map(|entry| entry.expect("entry").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "md")),
    );
    pages.sort();
    pages
}

fn check_page(path: &Path) -> String {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut place = Place::new();
    let mut failures = String::new();
    let mut rewritten = String::new();
    let mut block: Option<Vec<&str>> = None;
    let mut file: Option<(&str, String)> = None;
    for line in text.lines() {
        match (&mut block, line) {
            (None, "```") if file.is_some() => {
                if let Some((name, content)) = file.take() {
                    place.write(name, content);
                }
            }
            (None, line) if file.is_some() => {
                if let Some((_, content)) = &mut file {
                    content.push_str(line);
                    content.push('\n');
                }
            }
            (None, "```console") => block = Some(Vec::new()),
            (Some(lines), "```") => {
                let printed = play(&mut place, lines);
                let (expected, found) = (lines.join("\n"), printed.join("\n"));
                let shown = if lines.contains(&"...") {
                    expected.clone()
                } else {
                    found.clone()
                };
                if !agrees(
                    lines,
                    &printed.iter().map(String::as_str).collect::<Vec<_>>(),
                ) {
                    failures.push_str(&format!(
                        "{}:\n{}",
                        path.display(),
                        difference(&expected, &found)
                    ));
                }
                rewritten.push_str(&shown);
                rewritten.push('\n');
                block = None;
            }
            (Some(lines), line) => {
                lines.push(line);
                continue;
            }
            (None, line) => file = named_block(line),
        }
        rewritten.push_str(line);
        rewritten.push('\n');
    }
    if blessing() && !failures.is_empty() {
        fs::write(path, rewritten).expect("page");
        return String::new();
    }
    failures
}

/// The name of the file that begins at a line such as ```` ```toml cm.toml ````, and its content so far.
fn named_block(line: &str) -> Option<(&str, String)> {
    let (_, name) = line.strip_prefix("```")?.split_once(' ')?;
    Some((name, String::new()))
}

/// The block with what its commands really print.
fn play(place: &mut Place, block: &[&str]) -> Vec<String> {
    let mut printed = Vec::new();
    let mut lines = block.iter();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("$ ") else {
            continue;
        };
        printed.push((*line).to_owned());
        let mut command = first.to_owned();
        while command.ends_with('\\') {
            let more = lines.next().copied().unwrap_or_default();
            printed.push(more.to_owned());
            command.push('\n');
            command.push_str(more);
        }
        if let Some(variables) = command.strip_prefix("export ") {
            for (name, value) in variables
                .split(' ')
                .filter_map(|variable| variable.split_once('='))
            {
                place.set_env(name, value);
            }
            continue;
        }
        let ran = place.run(&format!("{{ {command}\n}} 2>&1"), b"");
        printed.extend(ran.stdout.lines().map(str::to_owned));
    }
    printed
}

/// Whether what was printed is what is shown, `...` standing for any lines.
fn agrees(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"...", rest)) => {
            (0..=printed.len()).any(|skipped| agrees(rest, &printed[skipped..]))
        }
        Some((first, rest)) => printed
            .split_first()
            .is_some_and(|(line, more)| line == first && agrees(rest, more)),
    }
}

#[test]
fn the_configuration_that_is_shown_works() {
    let page = fs::read_to_string(project("docs/configuration.md")).expect("page");
    let (_, after) = page.split_once("```toml\n").expect("an example");
    let (example, _) = after.split_once("```").expect("its end");
    let place = Place::new();
    place.write("cm.toml", example);
    for (command, shown) in [
        (
            "cm-fetch list",
            "https://press.example/rss  (client mirabo, watch press)",
        ),
        ("cm-classify --show-config", "client = mirabo  # ./cm.toml"),
        (
            "cm-report --show-config",
            "report.by = day, client  # ./cm.toml",
        ),
        (
            "cm-schedule plan --show-config",
            "schedule.quiet_hours = 22:00-07:00  # ./cm.toml",
        ),
        ("cm-classify < /dev/null && echo well", "well"),
        ("cm-schedule plan < /dev/null 2>&1", "0 placed"),
        ("cm-schedule replies < /dev/null && echo well", "well"),
    ] {
        let ran = place.run(command, b"");
        assert!(
            ran.exit == 0 && ran.stdout.contains(shown),
            "{command}: {ran:?}"
        );
    }
}

#[test]
fn every_network_has_a_page_and_every_page_a_network() {
    let overview = fs::read_to_string(project("docs/fetch.md")).expect("page");
    let mut expected: Vec<String> = Vec::new();
    for connector in CONNECTORS {
        let name = connector.name();
        let path = format!("docs/sources/{name}.md");
        let page = fs::read_to_string(project(&path)).unwrap_or_default();
        assert!(
            page.contains(&format!("cm-fetch {name} ")),
            "{path} is missing, or shows no command"
        );
        assert!(
            page.contains(&format!("type = \"{name}\"")),
            "{path} shows no [[source]]"
        );
        for option in connector.options() {
            let flag = format!("--{}", option.name);
            assert!(page.contains(&flag), "{path} says nothing of {flag}");
        }
        let link = format!("[{name}](sources/{name}.md)");
        assert!(overview.contains(&link), "docs/fetch.md has no {link}");
        expected.push(format!("{name}.md"));
    }
    let folder = fs::read_dir(project("docs/sources")).expect("docs/sources");
    for entry in folder {
        let name = entry.expect("entry").file_name();
        let known = expected.iter().any(|page| name == page.as_str());
        assert!(known, "docs/sources/{name:?} is about no network");
    }
}

#[test]
fn links_lead_to_files_that_are_there() {
    let mut all = pages();
    let folder = fs::read_dir(project("docs/sources")).expect("docs/sources");
    all.extend(folder.map(|entry| entry.expect("entry").path()));
    for page in all {
        let text = fs::read_to_string(&page).expect("page");
        for rest in text.split("](").skip(1) {
            let target = rest.split([')', '#']).next().unwrap_or_default();
            let near = !target.is_empty() && !target.contains("://");
            let path = page.with_file_name(target);
            assert!(
                !near || path.exists(),
                "{}: a link leads to {target}, which is not there",
                page.display()
            );
        }
    }
}

#[test]
fn generated_pages_are_fresh() {
    let place = Place::new();
    let mut generated = vec![(
        "docs/schema.json".to_owned(),
        place.run("cm-fetch demo --schema", b"").stdout,
    )];
    for program in ["cm-fetch", "cm-classify", "cm-schedule", "cm-report"] {
        generated.push((
            format!("docs/man/{program}.1"),
            place.run(&format!("{program} --generate man"), b"").stdout,
        ));
    }
    for (path, fresh) in generated {
        assert!(!fresh.is_empty(), "{path}: nothing was generated");
        if blessing() {
            fs::create_dir_all(project("docs/man")).expect("docs/man");
            fs::write(project(&path), &fresh).expect("generated page");
        }
        let kept = fs::read_to_string(project(&path)).unwrap_or_default();
        assert!(
            kept == fresh,
            "{path} is stale; CM_BLESS=1 cargo test rewrites it\n{}",
            difference(&kept, &fresh)
        );
    }
}
