"""Races cm-fetch with a loop of feedparser over the feeds of a server; run by fetch.sh."""
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request

program, work, server, rounds = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
urls = f"{work}/urls.txt"
with open(urls, "wb") as file:
    file.write(urllib.request.urlopen(f"{server}/urls.txt").read())
LOOP = """
import sys, feedparser
entries = sum(len(feedparser.parse(url.strip()).entries) for url in open(sys.argv[1]))
print(entries, file=sys.stderr)
"""
listen = [program, "feed", f"{server}/feeds.opml", "--allow-private", "--quiet", "--state", f"{work}/state.db"]
contestants = {"first run": listen, "second run": listen, "feedparser": [sys.executable, "-c", LOOP, urls]}


def run(command, out):
    """Wall seconds, processor seconds and peak memory in MB of one run."""
    start = time.perf_counter()
    with open(out, "wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, (command, status)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def answered():
    """Bytes of bodies and number of answers in the server's log so far."""
    bytes_, answers = 0, 0
    with open(f"{work}/servers/feeds/access.jsonl") as log:
        for line in log:
            bytes_, answers = bytes_ + json.loads(line)["bytes"], answers + 1
    return bytes_, answers


seen = {name: [] for name in contestants}
sent = {}
for _ in range(rounds):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(f"{work}/state.db{end}"):
            os.remove(f"{work}/state.db{end}")
    for name, command in contestants.items():
        before = answered()
        seen[name].append(run(command, f"{work}/out.jsonl"))
        sent[name] = [after - b for after, b in zip(answered(), before)]
        if name == "first run":
            posts = sum(1 for _ in open(f"{work}/out.jsonl", "rb"))
medians = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in seen.items()}
print(f"\n{posts} posts from {sent['feedparser'][1]} feeds, medians of {rounds} rounds")
for name, (wall, cpu, memory) in medians.items():
    spread = f"{min(run[0] for run in seen[name]):.2f}-{max(run[0] for run in seen[name]):.2f}"
    print(f"  {name:11} {wall:7.2f} s ({spread})  {cpu:7.2f} s of processor  {memory:5.0f} MB  {sent[name][0] / 1e6:7.2f} MB in {sent[name][1]} answers")
for number, what in enumerate(("by the clock", "by processor time")):
    first, second, other = (medians[name][number] for name in contestants)
    print(f"  {what}: {other / first:.1f} times as fast as feedparser; the second run {first / second:.1f} times as fast as the first")
