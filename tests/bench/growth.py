"""What the programs weigh, how fast they are there, and how time and memory grow with the input; gives Markdown."""
import os
import statistics

import measure

PROGRAMS = ["cm-fetch", "cm-classify", "cm-schedule", "cm-report"]
POST = b'{"type":"post","id":"a:1","source":"feed","text":"Toujours pas re\\u00e7u ma commande, c\'est honteux !","published_at":"2026-11-22T09:00:00Z"}\n'


def spread(starts):
    walls, processor = zip(*starts)
    quarters = statistics.quantiles(walls, n=4)
    return f"{statistics.median(walls):.1f} ms | {quarters[0]:.1f} to {quarters[2]:.1f} | {statistics.median(processor):.1f} ms"


def start(setup):
    """Sizes and start-up; the line of `true` says what starting anything costs here."""
    rows = ["| | size | `--version`, median | quartiles | processor | first record, median | quartiles | processor |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    true = next(path for path in ("/usr/bin/true", "/bin/true") if os.path.exists(path))
    rows.append(f"| `true`, for comparison | | {spread(measure.start_up([true], setup.starts))} | | | |")
    drafts, post, table = (f"{setup.work}/{name}" for name in ("one.csv", "one.jsonl", "export.csv"))
    for path, content in ((drafts, b"id,channels,text\na,instagram,Hello\n"), (post, POST), (table, b"Date,Message\n2026-11-22,Hello\n")):
        with open(path, "wb") as file:
            file.write(content)
    programs = setup.programs
    first = {
        "cm-fetch": lambda: measure.start_up([f"{programs}/cm-fetch", "import", table, "--quiet", "--source", "facebook", "--tz", "UTC"], setup.starts),
        "cm-classify": lambda: measure.first_line([f"{programs}/cm-classify", "--quiet"], POST, setup.starts),
        "cm-schedule": lambda: measure.start_up([f"{programs}/cm-schedule", "plan", drafts, "--quiet", "--tz", "UTC", "--from", "2026-11-23", "--to", "2026-11-30", "--now", "2026-11-22T00:00:00Z"], setup.starts),
        "cm-report": lambda: measure.start_up([f"{programs}/cm-report", "--quiet", "--tz", "UTC", "--by", "day", post], setup.starts),
    }
    for name in PROGRAMS:
        size = os.path.getsize(f"{programs}/{name}") / 1e6
        version = measure.start_up([f"{programs}/{name}", "--version"], setup.starts)
        rows.append(f"| {name} | {size:.1f} MB | {spread(version)} | {spread(first[name]())} |")
    return f"""## Size and start

From the start of a process to its end with `--version`, and to the first record: cm-classify until its first line is there while its input stays open, the others a whole run on one row
(an import, a plan of one draft, a report of one post). {setup.starts} starts each. The weights of the model are 8 MB of cm-classify.

""" + "\n".join(rows)


def growth(setup):
    """Processor time and memory over the length of the input."""
    programs = setup.programs
    sizes = [setup.count // 4, setup.count // 2, setup.count]
    work = {
        "cm-fetch import": lambda size: [f"{programs}/cm-fetch", "import", setup.posts(size, table=True), "--quiet", "--source", "facebook"],
        "cm-classify": lambda size: [f"{programs}/cm-classify", "--quiet", setup.posts(size, different=True)],
        "cm-schedule replies": lambda size: [f"{programs}/cm-schedule", "replies", "--quiet", "--now", "2026-09-29T00:00:00Z", setup.posts(size)],
        "cm-report": lambda size: [f"{programs}/cm-report", "summary", "--quiet", "--by", "day,client", "--format", "jsonl", setup.posts(size)],
        "cm-report html": lambda size: [f"{programs}/cm-report", "html", "--quiet", setup.posts(size)],
    }
    head = " | ".join(f"{size:,} posts" for size in sizes)
    rows = [f"| processor time a million posts, and peak memory | {head} |", "|---|" + "---:|" * len(sizes)]
    for name, command in work.items():
        cells = []
        for size in sizes:
            line = command(size)
            result = measure.Result([measure.run(line) for _ in range(max(setup.rounds // 2, 1))])
            cells.append(f"{result.cpu / size * 1e6:.1f} s, {result.memory:,.0f} MB")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return f"""## Growing with the input

Where the figures of a row are alike from left to right, time grows with the length of the input and memory does not. cm-classify has texts that are all different here; `cm-schedule replies`
has two months and more of messages to answer, and keeps every task. Measured runs: {max(setup.rounds // 2, 1)}.

""" + "\n".join(rows)
