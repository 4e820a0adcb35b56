//! How the programs behave as parts of a pipeline: open pipes, closed pipes, threads, hostile lines, compressed files.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::harness::Place;

#[test]
fn a_line_is_answered_while_the_pipe_stays_open() {
    let place = Place::new();
    let mut child = place
        .command("exec cm-classify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("cm-classify");
    let mut input = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped"));
    for n in 0..5 {
        writeln!(input, r#"{{"text":"merci beaucoup {n}"}}"#).expect("written");
        let mut answer = String::new();
        answers
            .read_line(&mut answer)
            .expect("an answer before the input ends");
        assert!(
            answer.starts_with(&format!(
                r#"{{"text":"merci beaucoup {n}","labels":{{"lang":"fr""#
            )),
            "{answer}"
        );
    }
    drop(input);
    assert!(child.wait().expect("end").success());
}

#[test]
fn a_reader_that_leaves_is_a_normal_end() {
    let place = Place::new();
    for line in [
        "cm-fetch demo | head -1",
        "cm-fetch demo | cm-classify | head -1",
        "yes '{\"text\":\"x\"}' | cm-classify | head -1",
        "cm-fetch demo | cm-report --by author,day --format jsonl | head -1",
    ] {
        // The shell that has no pipefail gives the last command's code; the others must be silent.
        let ran = place.run(line, b"");
        assert_eq!(
            (ran.stderr.as_str(), ran.exit, ran.stdout.lines().count()),
            ("", 0, 1),
            "{line}"
        );
    }
    let ran = place.run("(cm-fetch demo; echo \"code $?\" >&2) | head -1", b"");
    assert_eq!(ran.stderr, "code 0\n");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new();
    place.run("cm-fetch demo > posts.jsonl; cat posts.jsonl > many.jsonl; echo '{broken' >> many.jsonl; cat posts.jsonl >> many.jsonl; cm-classify posts.jsonl > labelled.jsonl", b"");
    let commands = [
        "cm-classify many.jsonl",
        "cm-report labelled.jsonl labelled.jsonl --by day,lang --format jsonl",
        "cm-report labelled.jsonl --partial --by client",
    ];
    for command in commands {
        let one = place.run(&format!("CM_JOBS=1; export CM_JOBS; {command}"), b"");
        assert!(!one.stdout.is_empty());
        for jobs in ["2", "7"] {
            let many = place.run(&format!("CM_JOBS={jobs}; export CM_JOBS; {command}"), b"");
            assert!(many == one, "{command} with {jobs} threads");
        }
    }
}

#[test]
fn compressed_files_and_several_files_read_like_one_stream() {
    let place = Place::new();
    place.run("cm-fetch demo > posts.jsonl; head -100 posts.jsonl | gzip > a.jsonl.gz; tail -n +101 posts.jsonl > b.jsonl", b"");
    let whole = place.run("cm-classify < posts.jsonl", b"");
    let parts = place.run("cm-classify a.jsonl.gz - < b.jsonl", b"");
    assert!(whole.stdout.lines().count() > 600);
    assert!(whole == parts);
}

/// Lines that no program may crash on: each is rejected by name, or answered rightly.
#[test]
fn hostile_lines_are_rejected_or_answered() {
    let deep = format!(
        r#"{{"text":"ok","x":{}1{}}}"#,
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let cases: &[(&[u8], bool)] = &[
        (deep.as_bytes(), true),
        (
            br#"{"text":"a","n":1e400,"big":123456789012345678901234567890}"#,
            true,
        ),
        (br#"{"text":"lone \ud800 surrogate"}"#, false),
        (br#"{"text":"fine","other":"\ud800"}"#, true),
        (b"{\"text\":\"bad \xff byte\"}", false),
        (br#"{"text":"a","text":"b"}"#, true),
        (br#"{"text":7}"#, false),
        (br#"{"text":null,"title":"t"}"#, true),
        (br"[1,2]", false),
        (br#""text""#, false),
        (br#"{"text":"a"} trailing"#, false),
        (br#"{"text":"a","#, false),
        (br#"{"text":"nul \u0000 inside"}"#, true),
        (b"{\"text\":\"a raw \x00 nul\"}", false),
        (br#"{"nothing":"here"}"#, false),
        (br#"{"type":"something-new","x":1}"#, true),
        (b"\xef\xbb\xbf{\"text\":\"after a mark\"}\r", true),
    ];
    let place = Place::new();
    for (line, taken) in cases {
        let ran = place.run("cm-classify --rejects rejects.jsonl", line);
        let shown = String::from_utf8_lossy(&line[..line.len().min(80)]).into_owned();
        assert_eq!(
            ran.exit,
            if *taken { 0 } else { 3 },
            "{shown}: {}",
            ran.stderr
        );
        assert_eq!(ran.stdout.lines().count(), usize::from(*taken), "{shown}");
        if !taken {
            assert!(
                ran.stderr.starts_with("cm-classify: -:1:"),
                "{shown}: {}",
                ran.stderr
            );
            assert_eq!(
                std::fs::read(place.path().join("rejects.jsonl")).expect("rejects"),
                [*line, b"\n"].concat()
            );
        }
    }
}
