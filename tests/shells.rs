//! Completions and man pages, loaded by the shells and the `man` that are here; what is not installed is passed over, and said to be.

use std::io::Write;

use crate::harness::{Place, project};

const PROGRAMS: [&str; 4] = ["cm-fetch", "cm-classify", "cm-schedule", "cm-report"];

/// Whether a program can be started; if not, it is said where `cargo test` hides nothing. `CM_SHELLS=all` lets nothing be missing.
fn is_here(place: &Place, program: &str) -> bool {
    let is_here = place.run(&format!("command -v {program}"), b"").exit == 0;
    if !is_here {
        let all = std::env::var_os("CM_SHELLS").is_some_and(|value| value == "all");
        assert!(!all, "CM_SHELLS=all, but {program} is not installed");
        // The test harness swallows what `eprintln!` writes, not what is written to the stream itself.
        let line = format!("*** SKIPPED: {program} is not installed, its tests did not run ***\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    is_here
}

/// Runs a line of a shell; its output, complaints included.
fn said(place: &Place, shell: &str, script: &str) -> String {
    place.write("script", script);
    let ran = place.run(&format!("{shell} script 2>&1"), b"");
    ran.stdout
}

#[test]
fn bash_completes_commands_and_flags() {
    let place = Place::new();
    if !is_here(&place, "bash") {
        return;
    }
    for (program, typed, found) in [
        ("cm-fetch", "in", "init"),
        ("cm-fetch", "mast", "mastodon"),
        ("cm-classify", "expl", "explain"),
        ("cm-schedule", "rel", "release"),
        ("cm-report", "--show", "--show-config"),
        ("cm-report", "summ", "summary"),
        // Inside a sub-command: its flags, its words, the values of a flag.
        ("cm-report", "summary --b", "--by"),
        ("cm-report", "pack com", "committee"),
        ("cm-report", "summary --format mark", "markdown"),
        ("cm-report", "summary --by auth", "author"),
        ("cm-fetch", "init --no-c", "--no-color"),
        ("cm-schedule", "best-times --half", "--half-life"),
        ("cm-schedule", "lint --format sar", "sarif"),
        ("cm-classify", "label --org", "--organisation"),
        // The flags of the sub-command that is meant when none is named.
        ("cm-report", "--b", "--by"),
        ("cm-report", "--by day --format mark", "markdown"),
        ("cm-fetch", "--app", "--append"),
        ("cm-schedule", "--fro", "--from"),
        ("cm-classify", "--organisation dec", "decentralised"),
    ] {
        let words: Vec<&str> = typed.split(' ').collect();
        let (last, before) = (words[words.len() - 1], words.len().checked_sub(2));
        let before = before.map_or(program, |place| words[place]);
        let function = format!("_{}", program.replace('-', "__"));
        let script = format!(
            "set -u\nsource <({program} --generate bash)\nCOMP_WORDS=({program} {typed})\nCOMP_CWORD={}\n\
             {function} {program} {last} {before}\necho \"${{COMPREPLY[*]}}\"\ncomplete -p {program} > /dev/null && echo bound\n",
            words.len()
        );
        assert_eq!(
            said(&place, "bash", &script),
            format!("{found}\nbound\n"),
            "{program} {typed}"
        );
    }
}

#[test]
fn fish_completes_commands_flags_and_values() {
    let place = Place::new();
    if !is_here(&place, "fish") {
        return;
    }
    for (program, typed, found) in [
        ("cm-fetch", "cm-fetch in", "init\t"),
        ("cm-classify", "cm-classify expl", "explain\t"),
        (
            "cm-schedule",
            "cm-schedule ics --tasks-as",
            "--tasks-as-events\t",
        ),
        ("cm-report", "cm-report summary --parti", "--partial\t"),
        ("cm-report", "cm-report summary --generate f", "fish\t"),
    ] {
        let script = format!("{program} --generate fish | source\ncomplete -C '{typed}'\n");
        let answer = said(&place, "fish", &script);
        assert!(answer.starts_with(found), "{typed}: {answer}");
    }
}

#[test]
fn zsh_loads_the_completions() {
    let place = Place::new();
    if !is_here(&place, "zsh") {
        return;
    }
    for program in PROGRAMS {
        let script = format!(
            "autoload -U compinit && compinit -u -D\nsource <({program} --generate zsh)\nwhence -w _{program}\nprint $_comps[{program}]\n"
        );
        assert_eq!(
            said(&place, "zsh -f", &script),
            format!("_{program}: function\n_{program}\n")
        );
    }
}

#[test]
fn man_finds_nothing_wrong_with_the_pages() {
    let place = Place::new();
    if !is_here(&place, "man") {
        return;
    }
    for program in PROGRAMS {
        let page = project(&format!("docs/man/{program}.1"));
        let line = format!(
            "MANWIDTH=100 man --warnings --local-file {} > shown.txt",
            page.display()
        );
        let ran = place.run(&line, b"");
        assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{program}");
        let shown = place.read("shown.txt");
        for words in ["EXAMPLES", "EXIT STATUS", "--since", program] {
            assert!(shown.contains(words), "{program}: no {words}");
        }
    }
}
