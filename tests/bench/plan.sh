#!/usr/bin/env bash
# Plans generated weeks and months with cm-schedule, checks every plan, and holds value and bound against all plans there are or against OR-Tools CP-SAT.
# usage: tests/bench/plan.sh [WEEKS] [MONTHS] [SECONDS] | short [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."
race=tests/bench/plan/race.py
work=${CM_BENCH_WORK:-$(dirname "$(mktemp -u)")/cm-bench-plan}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet tzdata
fi
# The newest rules of the clock, which the program brings along: the checker must know them too.
export PYTHONTZPATH=
if [ "${1:-}" = short ]; then
    program=${2:-target/release/cm-schedule}
    for family in small small+rules; do "$work/venv/bin/python" "$race" "$program" "$family" 25 --rival brute | tail -n 2; done
    for family in week week+rules; do "$work/venv/bin/python" "$race" "$program" "$family" 5 | tail -n 1; done
    exit
fi
"$work/venv/bin/pip" install --quiet ortools
weeks=${1:-200} months=${2:-20} limit=${3:-30}
cargo build --release --bin cm-schedule
run() { "$work/venv/bin/python" "$race" target/release/cm-schedule "$@" --work "$work"; }
run small 200 --rival brute | tail -n 3
run small+rules 200 --rival brute | tail -n 3
run week "$weeks" --rival cpsat --limit "$limit"
run week+rules "$weeks" --rival cpsat --limit "$limit"
run month "$months" --rival cpsat --limit "$limit"
run quarter 1
