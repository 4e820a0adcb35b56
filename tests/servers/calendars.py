"""Calendars that cm-schedule writes, read by Python icalendar and vobject (and ics), and series expanded as dateutil expands them.

usage: python3 tests/servers/calendars.py CM-SCHEDULE FOLDER
Needs icalendar, vobject, python-dateutil and tzdata from PyPI; says so loudly and checks nothing without them.
"""
import datetime
import json
import pathlib
import random
import subprocess
import sys

try:
    import icalendar
    import vobject
    import tzdata
    import zoneinfo
    from dateutil import rrule
except ImportError as missing:
    print(f"*** SKIPPED: {missing}; no calendar was read by another program ***")
    sys.exit(0)

# The system's zones may be older than those of the program: Morocco left its summer time in 2026.
zoneinfo.reset_tzpath(to=[])
NOW = "2026-11-22T12:00:00Z"
ZONES = ["Europe/Paris", "America/New_York", "Australia/Sydney", "Africa/Casablanca"]
HOSTILE = ["a,b;c\\d", "END:VEVENT\r\nBEGIN:VEVENT", "é" * 90, "😀" * 40, "tab\there", "\u2028line", "“quoted” \"x\"", "1\n2\n3"]


def run(program, *arguments, text=""):
    done = subprocess.run([program, *arguments], input=text.encode(), capture_output=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout.decode()


def records(dice):
    """One of each kind for every hostile text, and series around the clock changes of four zones."""
    for number, words in enumerate(HOSTILE):
        at = f"2026-11-{23 + number % 7}T0{number}:30:00Z"
        yield {"type": "slot", "id": f"s{number}{words}", "draft": "d", "channel": words, "at": at, "timezone": "Europe/Paris", "value": 1.0, "text": words, "client": "KO"}
        yield {"type": "task", "id": f"t{number}", "kind": "reply", "level": 1, "due_at": at, "status": "open", "title": words, "priority": 50}
        yield {"type": "event", "id": f"e{number}", "title": words, "start_at": at, "agenda": [words], "location": words, "kind": "meeting"}
        yield {"type": "draft", "id": f"d{number}", "channels": ["x", "y"], "text": words, "at": at}
    for zone in ZONES:
        for number in range(8):
            day = datetime.date(2026, 1, 1) + datetime.timedelta(days=dice.randrange(300))
            start = datetime.datetime.combine(day, datetime.time(dice.randrange(24), 30), zoneinfo.ZoneInfo(zone))
            rule = dice.choice(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,SU", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYMONTHDAY=1,-1", "FREQ=DAILY;INTERVAL=3;COUNT=40"])
            yield {"type": "event", "id": f"{zone}{number}", "title": rule, "start_at": start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "timezone": zone, "rrule": rule}


def read_by_others(text):
    """Every entry with its summary and start, by each library."""
    calendar = icalendar.Calendar.from_ical(text)
    entries = [part for part in calendar.walk() if part.name in ("VEVENT", "VTODO")]
    for part in calendar.walk():
        assert not part.errors, part.errors
    first = {(str(part["UID"]), str(part["SUMMARY"])): part["DTSTART"].dt for part in entries}
    assert len(first) == len(entries)
    second = {}
    for part in vobject.readOne(text).getChildren():
        if part.name in ("VEVENT", "VTODO"):
            second[part.uid.value, part.summary.value] = part.dtstart.value
    assert first.keys() == second.keys(), first.keys() ^ second.keys()
    for key, at in first.items():
        assert at == second[key], (key, at, second[key])
    return len(first)


def same_occurrences(program, text, wanted):
    """Series expanded by cm-schedule against dateutil in floating time, put into their zone afterwards."""
    begin, end = datetime.datetime(2026, 1, 1), datetime.datetime(2027, 3, 1)
    lines = run(program, "ics", "--read", "--expand", "--from", "2026-01-01", "--to", "2027-03-01", "--tz", "UTC", "--now", NOW, text=text)
    found = {}
    for line in lines.split("\n")[:-1]:
        event = json.loads(line)
        if event.get("occurrence_at"):
            found.setdefault(event["id"].rsplit("#", 1)[0], set()).add(event["start_at"])
    checked = 0
    for record in wanted:
        if "rrule" not in record:
            continue
        zone = zoneinfo.ZoneInfo(record["timezone"])
        start = datetime.datetime.fromisoformat(record["start_at"].replace("Z", "+00:00")).astimezone(zone).replace(tzinfo=None)
        expected = set()
        for at in rrule.rrulestr(record["rrule"], dtstart=start).between(begin, end + datetime.timedelta(days=1), inc=True):
            # A time in a gap is read with the offset before it, as RFC 5545 wants.
            real = at.replace(tzinfo=zone).astimezone(datetime.timezone.utc)
            if begin <= real.replace(tzinfo=None) < end:
                expected.add(real.strftime("%Y-%m-%dT%H:%M:%SZ"))
        assert found[record["id"]] == expected, (record, sorted(found[record["id"]] ^ expected)[:5])
        checked += len(expected)
    return checked


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    wanted = list(records(random.Random(7)))
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in wanted)
    for options in ([], ["--tasks-as-events", "--remind", "10"], ["--bare", "--name", "a, b"]):
        text = run(program, "ics", *options, "--now", NOW, text=lines)
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        entries = read_by_others(text)
    text = run(program, "ics", "--now", NOW, text=lines)
    back = run(program, "ics", "--read", "--now", NOW, text=text)
    assert [json.loads(line) for line in back.split("\n") if line] == wanted
    checked = same_occurrences(program, text, wanted)
    # Half of the records are gone: they are cancelled, and the others stay as they were.
    old = folder / "old.ics"
    old.write_text(text, newline="")
    half = "".join(line + "\n" for line in lines.split("\n")[:-1:2])
    later = run(program, "ics", "--previous", str(old), "--now", "2026-11-22T13:00:00Z", text=half)
    read_by_others(later)
    assert "STATUS:CANCELLED" in later
    print(f"calendars: {entries} entries read alike by icalendar and vobject, {checked} occurrences as dateutil has them")


if __name__ == "__main__":
    main()
