"""Public holidays against the Python package `holidays`: prints where the two differ.

usage: python3 tests/bench/public_holidays.py CM-SCHEDULE [FROM-YEAR TO-YEAR]
Sundays that are a holiday by name only (Easter, Whit Sunday, the Italian day of unity) are left out: nobody works on them in any case.
"""
import datetime
import json
import subprocess
import sys

import holidays

# Codes that the two call by different names.
PYTHON = {"FR-ALSACE": ("FR", "57"), "CA-QC": ("CA", "QC")}


def main():
    program = sys.argv[1]
    first, last = (int(year) for year in sys.argv[2:4]) if len(sys.argv) > 3 else (2000, 2040)
    listed = subprocess.run(
        [program, "holidays", "--from", f"{first}-01-01", "--to", f"{last + 1}-01-01", "--tz", "UTC"],
        check=True, capture_output=True, text=True,
    )
    ours = {}
    for line in listed.stdout.splitlines():
        event = json.loads(line)
        _, code, day = event["id"].split(":")
        ours.setdefault(code, {})[datetime.date.fromisoformat(day)] = event["title"]
    same = differ = 0
    for code, days in ours.items():
        country, region = PYTHON.get(code) or (code.split("-") + [None])[:2]
        if code == "GB":
            region = "ENG"
        theirs = holidays.country_holidays(country, subdiv=region, years=range(first, last + 1))
        both = set(days) | set(theirs)
        wrong = {}
        for day in sorted(both):
            if (day in days) == (day in theirs):
                same += 1
            elif day.weekday() != 6:
                differ += 1
                name = days.get(day) or theirs.get(day)
                side = "only ours" if day in days else "only theirs"
                wrong.setdefault((side, name), []).append(day.isoformat())
        for (side, name), dates in sorted(wrong.items()):
            print(f"{code}: {side}: {name}: {len(dates)}: {', '.join(dates[:4])}")
    print(f"{same} days the same, {differ} not")


if __name__ == "__main__":
    main()
