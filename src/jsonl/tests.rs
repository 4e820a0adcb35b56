//! The laws of the line engine: neither how the input arrives nor how many work on it changes a byte of the output.

use std::io::{self, Read, Write};
use std::sync::mpsc;

use proptest::prelude::{ProptestConfig, Strategy, any, prop, proptest};

use super::{Input, LineProblem, Outcome, Problem, Settings, Sink, Worker, run};

/// Hands out its bytes in pieces of the given sizes, over and over.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()];
        self.turn += 1;
        if size == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = size.min(into.len()).min(self.bytes.len() - self.at);
        into[..size].copy_from_slice(&self.bytes[self.at..self.at + size]);
        self.at += size;
        Ok(size)
    }
}

/// Writes each line in brackets; refuses those that start with `x`.
struct Brackets;

impl Worker for Brackets {
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
        out.extend_from_slice(format!("[{line}]\n").as_bytes());
        match line.starts_with('x') {
            true => Err(Problem::new(1, "starts with x")),
            false => Ok(()),
        }
    }
}

#[derive(Default)]
struct Collected {
    out: Vec<u8>,
    rejects: Vec<(LineProblem, Vec<u8>)>,
}

impl Sink for Collected {
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        self.out.write_all(lines)
    }

    fn reject(&mut self, problem: &LineProblem, raw: &[u8]) -> io::Result<()> {
        self.rejects.push((problem.clone(), raw.to_vec()));
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}

fn input(name: &str, bytes: &[u8], sizes: &[usize]) -> Input {
    let pieces = Pieces {
        bytes: bytes.to_vec(),
        at: 0,
        sizes: sizes.to_vec(),
        turn: 0,
    };
    Input {
        name: name.to_owned(),
        bytes: Box::new(pieces),
    }
}

fn settings(jobs: usize) -> Settings {
    Settings {
        jobs,
        max_line: 1 << 20,
        strict: false,
    }
}

fn through(inputs: Vec<Input>, settings: Settings) -> (Collected, Outcome) {
    let (_, collected, outcome) = run(inputs, settings, || Brackets, Collected::default()).unwrap();
    (collected, outcome)
}

/// What the engine should do, said simply.
fn plainly(bytes: &[u8]) -> (Vec<u8>, Vec<u64>) {
    let mut out = Vec::new();
    let mut rejected = Vec::new();
    for (number, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let Ok(line) = std::str::from_utf8(raw) else {
            rejected.push(number as u64 + 1);
            continue;
        };
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        match line.starts_with('x') {
            true => rejected.push(number as u64 + 1),
            false => out.extend_from_slice(format!("[{line}]\n").as_bytes()),
        }
    }
    (out, rejected)
}

fn some_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::prop_oneof![
        proptest::prelude::Just(b"\n".to_vec()),
        proptest::prelude::Just(b"\r\n".to_vec()),
        proptest::prelude::Just(b"x".to_vec()),
        proptest::prelude::Just("\u{feff}".as_bytes().to_vec()),
        proptest::prelude::Just("é{}".as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn arrival_and_threads_change_nothing(
        bytes in some_bytes(),
        sizes in prop::collection::vec(0_usize..9, 1..6).prop_filter("must move on", |sizes| sizes.iter().any(|size| *size > 0)),
        jobs in 1_usize..5,
    ) {
        let (out, rejected) = plainly(&bytes);
        let (collected, outcome) = through(vec![input("in", &bytes, &sizes)], settings(jobs));
        assert_eq!(String::from_utf8_lossy(&collected.out), String::from_utf8_lossy(&out));
        let lines: Vec<u64> = collected.rejects.iter().map(|(problem, _)| problem.line).collect();
        assert_eq!(lines, rejected);
        assert_eq!(outcome.rejected, rejected.len() as u64);
    }
}

#[test]
fn order_survives_many_blocks_and_inputs() {
    let lines = |name: &str| {
        (0..100_000)
            .map(|n| format!("{name}{n}\n"))
            .collect::<String>()
    };
    let (a, b) = (lines("a"), lines("b"));
    let inputs = vec![
        input("a", a.as_bytes(), &[70_000]),
        input("b", b.as_bytes(), &[1_000_000]),
    ];
    let (collected, outcome) = through(inputs, settings(4));
    let expected: String = (a + &b).lines().map(|line| format!("[{line}]\n")).collect();
    assert!(String::from_utf8(collected.out).unwrap() == expected);
    assert_eq!(outcome.lines, 200_000);
}

#[test]
fn line_numbers_start_again_with_each_input() {
    let inputs = vec![input("a", b"1\nx\n", &[1]), input("b", b"\n\nx", &[2])];
    let (collected, _) = through(inputs, settings(3));
    let places: Vec<String> = collected
        .rejects
        .iter()
        .map(|(problem, _)| problem.to_string())
        .collect();
    assert_eq!(places, ["a:2:1: starts with x", "b:3:1: starts with x"]);
}

#[test]
fn compressed_inputs_are_told_by_their_first_bytes() {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    let mut gzip = Vec::new();
    for member in ["a\nb", "c\nd\n"] {
        let mut encoder = GzEncoder::new(&mut gzip, Compression::fast());
        encoder.write_all(member.as_bytes()).unwrap();
        encoder.finish().unwrap();
    }
    let zstd = zstd::encode_all(&b"e\nf"[..], 1).unwrap();
    let inputs = vec![
        input("a.gz", &gzip, &[3]),
        input("b.zst", &zstd, &[1]),
        input("short", b"(\n", &[1]),
        input("empty", b"", &[1]),
    ];
    let (collected, outcome) = through(inputs, settings(2));
    assert_eq!(collected.out, b"[a]\n[bc]\n[d]\n[e]\n[f]\n[(]\n");
    assert_eq!(outcome.rejected, 0);
}

#[test]
fn a_cut_gzip_file_is_named_and_the_next_input_read() {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&b"line\n".repeat(100_000)).unwrap();
    let gzip = encoder.finish().unwrap();
    let inputs = vec![
        input("cut.gz", &gzip[..gzip.len() / 2], &[4096]),
        input("b", b"after\n", &[9]),
    ];
    let (collected, outcome) = through(inputs, settings(2));
    assert!(collected.out.ends_with(b"[after]\n"));
    assert_eq!((outcome.broken_inputs, collected.rejects.len()), (1, 1));
    assert!(
        collected.rejects[0]
            .0
            .to_string()
            .contains("cannot be read further")
    );
}

#[test]
fn a_giant_line_is_rejected_without_being_loaded() {
    // 3 GB would not fit in a test machine's patience; 200 MB through a limit of 1 MB shows the same.
    let giant = io::repeat(b'y').take(200 << 20).chain(&b"\nafter\n"[..]);
    let inputs = vec![Input {
        name: "giant".to_owned(),
        bytes: Box::new(giant),
    }];
    let (collected, outcome) = through(inputs, settings(2));
    assert_eq!(collected.out, b"[after]\n");
    assert_eq!((outcome.rejected, outcome.lines), (1, 2));
    assert_eq!(collected.rejects[0].0.line, 1);
    assert!(
        collected.rejects[0]
            .0
            .message
            .starts_with("line longer than 1048576 bytes")
    );
}

#[test]
fn strict_stops_at_the_first_bad_line() {
    let bytes = "a\n".repeat(1000) + "x\n" + &"b\n".repeat(300_000);
    let settings = Settings {
        strict: true,
        ..settings(4)
    };
    let (collected, outcome) = through(vec![input("in", bytes.as_bytes(), &[512])], settings);
    assert_eq!(collected.out, b"[a]\n".repeat(1000));
    assert_eq!((outcome.rejected, outcome.stopped), (1, true));
}

/// Sends every write on, so that a test can wait for it.
struct Sent(mpsc::Sender<Vec<u8>>);

impl Sink for Sent {
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        self.0
            .send(lines.to_vec())
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn reject(&mut self, _: &LineProblem, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}

/// Hands out what arrives on a channel, and waits while nothing has.
struct Arriving(mpsc::Receiver<Vec<u8>>, io::Cursor<Vec<u8>>);

impl Read for Arriving {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.1.position() == self.1.get_ref().len() as u64 {
            self.1 = io::Cursor::new(self.0.recv().unwrap_or_default());
        }
        self.1.read(into)
    }
}

#[test]
fn what_has_arrived_is_answered_while_the_input_stays_open() {
    let (to_input, arriving) = mpsc::channel();
    let (to_test, answers) = mpsc::channel();
    let inputs = vec![Input {
        name: "-".to_owned(),
        bytes: Box::new(Arriving(arriving, io::Cursor::default())),
    }];
    let running = std::thread::spawn(move || {
        run(inputs, settings(2), || Brackets, Sent(to_test)).map(|(.., outcome)| outcome)
    });
    for n in 0..20 {
        to_input
            .send(format!("{n}\nunfinished").into_bytes())
            .unwrap();
        let answer = answers.recv().unwrap();
        let expected = if n == 0 {
            "[0]\n".to_owned()
        } else {
            format!("[unfinished{n}]\n")
        };
        assert_eq!(String::from_utf8(answer).unwrap(), expected);
    }
    drop(to_input);
    assert_eq!(running.join().unwrap().unwrap().lines, 21);
}

#[test]
fn a_closed_output_ends_the_run_although_input_may_still_come() {
    let (to_input, arriving) = mpsc::channel();
    let (to_test, answers) = mpsc::channel();
    drop(answers);
    to_input.send(b"a\n".to_vec()).unwrap();
    let inputs = vec![Input {
        name: "-".to_owned(),
        bytes: Box::new(Arriving(arriving, io::Cursor::default())),
    }];
    let error = run(inputs, settings(2), || Brackets, Sent(to_test))
        .map(|_| ())
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    drop(to_input);
}
