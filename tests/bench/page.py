"""Measures everything and prints the page of benchmarks as Markdown; tests/bench/run calls it: page.py PROGRAMS WORK SERVERS PARTS [--quick]"""
import os
import subprocess
import sys

import growth
import machine
import races

here = os.path.dirname(os.path.abspath(__file__))
PARTS = {"start": growth.start, "report": races.counts, "classify": races.labels, "fetch": races.feeds, "schedule": races.plans, "growth": growth.growth}


class Setup:
    """How much of everything; `quick` shows that it works and says nothing about speed."""

    def __init__(self, programs, work, servers, quick):
        self.programs, self.work, self.servers, self.quick = os.path.abspath(programs), work, servers, quick
        self.count, self.rounds, self.starts = (20_000, 1, 20) if quick else (400_000, 7, 200)
        self.feeds, self.weeks, self.months, self.limit = (50, 2, 1, 2) if quick else (5000, 30, 10, 30)

    def posts(self, count, different=False, table=False):
        """A file of posts, made once."""
        options = ["--different"] * different + ["--csv"] * table
        path = f"{self.work}/posts-{count}{''.join(options)}"
        if not os.path.exists(path):
            subprocess.run([sys.executable, f"{here}/posts.py", str(count), path, *options], check=True)
        return path


def main():
    programs, work, servers, parts = sys.argv[1:5]
    setup = Setup(programs, work, servers, "--quick" in sys.argv)
    wanted = parts.split(",") if parts else list(PARTS)
    if unknown := [part for part in wanted if part not in PARTS]:
        sys.exit(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    before = machine.load()
    sections = []
    for part in wanted:
        print(f"measuring: {part}", file=sys.stderr, flush=True)
        sections.append(PARTS[part](setup))
    quick = "\n\n**A quick look, with small inputs and few runs: these figures say nothing about speed.**" if setup.quick else ""
    busy = "" if before < 0.5 else " Other work ran meanwhile: the ratios say more than the times."
    print(f"""# Benchmarks

`tests/bench/run --page` measured all of this in one go and wrote this page.{quick}

- When: {machine.today()}; load when it began: {before:.2f} on {os.cpu_count()} cores.{busy}
- Machine: {machine.machine()}.
- Versions: {machine.versions(setup.programs)}.
- Contestants run in turn, round after round, after a first round that does not count; every file was in the system's cache. Time is by the clock, from start to end of the process,
  the start of Python included (it is what a script costs). Memory is the most that was resident.

A time does not hold from one machine to the next; the ratios do, more or less.

""" + "\n\n".join(sections))


if __name__ == "__main__":
    main()
