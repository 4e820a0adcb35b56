//! What somebody meets who has never seen the project: `cm-fetch init`, the examples of every help, man pages, completions.

use std::fs;

use cm::connect::CONNECTORS;

use crate::harness::{Place, project};
use crate::server::{Answer, Server};

pub(crate) const PROGRAMS: [&str; 4] = ["cm-fetch", "cm-classify", "cm-schedule", "cm-report"];

/// What a newcomer does with the file of `init`, and something that must be printed.
const FIRST_STEPS: &[(&str, &str)] = &[
    ("cm-fetch list", "client mirabo, watch brand"),
    ("cm-fetch --dry-run", "hackernews: GET https://"),
    (
        "cm-fetch demo > posts.jsonl && cm-classify posts.jsonl > judged.jsonl && wc -l < judged.jsonl",
        "6",
    ),
    (
        "grep -m 1 -o '\"topics\":\\[\"taste\"' judged.jsonl",
        "taste",
    ),
    (
        "grep -m 1 -o '\"reply_line\":\"sugar\"' judged.jsonl",
        "sugar",
    ),
    ("cm-schedule replies judged.jsonl", "\"assignee\":\"Karim\""),
    ("cm-report judged.jsonl", "505 mentions"),
    (
        "printf 'id;réseau;texte\\na;linkedin;Bonjour\\nb;linkedin;Bonsoir\\n' > drafts.csv && cm-schedule plan drafts.csv --from 2026-11-23 --to 2026-11-30",
        "b@linkedin",
    ),
    ("cm-schedule lint drafts.csv; true", ""),
];

#[test]
fn all_four_programs_run_with_the_file_of_init() {
    let place = Place::new();
    let written = place.run("cm-fetch init", b"");
    assert_eq!(
        (
            written.exit,
            written.stdout.as_str(),
            written.stderr.as_str()
        ),
        (0, "", ""),
        "a good run says nothing to a pipe"
    );
    for (line, shown) in FIRST_STEPS {
        let ran = place.run(line, b"");
        assert!(
            ran.exit == 0 && ran.stdout.contains(shown) && !ran.stderr.contains("cm.toml:"),
            "{line}: {ran:?}"
        );
    }
    for program in PROGRAMS {
        let shown = place.run(&format!("{program} --show-config"), b"");
        assert!(
            shown.stdout.contains("tz = Europe/Paris  # ./cm.toml"),
            "{program}: {shown:?}"
        );
    }
}

#[test]
fn every_setting_that_init_leaves_off_can_be_turned_on() {
    let place = Place::new();
    let written = place.run("cm-fetch init -o -", b"").stdout;
    assert!(!written.is_empty());
    let mut turned = 0;
    let all_on: String = written
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.is_empty() && !setting.starts_with(' ') => {
                turned += 1;
                format!("{setting}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    assert!(turned > 10, "{turned}");
    place.write("cm.toml", all_on);
    for line in [
        "cm-fetch list | grep -c 'watch brand'",
        "cm-classify < /dev/null",
        "cm-schedule plan < /dev/null",
        "cm-schedule replies < /dev/null",
        "cm-report < /dev/null",
    ] {
        let ran = place.run(line, b"");
        assert!(
            ran.exit == 0 && !ran.stderr.contains("cm.toml"),
            "{line}: {ran:?}"
        );
    }
}

/// Words that only the made-up brand has: left standing, they would judge and answer in a stranger's name.
const INVENTED: [&str; 10] = [
    "irabo",
    "Pomme",
    "Yuzu",
    "Frutelia",
    "Limonelle",
    "sucr",
    "Jeanne",
    "Léa",
    "Karim",
    "brand\"",
];

#[test]
fn what_init_invents_is_marked_and_can_be_deleted() {
    let place = Place::new();
    let written = place.run("cm-fetch init -o -", b"").stdout;
    let prose = |line: &str| line.starts_with("# ") || line == "#";
    let ours: Vec<&str> = written
        .lines()
        .filter(|line| prose(line) || !line.ends_with("# yours"))
        .collect();
    let invented = |line: &&&str| INVENTED.iter().any(|word| line.contains(*word));
    let settings = ours.iter().filter(|line| !prose(line));
    assert_eq!(settings.clone().filter(invented).count(), 0, "{ours:#?}");
    assert!(settings.filter(|line| !line.is_empty()).count() > 20);
    place.write("cm.toml", ours.join("\n"));
    for line in [
        "cm-fetch list",
        "echo '{\"text\":\"trop de sucre\"}' | cm-classify",
        "cm-schedule plan < /dev/null",
        "cm-schedule replies < /dev/null",
        "echo 'mirabo' | cm-schedule lint --channel x",
        "cm-report < /dev/null",
    ] {
        let ran = place.run(line, b"");
        assert!(
            ran.exit == 0 && !ran.stderr.contains("cm.toml"),
            "{line}: {ran:?}"
        );
    }
}

#[test]
fn nobody_answers_with_words_that_were_approved_for_the_brand_of_init() {
    let place = Place::new();
    let written = place.run("cm-fetch init -o -", b"").stdout;
    place.write(
        "cm.toml",
        written.replace("[clients.mirabo]", "[clients.atelier]"),
    );
    let post = r#"{"text":"Bonjour, y a-t-il moins de sucre dans la recette ?","client":"CLIENT"}"#;
    for (client, proposed) in [("mirabo", true), ("atelier", false)] {
        let judged = place.run("cm-classify", post.replace("CLIENT", client).as_bytes());
        assert_eq!(
            judged.stdout.contains("\"reply_line\":\"sugar\""),
            proposed,
            "{judged:?}"
        );
    }
}

#[test]
fn a_feed_that_is_served_becomes_a_report() {
    let server = Server::start(|_| Answer::ok(FEED).header("content-type", "application/rss+xml"));
    let place = Place::new();
    let line = format!(
        "cm-fetch feed {} --allow-private > mine.jsonl && cm-classify mine.jsonl > judged.jsonl && cm-report --by sentiment --format csv judged.jsonl | cut -d , -f 1-2",
        server.url("/feed.xml")
    );
    let ran = place.run(&line, b"");
    assert_eq!(
        (ran.exit, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "sentiment,post_count\nnegative,1\npositive,1\n", "")
    );
}

#[test]
fn a_query_that_is_corrected_finds_what_was_there_before() {
    let server = Server::start(|request| {
        if !request.header("if-none-match").is_empty() {
            return Answer::status(304);
        }
        Answer::ok(FEED)
            .header("content-type", "application/rss+xml")
            .header("etag", "\"1\"")
    });
    let place = Place::new();
    let feed = server.url("/feed.xml");
    for (query, posts) in [
        ("brioche", "0"),
        ("brioche", "0"),
        ("colis", "1"),
        ("colis", "1"),
    ] {
        place.write(
            "cm.toml",
            format!(
                "[watch.brand]\nquery = '{query}'\n[[source]]\ntype = 'feed'\nurl = '{feed}'\nquery = 'brand'\n"
            ),
        );
        let line = "cm-fetch --allow-private --now 2026-11-22T12:00:00Z --state s.db --append posts.jsonl && wc -l < posts.jsonl";
        let ran = place.run(line, b"");
        assert_eq!(
            (ran.exit, ran.stdout.trim()),
            (0, posts),
            "{query}: {ran:?}"
        );
    }
}

const FEED: &str = r"<rss version='2.0'><channel><title>Nora</title>
<item><title>Belle surprise</title><link>https://blog.example/1</link><pubDate>Thu, 19 Nov 2026 07:30:00 GMT</pubDate>
<description>Votre boisson est délicieuse, merci !</description></item>
<item><title>Colis perdu</title><link>https://blog.example/2</link><pubDate>Fri, 20 Nov 2026 18:05:00 GMT</pubDate>
<description>Commande jamais arrivée, et personne ne répond. C'est honteux !</description></item>
</channel></rss>";

/// What the examples of the help are run on.
const CONFIGURATION: &str = "[clients.mirabo]\nbrands = [\"Mirabo\"]\n[[source]]\ntype = \"feed\"\nurl = \"feed.xml\"\nclient = \"mirabo\"\n";
const DRAFTS: &str =
    "id;réseau;texte\na;instagram;La Pomme-Rhubarbe revient.\nb;instagram;Thé glacé à la menthe.\n";
const ALERT: &str = r#"{"type":"alert","id":"burst:mirabo:1","kind":"burst","client":"mirabo","start_at":"2026-11-22T10:00:00Z","seen_at":"2026-11-22T10:15:00Z","severity":"critical","observed":24,"expected":1.6,"score":0.8,"posts":[],"why":[]}
"#;
const EXPORT: &str = "Date;Auteur;Message\n21/11/2026 18:40;Nina;Déçue.\n";
const ADS: &str = "Ad name,Amount spent (EUR),Reach,Post engagements\nA,20,1100,62\nB,40,2300,95\nC,60,3100,170\n";
const BUCKETS: &str = r#"{"type":"bucket","start_at":"2026-11-22T10:00:00Z","seconds":300,"client":"mirabo","post_count":17}
"#;
const OWN_TEXTS: &str = r#"{"text":"love it, great","lang":"en","label":"positive"}
{"text":"awful, broken again","lang":"en","label":"negative"}
{"text":"we open at nine","lang":"en","label":"neutral"}
"#;
const MANIFEST: &str =
    "[[source]]\nfile = \"own.jsonl\"\nhead = \"sentiment\"\npart = \"dev\"\nlicence = \"ours\"\n";

/// Laid into the folder of the examples by commands.
const PREPARATION: &str = "cm-fetch demo --since 3d > posts.jsonl && cm-classify posts.jsonl > labelled.jsonl \
&& cp posts.jsonl inbox.jsonl && cp posts.jsonl monday.jsonl && cp posts.jsonl recent.jsonl && cp posts.jsonl news.jsonl && cp posts.jsonl published.jsonl && cp labelled.jsonl archive.jsonl \
&& id=$(head -n 1 posts.jsonl | cut -d '\"' -f 8) && echo '{\"type\":\"correction\",\"id\":\"'$id'\",\"label\":\"sentiment\",\"value\":\"neutral\",\"by\":\"Ana\",\"at\":\"2026-11-22T09:00:00Z\"}' > corrections.jsonl \
&& cm-schedule plan drafts.csv --client mirabo -q > week.jsonl && cm-schedule hold week.jsonl --alerts alerts.jsonl -q > held.jsonl \
&& cm-schedule replies labelled.jsonl -q > tasks.jsonl && cm-schedule best-times posts.jsonl -q -o rates.csv \
&& chmod 700 mail-the-team && chmod 600 page.key";

/// The folder in which every example can be run.
fn examples_place() -> Place {
    let mut place = Place::new();
    for (name, content) in [
        ("cm.toml", CONFIGURATION),
        ("feed.xml", FEED),
        ("drafts.csv", DRAFTS),
        (
            "drafts.jsonl",
            "{\"type\":\"draft\",\"id\":\"a\",\"channels\":[\"x\"],\"text\":\"Bonjour\"}\n",
        ),
        ("alerts.jsonl", ALERT),
        ("export.csv", EXPORT),
        ("comments.csv", EXPORT),
        ("meta.csv", ADS),
        ("linkedin.csv", ADS),
        ("post.md", "Bonjour à tous.\n"),
        ("buckets.jsonl", BUCKETS),
        ("empty.jsonl", ""),
        ("manifest.toml", MANIFEST),
        ("texts/own.jsonl", OWN_TEXTS),
        ("page.key", "correct horse, battery staple: a key"),
        ("mail-the-team", "#!/bin/sh\n"),
    ] {
        place.write(name, content);
    }
    place.set_env("CM_TZ", "Europe/Paris");
    for connector in CONNECTORS {
        let variable = format!("CM_{}_TOKEN", connector.name().to_uppercase());
        place.set_env(&variable, "name:secret");
    }
    let ran = place.run(PREPARATION, b"");
    assert_eq!(ran.exit, 0, "{ran:?}");
    place
}

/// What stands in the way of running an example as it is, and what is run in its place.
const INSTEAD: &[(&str, &str)] = &[
    ("tail -f ", "cat "),
    ("cm-fetch --follow", "cm-fetch demo --since 2h"),
    ("alerts --follow", "alerts"),
    (
        "cm-fetch init",
        "mkdir -p fresh && cd fresh && rm -f * && cm-fetch init",
    ),
    (
        "cm-fetch metrics posts.jsonl",
        "cm-fetch metrics empty.jsonl",
    ),
    ("cm-fetch verify posts.jsonl", "cm-fetch verify empty.jsonl"),
    ("|| mail-the-team", "|| ./mail-the-team"),
];

/// The line as the test runs it: without a network, without tools that may not be there.
fn runnable(example: &str) -> String {
    let mut line = INSTEAD.iter().fold(example.to_owned(), |line, (from, to)| {
        line.replace(from, to)
    });
    if let Some((before, _)) = line.split_once(" | jq") {
        line = before.to_owned();
    }
    let asked = line
        .strip_prefix("cm-fetch ")
        .and_then(|rest| rest.split(' ').next())
        .unwrap_or_default();
    let asks_a_network = CONNECTORS.iter().any(|connector| connector.name() == asked);
    if asks_a_network {
        let (command, rest) = line
            .split_once(" >")
            .map_or((line.as_str(), None), |(a, b)| (a, Some(b)));
        let kept = rest.map(|rest| format!(" >{rest}")).unwrap_or_default();
        let token = match command.split_once("--token-file ") {
            Some((_, rest)) => {
                let file = rest.split(' ').next().unwrap_or_default();
                format!(
                    "mkdir -p ~/.config/cm && echo name:secret > {file} && chmod 600 {file} && "
                )
            }
            None => String::new(),
        };
        return format!("{token}{command} --dry-run{kept}");
    }
    line
}

/// The command lines with which a help begins.
fn examples_of(help: &str) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    let mut in_command = false;
    for line in help.lines().skip_while(|line| *line != "Examples:").skip(1) {
        if line.is_empty() {
            break;
        }
        if line.starts_with("      ") {
            in_command = false;
            continue;
        }
        let words = line.trim();
        match examples.last_mut() {
            // A long command goes on in the next line.
            Some(last) if in_command && !words.starts_with("cm-") => {
                last.push(' ');
                last.push_str(words);
            }
            _ => examples.push(words.to_owned()),
        }
        in_command = true;
    }
    examples
}

/// The sub-commands of a program, as its short help has them.
pub(crate) fn commands_of(place: &Place, program: &str) -> Vec<String> {
    let help = place.run(&format!("{program} -h"), b"").stdout;
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_help_begins_with_examples_that_work() {
    let mut failures = String::new();
    let mut count = 0;
    for program in PROGRAMS {
        let place = examples_place();
        let subs = commands_of(&place, program);
        assert!(subs.len() > 2, "{program}: {subs:?}");
        for sub in std::iter::once(String::new()).chain(subs) {
            let help = place.run(&format!("{program} {sub} --help"), b"").stdout;
            let examples = examples_of(&help);
            if !help.starts_with("Examples:\n") || examples.is_empty() {
                failures.push_str(&format!("{program} {sub} --help begins with no example\n"));
            }
            for example in examples {
                count += 1;
                let ran = place.run(&runnable(&example), b"");
                // 10 is the answer of lint and alerts, no failure.
                if ![0, 10].contains(&ran.exit) || ran.stderr.contains("cannot") {
                    failures.push_str(&format!(
                        "{program} {sub}: {example}\n  run as {}: {} {}\n",
                        runnable(&example),
                        ran.exit,
                        ran.stderr
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(count > 80, "{count} examples were found");
}

#[test]
fn the_readme_names_every_command_and_leads_to_every_page() {
    let readme = fs::read_to_string(project("README.md")).expect("README.md");
    let place = Place::new();
    for program in PROGRAMS {
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{program}` |")))
            .unwrap_or_else(|| panic!("README.md has no row of {program}"));
        for command in commands_of(&place, program) {
            assert!(
                row.contains(&format!("`{command}`")),
                "README.md does not name {program} {command}"
            );
        }
    }
    for page in fs::read_dir(project("docs")).expect("docs") {
        let name = page.expect("entry").file_name();
        let name = name.to_string_lossy();
        assert!(
            !name.ends_with(".md") || readme.contains(&format!("(docs/{name})")),
            "README.md does not lead to docs/{name}"
        );
    }
}

#[test]
fn the_architecture_says_why_each_dependency_is_there() {
    let page = fs::read_to_string(project("docs/architecture.md")).expect("page");
    let manifest = fs::read_to_string(project("Cargo.toml")).expect("Cargo.toml");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    for table in ["dependencies", "dev-dependencies"] {
        let crates = manifest[table].as_table().expect("a table");
        for name in crates.keys() {
            let named = page
                .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
                .any(|word| word == name);
            assert!(named, "docs/architecture.md says nothing of {name}");
        }
    }
    for folder in fs::read_dir(project("src")).expect("src") {
        let folder = folder.expect("entry");
        let name = folder.file_name();
        let name = name.to_string_lossy();
        if folder.path().is_dir() && name != "bin" {
            assert!(
                page.contains(&format!("| `{name}` |")),
                "docs/architecture.md has no row of src/{name}"
            );
        }
    }
}
