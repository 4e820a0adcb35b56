"""The same problem for OR-Tools CP-SAT: `solve(problem, limit, workers, hint)` gives value, proven bound, seconds and status.

A boolean for every (draft, channel) and place where it may stand; gaps and limits are cliques over places; `after` and distances hold between
integer times. `brute(problem)` tries every plan of a small one. Both place as many fixed drafts as they can before they look at the value, as the program
does, and among them those that it places (`fixed`): where only one of two can stand the program takes the first.
"""
import collections
import sys
import threading
import time

from rules import Problem, seconds

SCALE = 1_000_000


def order(problem, pair):
    """What a pair waits for: (pairs that must stand earlier, instant it must stand after), or None when it can never stand."""
    before, last = [], None
    for name in problem.drafts[pair[0]].get("after", []):
        draft = problem.drafts[name]
        if draft.get("status") == "published":
            last = max(filter(None, [last, seconds(draft["at"]) if "at" in draft else None]), default=None)
        elif draft.get("status") in ("rejected", "expired"):
            return None
        else:
            before += [(name, channel) for channel in draft["channels"]]
    return before, last


def keeps_away(problem, channel, at):
    """Whether something published stands too near."""
    return any(name == channel and abs(at - instant) < problem.channels[channel].gap for _, name, instant in problem.published)


def limit_left(problem):
    """Limits with what the published ones have used: (pairs, key, {when: left}, limit)."""
    published = {(draft, name): instant for draft, name, instant in problem.published}
    for _, limit, pairs, key in problem.limits():
        used = collections.Counter(key(pair, published[pair]) for pair in pairs if pair in published)
        yield [pair for pair in pairs if pair not in published], key, used, limit


def places_of(problem):
    found = {}
    for pair in problem.pairs:
        waits = order(problem, pair)
        places = [] if waits is None else problem.candidates(*pair)
        if waits and waits[1] is not None:
            places = [at for at in places if at > waits[1]]
        found[pair] = [at for at in places if not keeps_away(problem, pair[1], at)]
    return found


def fixed_of(problem, pairs):
    """Those of the pairs that are fixed drafts."""
    return [pair for pair in pairs if "at" in problem.drafts[pair[0]]]


def solve(problem, limit=30.0, workers=2, fixed=()):
    """Value, proven bound (of plans with as many fixed drafts), the number of fixed drafts placed, seconds and status."""
    from ortools.sat.python import cp_model

    model, x, when, placed = cp_model.CpModel(), {}, {}, {}
    places = places_of(problem)
    base = min((at for found in places.values() for at in found), default=0)
    for number, (pair, found) in enumerate(places.items()):
        own = {at: model.new_bool_var(f"x{number}_{at}") for at in found}
        x[pair] = own
        placed[pair] = model.new_bool_var(f"p{number}")
        model.add(sum(own.values()) == placed[pair])
        minutes = sorted({(at - base) // 60 for at in found} | {0})
        if pair in fixed:
            model.add(placed[pair] == 1)
        when[pair] = model.new_int_var(0, minutes[-1], f"t{number}")
        model.add(when[pair] == sum((at - base) // 60 * var for at, var in own.items()))
    for name, channel in problem.channels.items():
        by_place = collections.defaultdict(list)
        for pair, own in x.items():
            if pair[1] == name:
                for at, var in own.items():
                    by_place[at].append(var)
        instants, end = sorted(by_place), 0
        previous = -1
        for number, at in enumerate(instants):
            while end < len(instants) and instants[end] - at < channel.gap:
                end += 1
            if end > previous:
                model.add_at_most_one(var for other in instants[number:end] for var in by_place[other])
            previous = end
    for pairs, key, used, most in limit_left(problem):
        count = collections.defaultdict(list)
        for pair in pairs:
            for at, var in x.get(pair, {}).items():
                count[key(pair, at)].append(var)
        for group, variables in count.items():
            if len(variables) > max(most - used[group], 0):
                model.add(sum(variables) <= max(most - used[group], 0))
    for pair in problem.pairs:
        waits = order(problem, pair)
        for earlier in waits[0] if waits else []:
            model.add_implication(placed[pair], placed[earlier])
            model.add(when[earlier] + 1 <= when[pair]).only_enforce_if(placed[pair])
    for a, b, distance in problem.distances():
        if a in x and b in x:
            first = model.new_bool_var("")
            model.add(when[a] + distance // 60 <= when[b]).only_enforce_if(placed[a], placed[b], first)
            model.add(when[b] + distance // 60 <= when[a]).only_enforce_if(placed[a], placed[b], ~first)
    worth = [(round(problem.value(*pair, at) * SCALE), var) for pair, own in x.items() for at, var in own.items()]
    bonus = 1 + sum(max((round(problem.value(*pair, at) * SCALE) for at in found), default=0) for pair, found in places.items())
    model.maximize(sum(value * var for value, var in worth) + sum(bonus * placed[pair] for pair in fixed_of(problem, x)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    start = time.process_time()
    ended = threading.Event()
    watch = threading.Thread(target=stop_after, args=(solver, start + limit * workers, ended))
    watch.start()
    status = solver.solve(model)
    ended.set()
    watch.join()
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    plan = {pair: at for pair, own in x.items() for at, var in own.items() if found and solver.value(var)}
    standing = len(fixed_of(problem, plan))
    return {"value": sum(problem.value(*pair, at) for pair, at in plan.items()), "bound": (solver.best_objective_bound - bonus * standing) / SCALE,
            "fixed": standing, "seconds": (time.process_time() - start) / workers, "status": solver.status_name(status), "plan": plan}


def stop_after(solver, end, ended):
    while not ended.wait(0.1):
        if time.process_time() >= end:
            solver.stop_search()


def brute(problem, fixed=()):
    """The number of fixed drafts and the value of the best plan there is."""
    places = places_of(problem)
    pairs = sorted(places, key=lambda pair: len(places[pair]))
    limits = list(limit_left(problem))
    apart = {}
    for a, b, distance in problem.distances():
        apart[a, b] = apart[b, a] = distance
    best, chosen = [(0, 0.0)], {}

    def fits(pair, at):
        gap = problem.channels[pair[1]].gap
        for other, instant in chosen.items():
            if (other[1] == pair[1] and abs(at - instant) < gap) or abs(at - instant) < apart.get((pair, other), 0):
                return False
        for members, key, used, limit in limits:
            if pair in members:
                mine = key(pair, at)
                if used[mine] + sum(key(other, instant) == mine for other, instant in chosen.items() if other in members) >= limit:
                    return False
        return True

    def ordered():
        for pair, at in chosen.items():
            waits = order(problem, pair)
            if any(earlier not in chosen or chosen[earlier] >= at for earlier in waits[0]):
                return False
        return True

    def search(number, value):
        if number == len(pairs):
            reached = (len(fixed_of(problem, chosen)), value)
            if reached > best[0] and ordered() and all(pair in chosen for pair in fixed):
                best[0] = reached
            return
        pair = pairs[number]
        for at in places[pair]:
            if fits(pair, at):
                chosen[pair] = at
                search(number + 1, value + problem.value(*pair, at))
                del chosen[pair]
        search(number + 1, value)

    search(0, 0.0)
    return best[0]


if __name__ == "__main__":
    print(solve(Problem(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 30.0))
