"""Makes planning cases: usage generate.py FAMILY SEED FOLDER. A case is drafts.jsonl, rates.csv, cm.toml and case.json (the range of days).

Families: small (few places, for brute force), week (ordinary), month (hard: short windows, most drafts wait for others), quarter (1,000 drafts,
8 channels, 3 months). `+rules` behind the name adds opening hours, blackouts, weekly limits, pillars and distances, as in `week+rules`.
The same family and seed give the same case on any machine.
"""
import datetime
import json
import os
import random
import sys

STARTS = ["2026-11-23", "2026-03-23", "2026-10-19", "2026-06-01", "2028-02-28", "2026-12-28", "2026-10-26", "2026-03-02", "2026-02-09", "2026-03-30"]
ZONES = ["Europe/Paris", "Europe/Paris", "America/New_York", "Australia/Sydney", "Africa/Casablanca", "UTC"]
NETWORKS = ["instagram", "linkedin", "facebook", "x", "tiktok", "bluesky", "youtube", "mastodon"]
HABIT = [0, 0, 0, 0, 0, 1, 4, 15, 22, 18, 18, 18, 26, 22, 18, 18, 15, 22, 30, 26, 22, 16, 8, 3]
PILLARS = ["product", "people", "promo", "tips"]
SIZES = {
    # days, drafts, channels, step, share with a window, share with `after`, widest window in days
    "small": (2, (2, 4), (1, 2), (240,), 0.5, 0.35, 2),
    "week": (7, (10, 32), (2, 4), (15,), 0.4, 0.2, 5),
    "month": (30, (100, 160), (3, 5), (15,), 0.7, 0.6, 8),
    "quarter": (91, (1000, 1000), (8, 8), (15,), 0.6, 0.3, 21),
}


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def rates(dice, channels):
    """The habits of people with the noise of an account."""
    lines = ["channel,weekday,hour,rate"]
    for channel in channels:
        lift = dice.uniform(0.5, 2.0)
        best = [dice.uniform(0.6, 1.3) for _ in range(7)]
        for weekday, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]):
            for hour in range(24):
                rate = HABIT[hour] * 1e-3 * lift * best[weekday] * dice.lognormvariate(0, 0.3)
                if rate > 0 and dice.random() > 0.05:
                    lines.append(f"{channel},{name},{hour},{rate:.5f}")
    return "\n".join(lines) + "\n"


def one_draft(dice, number, channels, start, size, family):
    days, _, _, _, windows, waits, widest = size
    draft = {"type": "draft", "id": f"d{number}", "text": f"Draft number {number}"}
    count = min(len(channels), dice.choice([1, 1, 1, 2, 2, 3]) if family != "quarter" else 1)
    draft["channels"] = dice.sample(channels, count)
    draft["priority"] = dice.choice([1, 2, 2, 3, 3, 3, 4, 4, 5])
    if dice.random() < windows:
        first = start + datetime.timedelta(minutes=dice.randrange(days * 1440))
        length = datetime.timedelta(minutes=dice.randrange(120, widest * 1440))
        if dice.random() < 0.8:
            draft["earliest_at"] = stamp(first)
        if dice.random() < 0.8:
            draft["latest_at"] = stamp(first + length)
    if number and dice.random() < waits:
        near = range(max(0, number - 12), number)
        draft["after"] = sorted({f"d{dice.choice(near)}" for _ in range(dice.choice([1, 1, 1, 2]))})
    if dice.random() < 0.05:
        draft["at"] = stamp(start + datetime.timedelta(minutes=dice.randrange(days * 1440)))
    roll = dice.random()
    if roll < 0.04:
        draft["status"] = "published"
        draft.setdefault("at", stamp(start + datetime.timedelta(minutes=dice.randrange(days * 1440))))
    elif roll < 0.06:
        draft["status"] = "rejected"
    elif roll < 0.2:
        draft["status"] = "idea"
    else:
        draft["status"] = "approved"
    return draft


def settings(dice, channels, size, rules):
    lines = ["[schedule.plan]", f"step = {dice.choice(size[3])}"]
    if rules and len(channels) > 1:
        lines.append(f"min_apart = {dice.choice([60, 180, 1440])}")
    for channel in channels:
        lines += ["", f"[channel.{channel}]", f'timezone = "{dice.choice(ZONES)}"']
        lines.append(f"min_gap = {dice.choice([45, 60, 90, 120, 240] if size[3] == (15,) else [60, 300, 480])}")
        lines.append(f"max_per_day = {dice.choice([1, 2, 2, 3, 4])}")
        if dice.random() < 0.6:
            lines.append('quiet_hours = ["22:00-07:00"]')
        if rules and dice.random() < 0.5:
            lines.append(dice.choice(['open_hours = ["mon-fri 08:00-20:00"]', 'open_hours = ["07:00-14:00", "mon-thu 17:00-22:00"]']))
        if rules and dice.random() < 0.6:
            lines.append(f"max_per_week = {dice.choice([2, 4, 6])}")
    return lines


def pillars(dice, start):
    """Limits on what the posts are about, and days when nothing goes out."""
    lines = ["", "[pillar.promo]", f"max_per_week = {dice.choice([1, 2, 4])}", "", "[pillar.tips]", f"max_per_plan = {dice.choice([1, 3])}"]
    lines += ["", "[promotion]", 'pillars = ["promo"]', f"max_per_week = {dice.choice([2, 3])}"]
    lines += ["", "[campaign.launch]", f"min_apart = {dice.choice([240, 1440])}"]
    day = start.date() + datetime.timedelta(days=dice.randrange(7))
    lines += ["", "[[blackout]]", f'first = "{day}"', f'last = "{day}"']
    day += datetime.timedelta(days=2)
    lines += ["", "[[blackout]]", f'first = "{day}"', f'last = "{day + datetime.timedelta(days=1)}"', 'client = "KO"']
    return lines


def generate(name, seed):
    family, rules = name.partition("+")[0], name.endswith("+rules")
    dice = random.Random(f"{name} {seed}")
    size = SIZES[family]
    start = datetime.datetime.fromisoformat(dice.choice(STARTS))
    channels = NETWORKS[: dice.randint(*size[2])]
    lines = settings(dice, channels, size, rules)
    drafts = [one_draft(dice, number, channels, start, size, family) for number in range(dice.randint(*size[1]))]
    if rules:
        lines += pillars(dice, start)
        for draft in drafts:
            draft["client"] = dice.choice(["KO", "ZZ"])
            draft["pillar"] = dice.choice(PILLARS)
            if dice.random() < 0.2:
                draft["paid"] = True
            if dice.random() < 0.25:
                draft["campaign"] = "launch"
    case = {"from": start.date().isoformat(), "to": (start.date() + datetime.timedelta(days=size[0])).isoformat(), "family": name, "seed": seed}
    return drafts, rates(dice, channels), "\n".join(lines) + "\n", case


def write(name, seed, folder):
    drafts, table, config, case = generate(name, seed)
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/drafts.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(draft) + "\n" for draft in drafts)
    for file_name, text in (("rates.csv", table), ("cm.toml", config), ("case.json", json.dumps(case) + "\n")):
        with open(f"{folder}/{file_name}", "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
