"""The races: the same work on the same input by us and by others; each gives Markdown, after it has seen that the results agree."""
import collections
import json
import os
import shutil
import statistics
import subprocess
import sys
import urllib.request

import measure

here = os.path.dirname(os.path.abspath(__file__))


def lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def table(results, ours):
    """A row for each contestant; how many times as long as ours it took."""
    rows = ["| | median | least to most | processor | memory | time against ours |", "|---|---:|---:|---:|---:|---:|"]
    for name, result in results.items():
        ratio = "1" if name == ours else f"{result.wall / results[ours].wall:.2f}"
        rows.append(f"| {name} | {result.wall:.3f} s | {result.least:.3f} to {result.most:.3f} | {result.cpu:.3f} s | {result.memory:,.0f} MB | {ratio} |")
    return "\n".join(rows)


def rival(name):
    return [sys.executable, f"{here}/rivals/{name}.py"]


def counts(setup):
    """cm-report against DuckDB and Polars."""
    data, work = setup.posts(setup.count), setup.work
    ours = [f"{setup.programs}/cm-report", "summary", "--quiet", "--by", "day,client", "--format", "jsonl", data]
    contestants = {"cm-report": ours, "DuckDB": [*rival("summary_duckdb"), data], "Polars": [*rival("summary_polars"), data]}
    rows = []
    for number, command in enumerate(contestants.values()):
        measure.run(command, out=f"{work}/counts-{number}")
        with open(f"{work}/counts-{number}", encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        rows.append([[row["day"], row["client"], row["post_count"], row["engagement"]] if isinstance(row, dict) else row for row in found])
    if not rows[0] == rows[1] == rows[2]:
        sys.exit("the contestants do not count alike")
    results = measure.race(contestants, setup.rounds)
    size = os.path.getsize(data) / 1e6
    return f"""## Counting: cm-report

{setup.count:,} posts ({size:,.0f} MB of JSON Lines) into {len(rows[0])} rows by day and client: posts, authors, tone, engagement, median and 95th percentile of views. All use
every core; posts and engagement agree in every row. cm-report counts more beside these (levels, intervals, reach). Measured runs: {setup.rounds} each, in turn.

{table(results, "cm-report")}

cm-report reads {setup.count / results["cm-report"].wall:,.0f} posts ({size / results["cm-report"].wall:,.0f} MB) a second."""


def labels(setup):
    """cm-classify against VADER, where texts repeat and where none does."""
    rounds = max(setup.rounds // 2, 1)
    out = []
    for title, different in (("as they come: each text many times", False), ("every text different, and longer", True)):
        data = setup.posts(setup.count // 2, different)
        program = f"{setup.programs}/cm-classify"
        contestants = {"cm-classify": [program, "--quiet", data], "cm-classify, one thread": [program, "--quiet", "--jobs", "1", data], "VADER": [*rival("labels_vader"), data]}
        results = measure.race(contestants, rounds)
        pace = setup.count // 2 / results["cm-classify"].wall
        out.append(f"{setup.count // 2:,} posts, {title}: {pace:,.0f} a second.\n\n{table(results, 'cm-classify')}")
    return f"""## Judging: cm-classify

VADER gives one figure, the tone of English; cm-classify gives language, tone, intent, toxicity, spam, urgency, department, level and stance, copies and personal data,
in seven languages. VADER has one thread. Measured runs: {rounds} each, in turn.

""" + "\n\n".join(out)


def feeds(setup):
    """cm-fetch against a loop of feedparser, over a web server on this machine."""
    script = f"{setup.servers}/feeds-nginx.sh"
    if not os.path.exists(script) or not shutil.which("nginx"):
        return "## Listening: cm-fetch\n\nNot measured: nginx or its script (`CM_SERVERS`) was not there."
    count, port, work = setup.feeds, "8070", setup.work
    environment = {**os.environ, "SRV_HOME": f"{work}/servers"}
    subprocess.run([script, "start", port, str(count), "20"], check=True, env=environment, stdout=subprocess.DEVNULL)
    server, state = f"http://localhost:{port}", f"{work}/state.db"
    try:
        with open(f"{work}/urls.txt", "wb") as file:
            file.write(urllib.request.urlopen(f"{server}/urls.txt").read())
        listen = [f"{setup.programs}/cm-fetch", "feed", f"{server}/feeds.opml", "--allow-private", "--quiet", "--state", state]
        names = {"cm-fetch, first run": listen, "cm-fetch, nothing new": listen, "feedparser": [*rival("entries_feedparser"), f"{work}/urls.txt"]}
        runs = collections.defaultdict(list)
        for _ in range(max(setup.rounds // 2, 1)):
            for end in ("", "-wal", "-shm"):
                if os.path.exists(state + end):
                    os.remove(state + end)
            for name, command in names.items():
                runs[name].append(measure.run(command, out=f"{work}/{name}.jsonl"))
    finally:
        subprocess.run([script, "stop", port], check=True, env=environment, stdout=subprocess.DEVNULL)
    with open(f"{work}/feedparser.jsonl", encoding="ascii") as file:
        theirs = int(file.read())
    found, again = (lines(f"{work}/cm-fetch, {which}.jsonl") for which in ("first run", "nothing new"))
    if (found, again) != (count * 20, 0) or theirs > found:
        sys.exit(f"cm-fetch found {found} posts, then {again}; feedparser {theirs}")
    results = {name: measure.Result(own) for name, own in runs.items()}
    return f"""## Listening: cm-fetch

{count:,} feeds (RSS, Atom, RDF, JSON Feed) of 20 items each, {found:,} posts, from nginx on the same machine. feedparser asks one feed after the other, as scripts do; cm-fetch
asks several at a time, remembers what it has seen, and in the second run is told "nothing new" by ETag. feedparser reads no JSON Feed: it finds {theirs:,}. Measured runs: {len(runs["feedparser"])} each, in turn.

{table(results, "cm-fetch, first run")}"""


def plans(setup):
    """cm-schedule against OR-Tools CP-SAT on the same problems."""
    out = []
    for family, count, what in (("week", setup.weeks, "weeks of 10 to 32 drafts on 2 to 4 channels"), ("month", setup.months, "hard months of 100 to 160 drafts on 3 to 5 channels, most of which wait for others")):
        command = [sys.executable, f"{here}/plan/race.py", f"{setup.programs}/cm-schedule", family, str(count), "--rival", "cpsat", "--limit", str(setup.limit), "--work", setup.work]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"{family}: {done.stdout[-2000:]}")
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        # Without a plan of theirs there is nothing to compare.
        ratios = [row["value"] / row["best"] for row in rows if row["best"]]
        against = f"median {statistics.median(ratios):.5f}, least {min(ratios):.5f}, most {max(ratios):.5f}, over {len(ratios)} cases" if ratios else "no plan of theirs"
        ours, theirs = [row["seconds"] for row in rows], [row["theirs"] for row in rows]
        proven = sum(row["gap"] == 0 for row in rows), sum(row["status"] == "OPTIMAL" for row in rows)
        out.append(f"""{count} {what}:

| | median | least to most | proven best |
|---|---:|---:|---:|
| cm-schedule | {statistics.median(ours):.3f} s | {min(ours):.3f} to {max(ours):.3f} | {proven[0]} of {count} |
| CP-SAT | {statistics.median(theirs):.3f} s | {min(theirs):.3f} to {max(theirs):.3f} | {proven[1]} of {count} |

Our value over CP-SAT's: {against}. Our own bound says at most {max(row["gap"] for row in rows):.2%} is missing
(median {statistics.median(row["gap"] for row in rows):.2%}).""")
    return f"""## Planning: cm-schedule

Generated cases ([plan.md](plan.md)); CP-SAT has {setup.limit} seconds and 2 workers for each, and its time does not count the making of its model. Every plan of ours is held against a
checker written from the documentation. One run a case.

""" + "\n\n".join(out)
