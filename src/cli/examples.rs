//! The examples with which the `--help` of each sub-command begins, where it has none of its own. A test runs every one of them.

use clap::Command;

/// Program, sub-command, and its examples: a command line, then what it does, indented.
const EXAMPLES: &[(&str, &str, &str)] = &[
    (
        "cm-fetch",
        "run",
        "\
  cm-fetch --append posts.jsonl
      what is new in the sources of cm.toml, from cron every five minutes
  cm-fetch --dry-run
      what would be asked
  cm-fetch --since 2d --no-state > today.jsonl
      all of the last two days, whether it was fetched before or not
",
    ),
    (
        "cm-fetch",
        "import",
        "\
  cm-fetch import export.csv --client mirabo > posts.jsonl
      the export of a tool that is known, told by its header
  cm-fetch import comments.csv --source facebook --day-first
      any table with a column of texts
  cm-fetch import --list
      the tools that are known
",
    ),
    (
        "cm-fetch",
        "demo",
        "\
  cm-fetch demo | cm-classify | cm-report
      the whole line on a made-up month
  cm-fetch demo --since 1d -o posts.jsonl
      a day of it, into a file
",
    ),
    (
        "cm-fetch",
        "pseudonymise",
        "\
  cm-fetch pseudonymise --new-key team.key
      a key, made once and kept apart from the data
  cm-fetch pseudonymise --key team.key posts.jsonl > for-the-university.jsonl
      the same posts without names
",
    ),
    (
        "cm-fetch",
        "erase",
        "\
  cm-fetch erase @tilly_b --source x --files posts.jsonl > left.jsonl
      everything but what she wrote
  cm-fetch erase @tilly_b --source x --in-place --files posts.jsonl tasks.jsonl
      the files themselves, each whole or not at all
",
    ),
    (
        "cm-fetch",
        "list",
        "\
  cm-fetch list
      the networks, and the sources of cm.toml
  cm-fetch list --opml > feeds.opml
      the feeds, for another reader
",
    ),
    (
        "cm-fetch",
        "check",
        "\
  cm-fetch check
      before the first run, and when a source has gone silent
",
    ),
    (
        "cm-fetch",
        "metrics",
        "\
  cm-fetch metrics posts.jsonl > fresh.jsonl
      the same posts with their likes, replies and views of now
",
    ),
    (
        "cm-fetch",
        "verify",
        "\
  cm-fetch verify posts.jsonl > gone.jsonl
      which posts their authors have deleted
  cm-fetch erase --ids gone.jsonl --in-place --files posts.jsonl
      so that they go here too
",
    ),
    (
        "cm-classify",
        "label",
        "\
  cm-classify posts.jsonl > labelled.jsonl
      every post gets its labels; every other byte stays as it was
  cm-classify --redact posts.jsonl > labelled.jsonl
      without telephone numbers, addresses and the like
  cm-classify --explain posts.jsonl > reasons.jsonl
      with the words and rules behind each label
",
    ),
    (
        "cm-classify",
        "explain",
        "\
  cm-classify explain \"Toujours pas reçu ma commande, c'est honteux\"
      the judgement of one message, and why
  cm-classify explain --followers 200000 \"What a disgrace\"
      the same from somebody with a large public
",
    ),
    (
        "cm-classify",
        "train",
        "\
  cm-classify train --posts labelled.jsonl --corrections corrections.jsonl -o own.bin
      teach the built-in model what your team says
",
    ),
    (
        "cm-classify",
        "evaluate",
        "\
  cm-classify evaluate labelled.jsonl --corrections corrections.jsonl
      how often the model agrees with your team
  cm-classify evaluate labelled.jsonl --confusion
      what it takes for what
",
    ),
    (
        "cm-classify",
        "review",
        "\
  cm-classify review labelled.jsonl -n 30 -o judge.csv
      the thirty posts most worth a person's judgement, for a spreadsheet
  cm-classify review --read judge.csv --by Ana >> corrections.jsonl
      what Ana filled in
",
    ),
    (
        "cm-schedule",
        "plan",
        "\
  cm-schedule plan drafts.csv --from 2026-11-23 --to 2026-11-30
      the drafts of a spreadsheet into the week's best hours
  cm-schedule plan drafts.csv --history posts.jsonl --quiet-hours 22:00-07:00
      by what your own posts teach
",
    ),
    (
        "cm-schedule",
        "replies",
        "\
  cm-schedule replies labelled.jsonl > tasks.jsonl
      who answers what by when
  cm-schedule replies labelled.jsonl --tasks tasks.jsonl --stats short.json
      the same from day to day, and who is missing
",
    ),
    (
        "cm-schedule",
        "lint",
        "\
  cm-schedule lint drafts.csv
      what the networks, the law, the language and the charter say against the drafts
  cm-schedule lint --fix drafts.csv > corrected.csv
      spaces, quotation marks, accents: what is safe to correct
  cm-schedule plan drafts.jsonl | cm-schedule lint
      what is about to be planned
  cm-schedule lint --channel linkedin post.md
      a text by itself, as one draft
  cm-schedule lint drafts.jsonl --format sarif -o charter.sarif
      for a code host or an editor
  cm-schedule lint --rules
      every rule
",
    ),
    (
        "cm-schedule",
        "hold",
        "\
  cm-schedule hold week.jsonl --alerts alerts.jsonl > held.jsonl
      while an alarm is open, its client's posts wait
  cm-schedule hold week.jsonl --client mirabo --reason \"product recall\" > held.jsonl
      by hand
",
    ),
    (
        "cm-schedule",
        "release",
        "\
  cm-schedule release held.jsonl > week.jsonl
      what waited goes out in the next good hours
",
    ),
    (
        "cm-schedule",
        "ics",
        "\
  cm-schedule ics week.jsonl -o week.ics
      a plan as a calendar; importing it again updates it
  cm-schedule ics tasks.jsonl --tasks-as-events --name Replies -o replies.ics
      tasks, for calendars that know no to-dos
",
    ),
    (
        "cm-schedule",
        "rhythm",
        "\
  cm-schedule rhythm --from 2026-12-01 --to 2027-01-01 --lang fr --holidays FR
      the month's meetings, off the holidays
  cm-schedule rhythm --drafts drafts.jsonl --posts posts.jsonl | cm-schedule ics -o meetings.ics
      with the agenda of the next ones, as a calendar
",
    ),
    (
        "cm-schedule",
        "holidays",
        "\
  cm-schedule holidays FR-ALSACE --from 2027-01-01
      a year's public holidays
",
    ),
    (
        "cm-report",
        "summary",
        "\
  cm-report labelled.jsonl
      a page of key figures
  cm-report --by day,client --since 7d labelled.jsonl
      a row per day and client
  cm-report --by week --format csv --excel -o weeks.csv labelled.jsonl
      for a French spreadsheet
  cm-report --partial --by day,client labelled.jsonl > november.jsonl
      counts without words, which any report reads in the posts' place
",
    ),
    (
        "cm-report",
        "html",
        "\
  cm-report html -o page.html labelled.jsonl
      the main figures and charts as one page for a browser
  cm-report html --by week --lang fr -o weeks.html labelled.jsonl
      a summary as a page, in French
",
    ),
    (
        "cm-report",
        "pack",
        "\
  cm-report pack --list
      the packs, and the sections they are made of
  cm-report pack editorial --client mirabo -o editorial.html labelled.jsonl
      the month for the editorial meeting
  cm-report pack committee --client mirabo -o committee.xlsx labelled.jsonl
      the quarter for the committee, as a workbook
",
    ),
];

/// The sub-command of a program with its examples.
pub(super) fn added(program: &str, sub: Command) -> Command {
    if sub.get_before_long_help().is_some() {
        return sub;
    }
    let own = EXAMPLES
        .iter()
        .find(|(owner, name, _)| *owner == program && *name == sub.get_name());
    match own {
        Some((_, _, text)) => sub.before_long_help(format!("Examples:\n  {text}")),
        None => sub,
    }
}
