"""Holds a plan against every rule of docs/schedule.md: `faults(problem, records)`; usage check.py CASE PLAN [STATS]."""
import collections
import json
import sys

from rules import Problem, seconds


def faults(problem, records, stats=None):
    """All that is wrong with a plan; nothing when it is right."""
    found = []
    slots = [record for record in records if record["type"] == "slot"]
    unplaced = [record for record in records if record["type"] == "unplaced"]
    at = {}
    for slot in slots:
        pair, instant = (slot["draft"], slot["channel"]), seconds(slot["at"])
        if pair not in problem.pairs or pair in at:
            found.append(f"{pair} is placed twice or not to be placed")
            continue
        at[pair] = instant
        home = problem.channels[pair[1]]
        if not problem.may_stand(*pair, instant):
            found.append(f"{pair} may not stand at {slot['at']}")
        if "at" not in problem.drafts[pair[0]] and not (home.on_grid(instant) and home.is_open(instant) and problem.first <= home.day(instant) < problem.last):
            found.append(f"{pair} stands off the grid or in closed hours at {slot['at']}")
        if abs(slot["value"] - problem.value(*pair, instant)) > 1e-9:
            found.append(f"{pair} has value {slot['value']}, not {problem.value(*pair, instant)}")
        if not slot.get("why"):
            found.append(f"{pair} has no why")
    said = [(record["draft"], record["channel"]) for record in unplaced]
    if sorted(said + list(at)) != sorted(problem.pairs):
        found.append(f"slots and unplaced are not all drafts: {set(problem.pairs) ^ set(said + list(at))}")
    standing = collections.defaultdict(list)
    for (draft, name), instant in at.items():
        standing[name].append((instant, draft))
    for draft, name, instant in problem.published:
        standing[name].append((instant, draft))
    for name, there in standing.items():
        there.sort()
        published = {draft for draft, channel, _ in problem.published if channel == name}
        for (one, a), (other, b) in zip(there, there[1:]):
            if other - one < problem.channels[name].gap and not (a in published and b in published):
                found.append(f"{a} and {b} are {other - one} s apart on {name}")
    found += order_faults(problem, at) + limit_faults(problem, at)
    for a, b, distance in problem.distances():
        if a in at and b in at and abs(at[a] - at[b]) < distance:
            found.append(f"{a} and {b} are {abs(at[a] - at[b])} s apart, not {distance}")
    objective = sum(slot["value"] for slot in slots)
    if stats and abs(stats["objective"] - objective) > 1e-9 * max(1, objective):
        found.append(f"objective {stats['objective']} is not {objective}")
    if stats and stats["bound"] < objective - 1e-9:
        found.append(f"bound {stats['bound']} below objective {objective}")
    return found


def order_faults(problem, at):
    found = []
    for pair, instant in at.items():
        for name in problem.drafts[pair[0]].get("after", []):
            before = problem.drafts[name]
            if before.get("status") == "published":
                late = "at" in before and seconds(before["at"]) >= instant
            else:
                late = any(at.get((name, channel), instant) >= instant for channel in before["channels"])
            if late or before.get("status") in ("rejected", "expired"):
                found.append(f"{pair} does not stand after {name}")
    return found


def limit_faults(problem, at):
    found = []
    standing = dict(at)
    standing.update({(draft, name): instant for draft, name, instant in problem.published})
    published = {(draft, name) for draft, name, _ in problem.published}
    for name, limit, pairs, key in problem.limits():
        count, own = collections.Counter(), collections.Counter()
        for pair in pairs:
            if pair in standing:
                count[key(pair, standing[pair])] += 1
                own[key(pair, standing[pair])] += pair not in published
        found += [f"{name}: {number} in {when}" for when, number in count.items() if number > limit and own[when]]
    return found


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as plan:
        lines = [json.loads(line) for line in plan]
    figures = json.load(open(sys.argv[3], encoding="utf-8")) if len(sys.argv) > 3 else None
    wrong = faults(Problem(sys.argv[1]), lines, figures)
    print("\n".join(wrong) or "the plan obeys every rule")
    sys.exit(1 if wrong else 0)
