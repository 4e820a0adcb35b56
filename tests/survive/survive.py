"""survive.py KILLS [SEED]: programs killed at any moment, full and read-only disks, closed pipes, clocks that go back, two runs at once, damaged state.

The programs are on the PATH. Fails unless nothing is lost, nothing comes twice, what is written is whole or absent, and each fault has its message.
"""
import http.server
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

kills, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
NOW = "2026-11-22T12:00:00Z"
environment = {"PATH": os.environ["PATH"], "HOME": os.getcwd(), "CM_NOW": NOW, "CM_TZ": "Europe/Paris"}
week = "--from 2026-11-23 --to 2026-12-14"


def run(command, **more):
    return subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, **more)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def killed(command):
    """Runs a command and kills it, with all it started, at a moment of its usual time."""
    process = subprocess.Popen(command, shell=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(chance.uniform(0, usual[command]))
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


usual = {}


def whole_or_absent(command, out, times):
    """A command that writes a file with -o: after each kill the file is the old one or the new one."""
    start = time.time()
    done = run(command)
    assert done.returncode in (0, 3), (command, done.stderr)
    usual[command] = (time.time() - start) * 1.1
    new = read(out)
    old = b"the old one\n"
    seen = {"old": 0, "new": 0}
    for _ in range(times):
        with open(out, "wb") as file:
            file.write(old)
        killed(command)
        found = read(out)
        assert found in (old, new), (command, len(found), len(new))
        seen["new" if found == new else "old"] += 1
    print(f"  {times} kills of `{command}`: {seen['old']} times the old file, {seen['new']} times the new one")


def parts_of_a_stream(command, out, times):
    """A command whose output is redirected: what lies there after a kill is the beginning of what a whole run writes."""
    start = time.time()
    run(f"{command} > {out}")
    usual[f"exec {command} > {out}"] = (time.time() - start) * 1.1
    whole = read(out)
    for _ in range(times):
        killed(f"exec {command} > {out}")
        assert whole.startswith(read(out)), command
    print(f"  {times} kills of `{command}`: always the beginning of the whole")


class Feed(http.server.BaseHTTPRequestHandler):
    """A feed that grows by an item with each request, and takes its time."""
    items = 0

    def do_GET(self):
        Feed.items += 1
        time.sleep(0.02)
        items = "".join(f"<item><title>item {n}</title><guid isPermaLink='false'>{n}</guid></item>" for n in range(max(0, Feed.items - 60), Feed.items))
        body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            # Who asked was killed.
            pass

    def log_message(self, *_):
        pass


def fetch_is_killed(times):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/feed"
    command = f"exec cm-fetch feed {url} --allow-private --state killed.db --append killed.jsonl"
    usual[command] = 0.25
    for _ in range(times):
        killed(command)
        # Now and then a run comes through, as it does in life, so that no item leaves the feed unseen.
        if Feed.items % 10 == 0:
            run(command)
    last = run(command)
    assert last.returncode == 0, last.stderr
    titles = [json.loads(line)["title"] for line in open("killed.jsonl", encoding="utf-8")]
    assert len(titles) == len(set(titles)), "an item came twice"
    assert set(titles) == {f"item {n}" for n in range(Feed.items)}, f"items were lost: {len(titles)} of {Feed.items}"
    print(f"  {times} kills of cm-fetch --append: {len(titles)} items, each once")
    return url


def faults(url):
    said = run("cm-classify posts.jsonl > /dev/full")
    assert said.returncode == 1 and "space" in said.stderr, said
    said = run("set -o pipefail; cm-classify posts.jsonl | head -1", executable="/bin/bash")
    assert said.returncode == 0 and said.stderr == "", said
    said = run("set -o pipefail; cm-report --by author posts.jsonl --format jsonl | head -1", executable="/bin/bash")
    assert said.returncode == 0 and said.stderr == "", said
    said = run("cm-report <&-")
    assert said.returncode in (0, 1) and "panicked" not in said.stderr, said

    fetch = f"cm-fetch feed {url} --allow-private --state clock.db"
    first = run(fetch)
    back = run(f"{fetch} --now 2020-01-01T00:00:00Z")
    titles = [json.loads(line)["title"] for line in (first.stdout + back.stdout).splitlines()]
    assert back.returncode == 0 and len(titles) == len(set(titles)), back.stderr

    held = sqlite3.connect("clock.db")
    held.execute("PRAGMA user_version = 999")
    held.commit()
    held.close()
    newer = run(fetch)
    assert newer.returncode == 1 and "clock.db" in newer.stderr and newer.stdout == "", newer
    with open("broken.db", "wb") as file:
        file.write(b"this is no state\n" * 500)
    damaged = run(f"cm-fetch feed {url} --allow-private --state broken.db")
    assert damaged.returncode == 1 and "broken.db" in damaged.stderr and damaged.stdout == "", damaged

    slow = subprocess.Popen(f"cm-fetch feed {url} --allow-private --state two.db --follow", shell=True, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # Whoever comes first has the state: the first is given time to come first.
    time.sleep(1)
    assert slow.poll() is None, "the run that follows has ended"
    for _ in range(100):
        second = run(f"cm-fetch feed {url} --allow-private --state two.db")
        if second.returncode == 6:
            break
        time.sleep(0.05)
    os.killpg(slow.pid, signal.SIGKILL)
    assert second.returncode == 6 and second.stdout == "", second
    print("  a full device, closed pipes, a clock that goes back, a newer and a damaged state, two runs at once: each with its exit code and message")


def small_disk(url):
    """A disk of 64 KB: what does not fit is not half there; and a disk that may not be written."""
    os.makedirs("disk", exist_ok=True)
    if run("mount -t tmpfs -o size=256k tmpfs disk").returncode:
        print("*** SKIPPED: no small disk can be mounted here ***")
        return
    try:
        full = run("cm-classify posts.jsonl -o disk/labels.jsonl")
        assert full.returncode == 1 and not os.path.exists("disk/labels.jsonl"), full
        assert os.listdir("disk") == [], os.listdir("disk")
        run(f"cm-fetch feed {url} --allow-private --state disk/state.db > first.jsonl")
        assert run("mount -o remount,ro disk").returncode == 0
        locked = run(f"cm-fetch feed {url} --allow-private --state disk/state.db")
        assert locked.returncode == 1 and "disk/state.db" in locked.stderr and locked.stdout == "", locked
        print("  a full disk and one that may not be written: nothing half there, each with its message")
    finally:
        run("umount disk")


with open("posts.jsonl", "w", encoding="utf-8") as file:
    demo = [json.loads(line) for line in run("cm-fetch demo").stdout.splitlines()]
    for copy in range(40):
        for post in demo:
            file.write(json.dumps({**post, "id": f"{post['id']}-{copy}"}, ensure_ascii=False) + "\n")
run("head -2000 posts.jsonl | cm-classify -o labelled.jsonl")
with open("drafts.jsonl", "w", encoding="utf-8") as file:
    for number in range(150):
        draft = {"type": "draft", "id": f"d{number}", "channels": [["instagram", "x", "linkedin"][number % 3]], "text": "t", "priority": number % 5 + 1}
        file.write(json.dumps(draft) + "\n")
share = max(kills // 8, 1)
whole_or_absent("cm-classify posts.jsonl -o labels.out", "labels.out", share)
whole_or_absent("cm-report summary --by day,source --format jsonl posts.jsonl -o summary.out", "summary.out", share)
whole_or_absent("cm-report summary --partial posts.jsonl -o buckets.out", "buckets.out", share)
whole_or_absent(f"cm-schedule plan drafts.jsonl {week} -o plan.out", "plan.out", share)
whole_or_absent("cm-schedule replies labelled.jsonl -o tasks.out", "tasks.out", share)
parts_of_a_stream("cm-classify posts.jsonl", "stream.out", share)
url = fetch_is_killed(kills - 6 * share)
faults(url)
small_disk(url)
print(f"{kills} kills survived")
