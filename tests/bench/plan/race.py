"""Plans a family of cases with cm-schedule, holds every plan against check.py, and its value and bound against brute force or CP-SAT.

usage: race.py CM-SCHEDULE FAMILY COUNT [--first SEED] [--rival none|brute|cpsat] [--limit SECONDS] [--workers N] [--work FOLDER] [--doubtful]

The rival has `limit` seconds of `workers` cores, counted in processor time, so that a busy machine does not shorten them. With --doubtful it is asked only
where our own bound leaves open whether the plan reaches 99 % of every plan there is.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import check
import generate
import rival
from rules import Problem


def plan(program, folder, extra=()):
    """Runs the program: its records, figures, seconds and peak memory in MB."""
    with open(f"{folder}/case.json", encoding="utf-8") as file:
        case = json.load(file)
    command = [program, "plan", f"{folder}/drafts.jsonl", "-c", f"{folder}/cm.toml", "--slots", f"{folder}/rates.csv", "--from", case["from"],
               "--to", case["to"], "--tz", "UTC", "--now", "2020-01-01T00:00:00Z", "--stats", f"{folder}/stats.json", "-o", f"{folder}/plan.jsonl", "--quiet", *extra]
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    with open(f"{folder}/plan.jsonl", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    with open(f"{folder}/stats.json", encoding="utf-8") as file:
        return records, json.load(file), elapsed, usage.ru_maxrss / 1024


def fixed_of(problem, records):
    """Fixed drafts that stand: the program places them before all else."""
    return rival.fixed_of(problem, [(record["draft"], record["channel"]) for record in records if record["type"] == "slot"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("family")
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--rival", choices=["none", "brute", "cpsat"], default="none")
    parser.add_argument("--limit", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work")
    parser.add_argument("--doubtful", action="store_true")
    args = parser.parse_args()
    work = args.work or tempfile.mkdtemp(prefix="cm-plan-")
    wrong, rows = 0, []
    planned = []
    # All plans first: a process that has loaded the rival passes its own memory on to its children's figures.
    for seed in range(args.first, args.first + args.count):
        folder = f"{work}/{args.family}-{seed}"
        generate.write(args.family, seed, folder)
        planned.append((seed, folder, *plan(args.program, folder)))
    for seed, folder, records, stats, elapsed, memory in planned:
        problem = Problem(folder)
        faults = check.faults(problem, records, stats)
        row = {"seed": seed, "pairs": len(problem.pairs), "placed": stats["placed"], "value": stats["objective"], "bound": stats["bound"], "gap": stats["gap"], "seconds": elapsed, "memory": memory}
        fixed = fixed_of(problem, records)
        if args.rival == "brute":
            most, best = rival.brute(problem, fixed)
            row["best"] = best
            if len(fixed) < most:
                faults.append(f"{len(fixed)} fixed drafts stand, {most} could")
            if stats["bound"] < best - 1e-9:
                faults.append(f"bound {stats['bound']} below the optimum {best}")
        elif args.rival == "cpsat" and not (args.doubtful and stats["gap"] <= 0.01):
            answer = rival.solve(problem, args.limit, args.workers, fixed)
            row.update(best=answer["value"], proven=answer["bound"], theirs=answer["seconds"], status=answer["status"])
            if answer["status"] == "UNKNOWN":
                pass  # it found neither plan nor bound in its time
            elif stats["bound"] < answer["value"] * (1 - 1e-6) - 1e-5:
                faults.append(f"bound {stats['bound']} below CP-SAT's plan {answer['value']}")
            elif len(fixed) < answer["fixed"]:
                faults.append(f"{len(fixed)} fixed drafts stand, {answer['fixed']} could")
            if answer["status"] != "UNKNOWN" and len(fixed) == answer["fixed"] and stats["objective"] > answer["bound"] * (1 + 1e-6) + 1e-5:
                faults.append(f"objective {stats['objective']} above CP-SAT's bound {answer['bound']}: a rule is broken, or two models differ")
        print(json.dumps({key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()}), flush=True)
        for fault in faults[:5]:
            print(f"  seed {seed}: {fault}", flush=True)
        wrong += bool(faults)
        rows.append(row)
    print(summary(rows, wrong, args.family))
    sys.exit(1 if wrong else 0)


def summary(rows, wrong, family):
    gaps, times = [row["gap"] for row in rows], [row["seconds"] for row in rows]
    text = f"{family}: {len(rows)} cases, {wrong} with faults; gap median {statistics.median(gaps):.4%}, mean {statistics.mean(gaps):.4%}, worst {max(gaps):.4%}, "
    text += f"proven best {sum(gap == 0 for gap in gaps)}; seconds median {statistics.median(times):.3f}, worst {max(times):.3f}; memory at most {max(row['memory'] for row in rows):.0f} MB"
    raced = [row for row in rows if "best" in row]
    if raced:
        ratios = [row["value"] / row["best"] if row["best"] else 1.0 for row in raced]
        text += f"\n  value / rival's ({len(raced)} raced): least {min(ratios):.5f}, median {statistics.median(ratios):.5f}, mean {statistics.mean(ratios):.5f}, below 0.99: {sum(ratio < 0.99 for ratio in ratios)}"
    if raced and "theirs" in raced[0]:
        slow = sum(row["seconds"] > max(0.5, row["theirs"] / 10) for row in raced)
        optimal = sum(row["status"] == "OPTIMAL" for row in raced)
        unknown = sum(row["status"] == "UNKNOWN" for row in raced)
        text += f"\n  CP-SAT proved {optimal}, found nothing in {unknown}; its seconds median {statistics.median(row['theirs'] for row in raced):.2f}; slower than a tenth of its time and half a second: {slow}"
    return text


if __name__ == "__main__":
    main()
