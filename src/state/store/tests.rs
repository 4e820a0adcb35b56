//! Tests of the store: what is kept, what is refused, what is forgotten.

use std::fs;

use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use super::*;

fn at(day: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + day * 86_400, 0).unwrap()
}

fn seen(source: SourceId, day: i64, ids: &[&str]) -> Changes {
    Changes {
        seen: ids.iter().map(|id| key(id)).collect(),
        replied: true,
        ..Changes::new(source, at(day))
    }
}

#[test]
fn what_is_committed_is_there_for_the_next_run_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    let mut state = State::open(&path).unwrap();
    let source = state.source("a", "").unwrap();
    assert_eq!(state.cursor(source).unwrap(), None);
    let validator = Validator {
        etag: Some("\"e\"".into()),
        last_modified: None,
    };
    let changes = Changes {
        cursor: Some("17".into()),
        validators: vec![(key("https://a.example/"), validator.clone())],
        ..seen(source, 0, &["feed:1"])
    };
    assert!(matches!(
        State::open(&path).unwrap_err(),
        StateError::Locked(_)
    ));
    state.commit(&changes).unwrap();
    drop(state);

    let state = State::open(&path).unwrap();
    let source = state.source("a", "").unwrap();
    assert_eq!(state.cursor(source).unwrap().as_deref(), Some("17"));
    assert_eq!(
        state.validator(source, "https://a.example/").unwrap(),
        Some(validator)
    );
    assert_eq!(state.validator(source, "https://b.example/").unwrap(), None);
    assert_eq!(
        state
            .unseen(source, &[key("feed:1"), key("feed:2")])
            .unwrap(),
        [false, true]
    );
}

#[test]
fn a_commit_without_cursor_keeps_the_old_one() {
    let mut state = State::memory().unwrap();
    let source = state.source("a", "").unwrap();
    state
        .commit(&Changes {
            cursor: Some("1".into()),
            ..Changes::new(source, at(0))
        })
        .unwrap();
    state.commit(&Changes::new(source, at(1))).unwrap();
    assert_eq!(state.cursor(source).unwrap().as_deref(), Some("1"));
}

#[test]
fn notes_last_only_when_flushed_and_a_bad_one_costs_only_itself() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    let unseen = |state: &State| {
        let source = state.source("a", "").unwrap();
        state
            .unseen(source, &[key("1"), key("2"), key("3")])
            .unwrap()
    };
    let mut state = State::open(&path).unwrap();
    let source = state.source("a", "").unwrap();
    state.note(&seen(source, 0, &["1"])).unwrap();
    assert_eq!(unseen(&state), [false, true, true]);
    // As if killed.
    drop(state);
    let mut state = State::open(&path).unwrap();
    assert_eq!(unseen(&state), [true, true, true]);
    state.note(&seen(source, 0, &["1"])).unwrap();
    state.db.execute_batch("CREATE TEMP TRIGGER full BEFORE UPDATE ON sources BEGIN SELECT RAISE(ABORT, 'full'); END").unwrap();
    assert!(state.note(&seen(source, 0, &["2"])).is_err());
    state.db.execute_batch("DROP TRIGGER full").unwrap();
    state.note(&seen(source, 0, &["3"])).unwrap();
    state.flush().unwrap();
    drop(state);
    assert_eq!(unseen(&State::open(&path).unwrap()), [false, true, false]);
}

#[test]
fn sources_of_one_scope_share_what_is_seen_and_others_do_not() {
    let mut state = State::memory().unwrap();
    let [a, b, c] = [("a", "x"), ("b", "x"), ("c", "y")]
        .map(|(name, scope)| state.source(name, scope).unwrap());
    let validator = Validator {
        etag: Some("e".into()),
        last_modified: None,
    };
    let changes = Changes {
        validators: vec![(key("u"), validator)],
        ..seen(a, 0, &["1"])
    };
    state.commit(&changes).unwrap();
    let unseen = |source| state.unseen(source, &[key("1")]).unwrap()[0];
    assert_eq!([a, b, c].map(unseen), [false, false, true]);
    assert_eq!(state.validator(b, "u").unwrap(), None);
    // A source handed to another client starts afresh there, and goes on where it was if it is handed back.
    let handed = state.source("a", "y").unwrap();
    assert_eq!((unseen(handed), unseen(b)), (true, false));
    assert_eq!(state.validator(handed, "u").unwrap(), None);
    state.commit(&seen(handed, 0, &["2"])).unwrap();
    assert_eq!(state.source("a", "x").unwrap(), a);
    assert!(state.validator(a, "u").unwrap().is_some());
    assert_eq!(state.unseen(a, &[key("2")]).unwrap(), [true]);
    assert_eq!(state.source("a", "y").unwrap(), handed);
}

#[test]
fn what_a_source_still_shows_is_not_forgotten() {
    let mut state = State::memory().unwrap();
    let [quiet, dead, lively] =
        ["quiet", "dead", "lively"].map(|name| state.source(name, name).unwrap());
    for source in [quiet, dead, lively] {
        state.commit(&seen(source, 0, &["old", "gone"])).unwrap();
    }
    // The quiet one answers "unchanged" for two years, the lively one shows one old post among new ones, the dead one nothing.
    for day in (10..=800).step_by(10) {
        state.commit(&Changes::new(quiet, at(day))).unwrap();
        state.commit(&seen(lively, day, &["old"])).unwrap();
    }
    assert_eq!(state.prune(at(800)).unwrap(), 3);
    let unseen = |source| state.unseen(source, &[key("old"), key("gone")]).unwrap();
    assert_eq!(unseen(quiet), [false, false]);
    assert_eq!(unseen(lively), [false, true]);
    assert_eq!(unseen(dead), [true, true]);
    // Not twice a day.
    state.commit(&seen(dead, 1, &["x"])).unwrap();
    assert_eq!(state.prune(at(800)).unwrap(), 0);
    assert_eq!(state.prune(at(801)).unwrap(), 1);
}

#[test]
fn what_is_not_ours_is_refused_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let refused = |name: &str, bytes: &[u8], part: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let message = State::open(&path).unwrap_err().to_string();
        assert!(
            message.contains(part) && message.contains(name),
            "{message}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name}");
    };
    refused(
        "text",
        b"posts I must not lose\n".repeat(500).as_slice(),
        "not a state file",
    );

    let good = home.path().join("good");
    let mut state = State::open(&good).unwrap();
    let source = state.source("a", "").unwrap();
    let ids: Vec<String> = (0..2000).map(|n| n.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    state.commit(&seen(source, 0, &ids)).unwrap();
    drop(state);
    let bytes = std::fs::read(&good).unwrap();
    assert!(bytes.len() > 40_000);
    refused("cut", &bytes[..bytes.len() / 2], "damaged");
    let mut newer = bytes.clone();
    newer[60..64].copy_from_slice(&3u32.to_be_bytes());
    refused(
        "newer",
        &newer,
        "newer cm (state version 3, this one knows 2)",
    );
    let mut other = bytes.clone();
    other[68..72].copy_from_slice(&7u32.to_be_bytes());
    refused("other", &other, "not a state file");

    let directory = home.path().join("directory");
    std::fs::create_dir(&directory).unwrap();
    assert!(
        State::open(&directory)
            .unwrap_err()
            .to_string()
            .contains("directory")
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_state() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    let mut state = State::open(&path).unwrap();
    let source = state.source("a", "").unwrap();
    state.commit(&seen(source, 0, &["1"])).unwrap();
    for name in ["state.db", "state.db-wal", "state.db.lock"] {
        let mode = std::fs::metadata(home.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Unseen is exactly "not committed", whatever the texts and the batches.
    #[test]
    fn unseen_means_not_committed(batches in proptest::collection::vec(proptest::collection::vec(any::<String>(), 0..6), 0..6)) {
        let mut state = State::memory().unwrap();
        let source = state.source("a", "").unwrap();
        let mut known = std::collections::HashSet::new();
        for batch in &batches {
            let keys: Vec<Key> = batch.iter().map(|id| key(id)).collect();
            let expected: Vec<bool> = batch.iter().map(|id| !known.contains(id)).collect();
            prop_assert_eq!(state.unseen(source, &keys).unwrap(), expected);
            state.commit(&Changes { seen: keys.clone(), ..Changes::new(source, at(0)) }).unwrap();
            known.extend(batch.iter().cloned());
            prop_assert!(state.unseen(source, &keys).unwrap().iter().all(|unseen| !unseen));
        }
    }
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("old");
    let mut state = State::open(&path).unwrap();
    let source = state.source("a", "").unwrap();
    state.commit(&seen(source, 0, &["x"])).unwrap();
    state
        .db()
        .execute_batch("DROP TABLE standings; PRAGMA user_version = 1")
        .unwrap();
    drop(state);
    let state = State::open(&path).unwrap();
    assert!(!state.standing(source).unwrap().known);
    assert_eq!(state.unseen(source, &[key("x")]).unwrap(), [false]);
}

#[test]
fn an_empty_file_is_damaged_and_a_new_one_is_never_seen_empty() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    fs::write(&path, "").unwrap();
    let refused = State::open(&path).unwrap_err();
    assert!(matches!(&refused, StateError::Damaged { .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), b"");
    fs::remove_file(&path).unwrap();
    // Left by a run that was killed while it made the file.
    fs::write(home.path().join("state.db.new"), "half").unwrap();
    fs::write(home.path().join("state.db-wal"), "of another file").unwrap();
    let state = State::open(&path).unwrap();
    assert!(path.metadata().unwrap().len() > 0);
    drop(state);
    let mut left: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["state.db", "state.db.lock"]);
}

#[test]
fn a_state_that_is_held_lasts_only_when_it_is_released() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    for released in [false, true] {
        let mut state = State::open(&path).unwrap();
        assert!(!state.remembers_posts().unwrap());
        state.hold();
        let source = state.source("a", "").unwrap();
        state.commit(&seen(source, 0, &["feed:1"])).unwrap();
        state.prune(at(1)).unwrap();
        assert!(state.remembers_posts().unwrap());
        if released {
            state.release().unwrap();
        }
    }
    assert!(State::open(&path).unwrap().remembers_posts().unwrap());
}
