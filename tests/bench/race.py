"""Runs each contestant in turn, round after round, and prints medians, ratios and peak memory."""
import os
import statistics
import subprocess
import sys
import time

programs, bench, work, posts, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
data = f"{work}/{posts}.jsonl"


def run(command):
    """Wall time in seconds and peak resident memory in MB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "CM_TZ": "UTC"})
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def race(title, contestants, rounds):
    """Runs the contestants in turn, `rounds` times after a first one that warms the caches; the first contestant is ours."""
    times = {name: [] for name in contestants}
    memory = dict.fromkeys(contestants, 0.0)
    for round_number in range(rounds + 1):
        for name, command in contestants.items():
            seconds, megabytes = run(command)
            if round_number:
                times[name].append(seconds)
            memory[name] = max(memory[name], megabytes)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"\n{title}")
    ours = next(iter(contestants))
    for name, median in medians.items():
        spread = f"{min(times[name]):.3f}-{max(times[name]):.3f}"
        print(f"  {name:12} {median:7.3f} s  ({spread})  {memory[name]:6.0f} MB")
    fastest = min(value for name, value in medians.items() if name != ours)
    print(f"  ratio to the fastest rival: {fastest / medians[ours]:.2f}")


python = f"{work}/venv/bin/python"
race(f"summary by day and client, {posts} posts", {
    "cm-report": [f"{programs}/cm-report", "summary", "--by", "day,client", "--format", "jsonl", data],
    "duckdb": [python, f"{bench}/duck.py", data],
    "polars": [python, f"{bench}/pol.py", data],
}, rounds)
# VADER takes a quarter of a minute.
race(f"labels, {posts} posts", {
    "cm-classify": [f"{programs}/cm-classify", data],
    "vader": [python, f"{bench}/vader.py", data],
}, max(rounds // 2, 1))
for jobs in ("1", "2"):
    seconds, megabytes = run([f"{programs}/cm-classify", "--jobs", jobs, data])
    print(f"cm-classify, {posts} posts, {jobs} thread(s): {posts / seconds:,.0f} posts/s, {megabytes:.0f} MB")
