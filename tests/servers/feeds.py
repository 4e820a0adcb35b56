"""200 feeds of a real nginx through cm-fetch | cm-classify | cm-report, held against what the server's truth.jsonl says is there."""
import collections
import datetime
import json
import subprocess
import sys
import urllib.request

script, port, feeds, items, work = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
state = f"{work}/feeds.db"
base = f"http://localhost:{port}"


def fetch():
    """One run over the list of all feeds; the posts by (title, url)."""
    run = subprocess.run(
        ["cm-fetch", "feed", f"{base}/feeds.opml", "--allow-private", "--state", state],
        capture_output=True, text=True, check=False)
    assert run.returncode == 0, (run.returncode, run.stderr)
    return run.stdout


def truth():
    lines = urllib.request.urlopen(f"{base}/truth.jsonl").read().decode().splitlines()
    return {item["id"]: item for item in map(json.loads, lines)}


def held_against(truth, posts):
    """Every post is in the truth and the other way round, with the same title, link, date and author."""
    assert len(posts) == len(truth), (len(posts), len(truth))
    for post in posts:
        item = truth[post["id"].removeprefix("feed:")]
        at = datetime.datetime.fromtimestamp(item["ts"], datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = (post["title"], post["url"], post["published_at"], post["author"]["name"])
        assert found == (item["title"], item["url"], at, item["author"]), (found, item)


first = fetch()
posts = [json.loads(line) for line in first.splitlines()]
before = truth()
assert len(before) == feeds * items
held_against(before, posts)
assert len({post["id"] for post in posts}) == len(posts)

labelled = subprocess.run(["cm-classify"], input=first, capture_output=True, text=True, check=True).stdout
assert all("sentiment" in json.loads(line)["labels"] for line in labelled.splitlines())
report = subprocess.run(
    ["cm-report", "--by", "day", "--tz", "UTC", "--format", "jsonl"], input=labelled, capture_output=True, text=True, check=True).stdout
by_day = {row["day"]: row["post_count"] for row in map(json.loads, report.splitlines())}
expected = collections.Counter(
    datetime.datetime.fromtimestamp(item["ts"], datetime.timezone.utc).strftime("%Y-%m-%d") for item in before.values())
assert by_day == expected, (by_day, expected)

assert fetch() == "", "a second run must fetch nothing new"

subprocess.run([script, "bump", "20"], check=True, capture_output=True)
after = truth()
new = {key: item for key, item in after.items() if key not in before}
assert len(new) == 20
held_against(new, [json.loads(line) for line in fetch().splitlines()])
assert fetch() == ""
print(f"feeds: {len(posts)} posts of {feeds} feeds agree with the truth; nothing twice; 20 new ones found, and only these")
