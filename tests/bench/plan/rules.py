"""The planning problem as docs/schedule.md states it, read from the files of a case: nothing here is taken from the program.

`Problem.places` are the instants (epoch seconds) where a draft may stand on a channel; `Problem.pairs` the (draft, channel) that may be placed.
"""
import collections
import csv
import datetime
import json
import tomllib
import zoneinfo

try:
    import tzdata  # noqa: F401  newer than most systems': the program brings the newest rules along, so must its checker

    zoneinfo.reset_tzpath(to=())
except ImportError:
    pass

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UTC = datetime.timezone.utc


def seconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def minute(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def in_hours(texts, local):
    """Whether a local time lies in one of `mon-fri 08:00-20:00`, `22:00-07:00`; the days are those on which a stretch begins."""
    for text in texts:
        days, _, hours = text.rpartition(" ")
        first, last = (minute(part) for part in hours.split("-"))
        allowed = set(range(7)) if not days else set()
        for part in filter(None, days.split(",")):
            one, _, other = part.partition("-")
            day = DAYS.index(one)
            allowed.add(day)
            while other and DAYS[day] != other:
                day = (day + 1) % 7
                allowed.add(day)
        now, weekday = local.hour * 60 + local.minute, local.weekday()
        if first < last:
            if weekday in allowed and first <= now < last:
                return True
        elif (weekday in allowed and now >= first) or ((weekday - 1) % 7 in allowed and now < last):
            return True
    return False


class Channel:
    def __init__(self, name, config):
        plan = config.get("schedule", {}).get("plan", {})
        own = {**plan, **config.get("channel", {}).get(name, {})}
        self.name, self.zone = name, zoneinfo.ZoneInfo(own.get("timezone", "UTC"))
        self.gap = max(own.get("min_gap", 60) * 60, 1)
        self.day_limit = own.get("max_per_day", 3)
        self.week_limit = own.get("max_per_week")
        self.quiet, self.open = own.get("quiet_hours", []), own.get("open_hours", [])
        self.step = plan.get("step", 15)

    def local(self, at):
        return datetime.datetime.fromtimestamp(at, self.zone)

    def day(self, at):
        return self.local(at).date()

    def week(self, at):
        return self.local(at).isocalendar()[:2]

    def on_grid(self, at):
        local = self.local(at)
        return local.second == 0 and (local.hour * 60 + local.minute) % self.step == 0

    def is_open(self, at):
        local = self.local(at)
        return not in_hours(self.quiet, local) and (not self.open or in_hours(self.open, local))

    def grid(self, first, last):
        """All instants of the local days whose wall time is a multiple of the step, whatever the clock does."""
        start = int(datetime.datetime.combine(first, datetime.time(), UTC).timestamp()) - 16 * 3600
        end = int(datetime.datetime.combine(last, datetime.time(), UTC).timestamp()) + 16 * 3600
        return [at for at in range(start, end, 300) if first <= self.day(at) < last and self.on_grid(at) and self.is_open(at)]


class Problem:
    def __init__(self, folder):
        with open(f"{folder}/cm.toml", "rb") as file:
            self.config = tomllib.load(file)
        with open(f"{folder}/case.json", encoding="utf-8") as file:
            case = json.load(file)
        self.first, self.last = (datetime.date.fromisoformat(case[key]) for key in ("from", "to"))
        with open(f"{folder}/drafts.jsonl", encoding="utf-8") as file:
            self.drafts = {draft["id"]: draft for draft in map(json.loads, file)}
        self.rates = {}
        with open(f"{folder}/rates.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.rates[row["channel"], DAYS.index(row["weekday"]), int(row["hour"])] = float(row["rate"])
        names = sorted({name for draft in self.drafts.values() for name in draft["channels"]})
        self.channels = {name: Channel(name, self.config) for name in names}
        self.places = {name: channel.grid(self.first, self.last) for name, channel in self.channels.items()}
        self.apart = self.config.get("schedule", {}).get("plan", {}).get("min_apart", 0) * 60
        self.published = [(draft["id"], name, seconds(draft["at"])) for draft in self.drafts.values()
                          if draft.get("status") == "published" and "at" in draft for name in draft["channels"]]
        self.pairs = [(draft["id"], name) for draft in self.drafts.values()
                      if draft.get("status") not in ("published", "rejected", "expired") for name in draft["channels"]]

    def rate(self, channel, at):
        local = self.channels[channel].local(at)
        return self.rates.get((channel, local.weekday(), local.hour), 0.0)

    def value(self, draft, channel, at):
        return 2 ** (self.drafts[draft].get("priority", 3) - 1) * self.rate(channel, at)

    def in_window(self, draft, at):
        record = self.drafts[draft]
        return not ("earliest_at" in record and at < seconds(record["earliest_at"])) and not ("latest_at" in record and at >= seconds(record["latest_at"]))

    def blacked_out(self, draft, channel, at):
        day = self.channels[channel].day(at)
        for blackout in self.config.get("blackout", []):
            mine = blackout.get("client") in (None, self.drafts[draft].get("client")) and blackout.get("channel") in (None, channel)
            if mine and datetime.date.fromisoformat(blackout["first"]) <= day <= datetime.date.fromisoformat(blackout["last"]):
                return True
        return False

    def may_stand(self, draft, channel, at):
        """Grid, hours, window and blackouts; a fixed time is held to its window only."""
        record = self.drafts[draft]
        if "at" in record:
            return at == seconds(record["at"]) and self.in_window(draft, at) and self.first <= self.channels[channel].day(at) < self.last
        return self.in_window(draft, at) and not self.blacked_out(draft, channel, at) and not self.beside_published(draft, channel, at)

    def beside_published(self, draft, channel, at):
        """Whether something published of the same campaign and client is too near."""
        record = self.drafts[draft]
        apart = self.config.get("campaign", {}).get(record.get("campaign"), {}).get("min_apart", 0) * 60
        mate = lambda other: other.get("campaign") == record.get("campaign") and other.get("client") == record.get("client")
        return any(abs(instant - at) < apart for other, name, instant in self.published if name == channel and mate(self.drafts[other]))

    def candidates(self, draft, channel):
        record = self.drafts[draft]
        if "at" in record:
            at = seconds(record["at"])
            return [at] if self.may_stand(draft, channel, at) else []
        return [at for at in self.places[channel] if self.may_stand(draft, channel, at)]

    def limits(self):
        """(name, limit, pairs, key of an instant): of the pairs at most `limit` have the same key; `pairs` holds published ones too."""
        every = self.pairs + [(draft, name) for draft, name, _ in self.published]
        found = []
        for name, channel in self.channels.items():
            mine = [pair for pair in every if pair[1] == name]
            found.append((f"max_per_day on {name}", channel.day_limit, mine, lambda pair, at, channel=channel: channel.day(at)))
            if channel.week_limit is not None:
                found.append((f"max_per_week on {name}", channel.week_limit, mine, lambda pair, at, channel=channel: channel.week(at)))
        week = lambda pair, at: self.channels[pair[1]].week(at)
        client = lambda pair: self.drafts[pair[0]].get("client")
        promotion = self.config.get("promotion", {})
        kinds = [(f"pillar {name}", rule, lambda draft, name=name: draft.get("pillar") == name) for name, rule in self.config.get("pillar", {}).items()]
        kinds.append(("promotion", promotion, lambda draft: draft.get("paid") or draft.get("pillar") in promotion.get("pillars", [])))
        for name, rule, belongs in kinds:
            by_client = collections.defaultdict(list)
            for pair in every:
                if belongs(self.drafts[pair[0]]):
                    by_client[client(pair)].append(pair)
            for mine in by_client.values():
                if "max_per_week" in rule:
                    found.append((f"{name} max_per_week", rule["max_per_week"], mine, week))
                if "max_per_plan" in rule:
                    found.append((f"{name} max_per_plan", rule["max_per_plan"], mine, lambda pair, at: 0))
        return found

    def distances(self):
        """(pair, pair, seconds) of pairs that must be apart, the gap of a channel left out."""
        found = []
        if self.apart:
            for draft, record in self.drafts.items():
                mine = [pair for pair in self.pairs if pair[0] == draft and "at" not in record]
                found += [(a, b, self.apart) for number, a in enumerate(mine) for b in mine[:number]]
        for campaign, rule in self.config.get("campaign", {}).items():
            mine = [pair for pair in self.pairs if self.drafts[pair[0]].get("campaign") == campaign and "min_apart" in rule]
            fixed = lambda pair: "at" in self.drafts[pair[0]]
            same = lambda a, b: a[1] == b[1] and not (fixed(a) and fixed(b)) and self.drafts[a[0]].get("client") == self.drafts[b[0]].get("client")
            found += [(a, b, rule["min_apart"] * 60) for number, a in enumerate(mine) for b in mine[:number] if same(a, b)]
        return found
