//! The programs at a real terminal, which `script` of util-linux makes; where it is not installed nothing is tested.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::process::{Child, Stdio};

use crate::harness::Place;

/// A folder with a month of judged posts; nothing where there is no `script`.
fn place() -> Option<Place> {
    let place = Place::new();
    let version = place.run("script --version", b"").stdout;
    if !version.contains("util-linux") {
        return None;
    }
    let ran = place.run(
        "cm-fetch demo > posts.jsonl && cm-classify posts.jsonl > judged.jsonl",
        b"",
    );
    assert_eq!(ran.exit, 0, "{ran:?}");
    Some(place)
}

/// Starts a line at a terminal of so many columns.
fn start(place: &Place, columns: u32, line: &str) -> Child {
    place.write(
        "line.sh",
        format!("stty cols {columns} rows 30; export TERM=xterm-256color\n{line}\n"),
    );
    place
        .command("exec script --quiet --return --flush --command 'sh line.sh' /dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("script")
}

/// Runs a line at a terminal to its end: what stands there, and the exit code.
fn seen(place: &Place, columns: u32, line: &str) -> (String, i32) {
    let mut child = start(place, columns, line);
    let mut output = child.stdout.take().expect("piped");
    let mut text = Vec::new();
    output.read_to_end(&mut text).expect("output");
    let code = child.wait().expect("end").code().unwrap_or(-1);
    (String::from_utf8_lossy(&text).replace("\r\n", "\n"), code)
}

/// Reads what a terminal shows until these words stand there.
fn wait_for(output: &mut impl Read, words: &str) -> String {
    let mut text = Vec::new();
    let mut block = [0; 4096];
    loop {
        let read = output.read(&mut block).expect("output");
        text.extend_from_slice(&block[..read]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        if so_far.contains(words) {
            return so_far;
        }
        assert!(read > 0, "it ended without {words:?}: {so_far:?}");
    }
}

/// A line without the sequences that colour it.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        text.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    text + rest
}

#[test]
fn tables_fit_the_terminal() {
    let Some(place) = place() else { return };
    let mut header = 0;
    for columns in [50, 80, 140] {
        let (text, code) = seen(&place, columns, "cm-report --by day,source -q judged.jsonl");
        assert_eq!(code, 0, "{text}");
        let widest = text
            .lines()
            .map(|line| plain(line).chars().count())
            .max()
            .unwrap_or(0);
        assert!(widest <= columns as usize, "{widest} of {columns}:\n{text}");
        let words = text
            .lines()
            .find(|line| line.contains("Posts"))
            .map_or(0, |line| line.split_whitespace().count());
        assert!(words >= header, "a wider terminal shows no less");
        header = words;
    }
    assert!(header > 8, "{header} columns on a wide terminal");
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let Some(place) = place() else { return };
    let report = "cm-report --by sentiment -q judged.jsonl";
    let (coloured, _) = seen(&place, 80, report);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    for line in [
        format!("NO_COLOR=1 {report}"),
        format!("CM_NO_COLOR=1 {report}"),
        format!("TERM=dumb {report}"),
        format!("{report} --no-color"),
        format!("{report} | cat"),
        format!("{report} -o out.txt; cat out.txt"),
    ] {
        let (text, code) = seen(&place, 80, &line);
        assert_eq!(code, 0);
        assert!(
            text.contains("negative") && !text.contains('\u{1b}'),
            "{line}: {text:?}"
        );
    }
}

#[test]
fn a_person_is_told_how_it_went_and_a_pipe_is_not() {
    let Some(place) = place() else { return };
    let (told, _) = seen(&place, 80, "cm-classify posts.jsonl > out.jsonl");
    assert!(
        told.contains("cm-classify: ") && told.contains("667"),
        "{told}"
    );
    let (quiet, _) = seen(&place, 80, "cm-classify -q posts.jsonl > out.jsonl");
    assert_eq!(quiet, "");
    let (piped, _) = seen(&place, 80, "cm-classify posts.jsonl 2>&1 > out.jsonl | cat");
    assert_eq!(piped, "");
}

#[test]
fn a_long_run_shows_how_far_it_is() {
    let Some(place) = place() else { return };
    let made = place.run("mkfifo slow", b"");
    assert_eq!(made.exit, 0);
    let mut child = start(&place, 80, "cm-classify slow > out.jsonl");
    let mut slow = OpenOptions::new()
        .write(true)
        .open(place.path().join("slow"))
        .expect("pipe");
    slow.write_all(place.read("posts.jsonl").as_bytes())
        .expect("written");
    let mut screen = child.stdout.take().expect("piped");
    wait_for(&mut screen, "KiB/s");
    drop(slow);
    let mut rest = String::new();
    screen.read_to_string(&mut rest).expect("output");
    assert!(child.wait().expect("end").success());
    let last = rest.trim_end().rsplit('\r').next().unwrap_or_default();
    assert!(
        last.starts_with("\u{1b}[2Kcm-classify: 667") && !last.contains("KiB/s"),
        "the bar is gone at the end: {rest:?}"
    );
}

#[test]
fn no_bar_runs_through_the_output() {
    let Some(place) = place() else { return };
    let made = place.run("mkfifo slow", b"");
    assert_eq!(made.exit, 0);
    let mut child = start(&place, 80, "cm-classify slow");
    let mut slow = OpenOptions::new()
        .write(true)
        .open(place.path().join("slow"))
        .expect("pipe");
    let mut screen = child.stdout.take().expect("piped");
    slow.write_all(b"{\"text\":\"merci beaucoup\"}\n")
        .expect("written");
    let shown = wait_for(&mut screen, "\"labels\"");
    assert!(!shown.contains("B/s"), "{shown:?}");
    drop(slow);
    let mut rest = String::new();
    screen.read_to_string(&mut rest).expect("output");
    assert!(!rest.contains("B/s"), "{rest:?}");
    assert!(child.wait().expect("end").success());
}

#[test]
fn control_c_ends_a_run_with_130() {
    let Some(place) = place() else { return };
    place.write("feed.xml", "<rss version='2.0'><channel><item><title>a</title><link>https://blog.example/1</link></item></channel></rss>");
    place.write(
        "cm.toml",
        "[[source]]\ntype = \"feed\"\nurl = \"feed.xml\"\n",
    );
    let mut child = start(
        &place,
        80,
        "exec cm-fetch --follow 1h --append listened.jsonl -v",
    );
    let mut screen = child.stdout.take().expect("piped");
    wait_for(&mut screen, "1 post");
    let mut keyboard = child.stdin.take().expect("piped");
    keyboard.write_all(b"\x03").expect("written");
    let mut rest = String::new();
    screen.read_to_string(&mut rest).expect("output");
    assert_eq!(child.wait().expect("end").code(), Some(130), "{rest}");
    let listened = place.read("listened.jsonl");
    assert!(
        listened.ends_with("}\n") && listened.lines().count() == 1,
        "{listened}"
    );
}
