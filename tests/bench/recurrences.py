"""Recurrences against python-dateutil: writes the recorded fixtures that cargo test reads.

usage: python3 tests/bench/recurrences.py [SEED] > tests/fixtures/schedule/recurrence/random.jsonl
       python3 tests/bench/recurrences.py rfc   > tests/fixtures/schedule/recurrence/rfc5545.jsonl
Needs python-dateutil. Each line: rule, start, end of the stretch looked at, the local times in it. The rules of `rfc` are the examples of RFC 5545,
section 3.8.5.3, whose printed results dateutil's own tests hold; UNTIL is given as the local time in New York.
"""
import json
import random
import signal
import sys
import warnings
from datetime import datetime, timedelta

from dateutil import rrule

RFC = """
19970902T090000 FREQ=DAILY;COUNT=10
19970902T090000 FREQ=DAILY;UNTIL=19971223T190000
19970902T090000 FREQ=DAILY;INTERVAL=2
19970902T090000 FREQ=DAILY;INTERVAL=10;COUNT=5
19980101T090000 FREQ=YEARLY;UNTIL=20000131T090000;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA
19980101T090000 FREQ=DAILY;UNTIL=20000131T090000;BYMONTH=1
19970902T090000 FREQ=WEEKLY;COUNT=10
19970902T090000 FREQ=WEEKLY;UNTIL=19971223T190000
19970902T090000 FREQ=WEEKLY;INTERVAL=2;WKST=SU
19970902T090000 FREQ=WEEKLY;UNTIL=19971006T200000;WKST=SU;BYDAY=TU,TH
19970902T090000 FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH
19970901T090000 FREQ=WEEKLY;INTERVAL=2;UNTIL=19971223T190000;WKST=SU;BYDAY=MO,WE,FR
19970902T090000 FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH
19970905T090000 FREQ=MONTHLY;COUNT=10;BYDAY=1FR
19970905T090000 FREQ=MONTHLY;UNTIL=19971223T190000;BYDAY=1FR
19970907T090000 FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU
19970922T090000 FREQ=MONTHLY;COUNT=6;BYDAY=-2MO
19970928T090000 FREQ=MONTHLY;BYMONTHDAY=-3
19970902T090000 FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15
19970930T090000 FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1
19970910T090000 FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15
19970902T090000 FREQ=MONTHLY;INTERVAL=2;BYDAY=TU
19970610T090000 FREQ=YEARLY;COUNT=10;BYMONTH=6,7
19970310T090000 FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3
19970101T090000 FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200
19970519T090000 FREQ=YEARLY;BYDAY=20MO
19970512T090000 FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO
19970313T090000 FREQ=YEARLY;BYMONTH=3;BYDAY=TH
19970605T090000 FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8
19970902T090000 FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
19970913T090000 FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13
19961105T090000 FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8
19970904T090000 FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3
19970929T090000 FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2
19970902T090000 FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000
19970902T090000 FREQ=MINUTELY;INTERVAL=15;COUNT=6
19970902T090000 FREQ=MINUTELY;INTERVAL=90;COUNT=4
19970902T090000 FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40
19970902T090000 FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16
19970805T090000 FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO
19970805T090000 FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU
20070115T090000 FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5
"""
MOST = 30
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def answer(start, rule, horizon_days):
    """The first local times of a rule, and the end of the stretch they lie in."""
    begin = datetime.strptime(start, "%Y%m%dT%H%M%S")
    end = begin + timedelta(days=horizon_days)
    found = []
    read = rrule.rrulestr("RRULE:" + rule, dtstart=begin)
    for at in read:
        if at >= end:
            break
        if len(found) == MOST:
            end = at
            break
        found.append(at)
    return {
        "start": begin.isoformat(),
        "rule": rule,
        "to": end.isoformat(),
        "times": [at.isoformat() for at in found],
    }


def some(dice, values, most=4):
    return ",".join(map(str, sorted(dice.sample(list(values), dice.randint(1, min(most, len(values)))))))


def nonzero(most):
    return [n for n in range(-most, most + 1) if n]


def made_up(dice):
    frequency = dice.choices(
        ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"], [5, 5, 4, 4, 2, 1, 1]
    )[0]
    parts = [f"FREQ={frequency}"]
    chance = lambda odds: dice.random() < odds
    if chance(0.5):
        parts.append(f"INTERVAL={dice.choice([2, 3, 4, 5, 7, 12, 18, 90])}")
    if chance(0.3):
        parts.append(f"COUNT={dice.randint(1, 40)}")
    elif chance(0.3):
        parts.append(f"UNTIL={dice.randint(2021, 2030)}0{dice.randint(1, 9)}1{dice.randint(0, 9)}T120000")
    if chance(0.3):
        parts.append(f"WKST={dice.choice(DAYS)}")
    if chance(0.3):
        parts.append("BYMONTH=" + some(dice, range(1, 13)))
    if chance(0.25):
        parts.append("BYMONTHDAY=" + some(dice, nonzero(31), 6))
    if chance(0.4):
        days = dice.sample(DAYS, dice.randint(1, 4))
        if frequency in ("YEARLY", "MONTHLY") and chance(0.6):
            most = 5 if frequency == "MONTHLY" or "BYMONTH" in ";".join(parts) else 53
            days = [f"{dice.choice(nonzero(most))}{day}" for day in days]
        parts.append("BYDAY=" + ",".join(days))
    if frequency == "YEARLY":
        if chance(0.15):
            parts.append("BYYEARDAY=" + some(dice, nonzero(366), 6))
        if chance(0.2):
            parts.append("BYWEEKNO=" + some(dice, nonzero(51), 6))
        if chance(0.1):
            parts.append("BYEASTER=" + some(dice, [-2, 0, 1, 39, 50], 2))
    if chance(0.25):
        parts.append("BYHOUR=" + some(dice, range(24)))
    if chance(0.2):
        parts.append("BYMINUTE=" + some(dice, range(60)))
    if chance(0.1):
        parts.append("BYSECOND=" + some(dice, range(60)))
    # dateutil counts the positions of a weekly rule's first week from DTSTART; RFC 5545 from the week's first day.
    if chance(0.2) and len(parts) > 2 and frequency != "WEEKLY":
        parts.append("BYSETPOS=" + some(dice, nonzero(4), 2))
    start = datetime(2020, 1, 1) + timedelta(minutes=dice.randrange(2 * 366 * 24 * 60))
    horizon = {"HOURLY": 400, "MINUTELY": 20, "SECONDLY": 3}.get(frequency, 4000)
    return start.strftime("%Y%m%dT%H%M%S"), ";".join(parts), horizon


def too_long(_signal, _frame):
    raise TimeoutError


def main():
    warnings.simplefilter("ignore", DeprecationWarning)
    if sys.argv[1:] == ["rfc"]:
        for line in RFC.split("\n"):
            if line:
                start, rule = line.split(" ")
                print(json.dumps(answer(start, rule, 4000 * 3)))
        return
    signal.signal(signal.SIGALRM, too_long)
    dice = random.Random(int(sys.argv[1]) if sys.argv[1:] else 1)
    written = 0
    while written < (int(sys.argv[2]) if sys.argv[2:] else 400):
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            line = json.dumps(answer(*made_up(dice)))
            signal.setitimer(signal.ITIMER_REAL, 0)
            print(line)
            written += 1
        except (ValueError, TimeoutError):
            # An interval that never meets its hours or minutes: dateutil refuses it, RFC 5545 does not. Of a rule that names nothing dateutil
            # looks at every second until the year 9999.
            continue


if __name__ == "__main__":
    main()
