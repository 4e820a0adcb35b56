#!/bin/sh
# Races cm-fetch against a loop of Python's feedparser over the same feeds, in turn, in one run: a first run, and a second one with nothing new.
# It needs Python 3, nginx, and the folder of server scripts in CM_SERVERS (feeds-nginx.sh). Times are no tests: this is not part of `cargo test`.
set -eu
feeds=${1:-5000} items=${2:-20} rounds=${3:-3} port=${4:-8070}
servers=${CM_SERVERS:?set CM_SERVERS to the folder that holds feeds-nginx.sh}
cd "$(dirname "$0")/../.."
cargo build --release --bin cm-fetch
work=${CM_BENCH_WORK:-$(dirname "$(mktemp -u)")/cm-bench-fetch}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet feedparser
fi
SRV_HOME="$work/servers" "$servers/feeds-nginx.sh" start "$port" "$feeds" "$items"
trap 'SRV_HOME="$work/servers" "$servers/feeds-nginx.sh" stop "$port"' EXIT
"$work/venv/bin/python" tests/bench/fetch.py target/release/cm-fetch "$work" "http://localhost:$port" "$rounds"
