//! What several readers counted is what one would have counted.

use super::Alerts;
use super::tests::{MONDAY, alarms, calm, crisis, options, post};

const DAY: i64 = 86_400;

fn on_grid(lines: &[String], readers: usize) -> Alerts {
    let empty = || Alerts::new(options()).on_grid(300);
    let mut parts: Vec<Alerts> = (0..readers).map(|_| empty()).collect();
    for (at, line) in lines.iter().enumerate() {
        // Posts next to each other go to different readers.
        parts[at % readers].add_line(line).unwrap();
    }
    let mut whole = empty();
    for part in parts {
        whole.merge(part);
    }
    whole
}

#[test]
fn alarms_do_not_depend_on_who_counted_what() {
    let mut lines = calm(6);
    lines.extend(crisis(MONDAY + 5 * DAY + 10 * 3600));
    let waits = r#","labels":{"reply_by":"2026-12-01T22:00:00Z"}"#;
    lines.push(
        post(MONDAY + DAY, "late", "ann", "neutral", "t")
            .replace(r#","labels":{"sentiment":"neutral"}"#, waits),
    );
    let alone = alarms(options(), &lines);
    assert!(alone.len() >= 2, "{alone:?}");
    for readers in [1, 2, 5] {
        let mut parted = on_grid(&lines, readers);
        assert_eq!(parted.finish(&mut |_| {}), alone, "{readers} readers");
    }
}

#[test]
fn a_bucket_too_long_for_a_given_grid_is_counted_as_left_out() {
    let bucket =
        r#"{"type":"bucket","start_at":"2026-11-02T00:00:00Z","seconds":3600,"post_count":4}"#;
    let mut alerts = Alerts::new(options()).on_grid(300);
    alerts.add_line(bucket).unwrap();
    assert_eq!(alerts.left_out().too_long, 1);
    assert!(alerts.finish(&mut |_| {}).is_empty());
}
