"""A real Bluesky (identity directory, account server, view server) through cm-fetch: posts made here come back complete, once and in order."""
import datetime
import http.server
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

port, work = int(sys.argv[1]), sys.argv[2]
accounts_server, view_server = f"http://localhost:{port}", f"http://localhost:{port + 1}"
suffix = str(random.randrange(10**6))
people = {}


def call(method, body=None, token=None, base=accounts_server, **query):
    url = f"{base}/xrpc/{method}" + ("?" + urllib.parse.urlencode(query) if query else "")
    headers = {"content-type": "application/json", **({"authorization": "Bearer " + token} if token else {})}
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    if isinstance(body, bytes):
        headers["content-type"] = "image/png"
    with urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers), timeout=20) as reply:
        return json.load(reply)


def join(name):
    handle = f"{name}{suffix}.test"
    made = call("com.atproto.server.createAccount", {"email": f"{handle}@example.com", "handle": handle, "password": f"pw-{name}"})
    people[name] = {"did": made["did"], "token": made["accessJwt"], "handle": handle}


def record(who, collection, **value):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    value = {"$type": collection, "createdAt": now, **value}
    made = call("com.atproto.repo.createRecord", {"repo": people[who]["did"], "collection": collection, "record": value}, people[who]["token"])
    return {"uri": made["uri"], "cid": made["cid"]}


def post(who, text, **value):
    return record(who, "app.bsky.feed.post", text=text, langs=["fr"], **value)


def marked(text, piece, **feature):
    start = len(text[:text.index(piece)].encode())
    return {"index": {"byteStart": start, "byteEnd": start + len(piece.encode())}, "features": [feature]}


def key(made):
    return "bluesky:" + made["uri"]


def fetch(*args, server=view_server, token=None, state=None, expected=0):
    env = {name: value for name, value in os.environ.items() if not name.startswith("CM_")}
    if token:
        env["CM_BLUESKY_TOKEN"] = token
    memory = ["--state", f"{work}/{state}.db"] if state else ["--no-state"]
    command = ["cm-fetch", "bluesky", "--server", server, "--allow-private", *memory, *args]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert run.returncode == expected, (command, run.returncode, run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()]


def eventually(check):
    """Views are a moment behind accounts, and do not know new ones at first."""
    def holds():
        try:
            return check()
        except urllib.error.HTTPError:
            return False

    end = time.time() + 30
    while not holds():
        assert time.time() < end, "the view server does not catch up"
        time.sleep(0.2)


class Between(http.server.BaseHTTPRequestHandler):
    """Stands before the account server: counts, and answers slowly when asked to."""
    asked = []
    delay = 0.0
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        time.sleep(Between.delay)
        Between.asked.append(self.path.split("/")[2].split("?")[0])
        length = int(self.headers.get("content-length") or 0)
        data = self.rfile.read(length) if self.command == "POST" else None
        headers = {name: self.headers[name] for name in ("authorization", "content-type") if self.headers[name]}
        request = urllib.request.Request(accounts_server + self.path, data=data, headers=headers, method=self.command)
        try:
            with urllib.request.urlopen(request) as reply:
                status, body = reply.status, reply.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            pass  # the program was killed

    do_POST = do_GET

    def log_message(self, *_):
        pass


def stand_between():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


for name in ("alice", "bob", "carol"):
    join(name)
alice, bob, carol = people["alice"], people["bob"], people["carol"]
token, me = "pw-alice", ("--handle", alice["handle"])

# Every sort of post, held against what was written.
text = f"L’été 👩‍👧 avec @{bob['handle']} : <b>pas</b> du HTML &amp; #thé{suffix} sur exa…"
marks = [
    marked(text, "@" + bob["handle"], **{"$type": "app.bsky.richtext.facet#mention", "did": bob["did"]}),
    marked(text, f"#thé{suffix}", **{"$type": "app.bsky.richtext.facet#tag", "tag": f"thé{suffix}"}),
    marked(text, "exa…", **{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/a?b=1"}),
]
pixel = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000000500017a5eabfb0000000049454e44ae426082")
blob = call("com.atproto.repo.uploadBlob", pixel, alice["token"])["blob"]
picture = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "Un point"}]}
first = post("alice", text, facets=marks)
pictured = post("alice", "avec image", embed=picture)
# The view server tells of a reply only if it knows what is replied to, and it takes up accounts side by side.
known = lambda made: eventually(lambda: call("app.bsky.feed.getPosts", base=view_server, uris=made["uri"])["posts"])
known(first)
answer = post("bob", "une réponse", reply={"root": first, "parent": first})
known(answer)
second = post("carol", f"une réponse à la réponse, pour @{alice['handle']}", reply={"root": first, "parent": answer},
              facets=[{"index": {"byteStart": 33, "byteEnd": 34 + len(alice["handle"])}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": alice["did"]}]}])
quote = post("bob", "je cite", embed={"$type": "app.bsky.embed.record", "record": first})
both = post("alice", "je cite et montre", embed={"$type": "app.bsky.embed.recordWithMedia", "record": {"$type": "app.bsky.embed.record", "record": quote}, "media": picture})
repost = record("alice", "app.bsky.feed.repost", subject=answer)
record("carol", "app.bsky.feed.repost", subject=first)
record("bob", "app.bsky.feed.like", subject=first)
archived = post("alice", "d'une autre époque", createdAt="2019-05-05T10:00:00Z")
future = post("alice", "du futur", createdAt="2039-05-05T10:00:00Z")
eventually(lambda: len(call("app.bsky.feed.getAuthorFeed", base=view_server, actor=alice["did"])["feed"]) == 6)
eventually(lambda: call("app.bsky.feed.getPosts", base=view_server, uris=first["uri"])["posts"][0].get("likeCount") == 1)

feed = fetch("--author", "@" + alice["handle"])
assert [found["id"] for found in feed] == [key(made) for made in (archived, first, pictured, both, repost, future)], [found["text"] for found in feed]
by = {found["id"]: found for found in feed}
found = by[key(first)]
assert found["text"] == text and found["lang_declared"] == "fr" and found["kind"] == "post"
assert (found["mentions"], found["hashtags"], found["links"]) == ([bob["handle"]], [f"thé{suffix}"], ["https://example.com/a?b=1"])
assert found["metrics"]["like_count"] == 1 and found["metrics"]["repost_count"] == 1 and found["metrics"]["quote_count"] == 1
assert found["author"]["handle"] == alice["handle"] and "time_suspect" not in found
assert by[key(pictured)]["media"][0]["alt"] == "Un point" and by[key(pictured)]["media"][0]["type"] == "image"
assert by[key(both)]["quote_of_id"] == key(quote) and by[key(both)]["media"] and by[key(both)]["kind"] == "quote"
assert by[key(repost)]["repost_of_id"] == key(answer) and by[key(repost)]["author"]["id"] == alice["did"]
assert by[key(archived)]["time_suspect"] and by[key(future)]["time_suspect"]
assert key(future) in {found["id"] for found in fetch("--author", alice["handle"], "--since", "1d", "--until", "2030-01-01")}

# The thread, from its middle, by the address of its page.
page = f"https://bsky.app/profile/{bob['handle']}/post/{answer['uri'].rsplit('/', 1)[1]}"
thread = fetch("--thread", page)
assert [found["id"] for found in thread] == [key(first), key(answer), key(second)]
assert thread[2]["in_reply_to_id"] == key(answer) and thread[2]["conversation_id"] == key(first)

# Mentions and notifications; one log-in for all runs.
between = stand_between()
addressed = {key(answer), key(second), key(quote)}
mentions = fetch("--mentions", *me, server=between, token=token, state="mentions")
assert {found["id"] for found in mentions} == addressed and all("metrics" in found for found in mentions), mentions
assert fetch("--mentions", *me, server=between, token=token, state="mentions") == []
late = post("carol", f"@{alice['handle']} encore", reply={"root": first, "parent": first})
eventually(lambda: len(call("app.bsky.notification.listNotifications", token=alice["token"])["notifications"]) >= 6)
assert [found["id"] for found in fetch("--mentions", *me, server=between, token=token, state="mentions")] == [key(late)]
assert Between.asked.count("com.atproto.server.createSession") == 1, Between.asked
noted = fetch("--notifications", *me, server=between, token=token, state="notifications")
assert {found["id"] for found in noted if found["kind"] != "repost"} == addressed | {key(late)}
assert [found["repost_of_id"] for found in noted if found["kind"] == "repost"] == [key(first)]
# A session that the server forgot is renewed, and one that cannot be renewed is made anew.
sessions = f"{work}/mentions.db.sessions"
kept = json.load(open(sessions, encoding="utf-8"))
for spoil, method in (("access", "com.atproto.server.refreshSession"), ("refresh", "com.atproto.server.createSession")):
    kept = json.load(open(sessions, encoding="utf-8"))
    for name, session in kept.items():
        session = json.loads(session)
        session["access"] = session["access"][:-4] + "AAAA"
        session[spoil] = session[spoil][:-4] + "AAAA"
        kept[name] = json.dumps(session)
    json.dump(kept, open(sessions, "w", encoding="utf-8"))
    before = Between.asked.count(method)
    assert fetch("--mentions", *me, server=between, token=token, state="mentions") == []
    assert Between.asked.count(method) == before + 1, (method, Between.asked)
assert fetch("--mentions", *me, server=between, token="wrong", state="other", expected=4) == []

# A feed longer than a page, read by a run that is killed in the middle and then by one that is not.
word = f"rafale{suffix}"
many = [post("bob", f"{word} {number}") for number in range(350)]
eventually(lambda: call("app.bsky.feed.getAuthorFeed", base=view_server, actor=bob["did"], limit=1)["feed"][0]["post"]["uri"] == many[-1]["uri"])
oldest_first = [key(made) for made in many]
whole = [found["id"] for found in fetch("--author", bob["handle"])]
assert whole == [key(answer), key(quote)] + oldest_first
searched = [found["id"] for found in fetch("--search", word, *me, server=between, token=token)]
assert searched == oldest_first, (len(searched), len(many))

out = f"{work}/killed.jsonl"
command = ["cm-fetch", "bluesky", "--server", between, "--allow-private", "--state", f"{work}/killed.db", "--append", out, "--search", word, *me]
env = {**os.environ, "CM_BLUESKY_TOKEN": token}
Between.delay = 0.3
pages = Between.asked.count("app.bsky.feed.searchPosts")
killed = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
eventually(lambda: Between.asked.count("app.bsky.feed.searchPosts") >= pages + 2)
killed.send_signal(signal.SIGKILL)
killed.wait()
Between.delay = 0.0
part = len(open(out, encoding="utf-8").read().splitlines()) if os.path.exists(out) else 0
assert part < len(many), part
more = [post("carol", f"{word} après {number}") for number in range(3)]
eventually(lambda: call("app.bsky.feed.searchPosts", base=view_server, q=word, limit=1)["posts"][0]["uri"] == more[-1]["uri"])
subprocess.run(command, env=env, check=True)
ids = [json.loads(line)["id"] for line in open(out, encoding="utf-8")]
assert ids == [key(made) for made in many + more], (len(ids), len(set(ids)))
subprocess.run(command, env=env, check=True)
assert len(open(out, encoding="utf-8").read().splitlines()) == len(ids), "a further run must fetch nothing new"

print(f"bluesky: {len(feed)} sorts of posts, a thread, mentions and {len(ids)} posts of a search agree with what was written;"
      f" once and in order, also after a kill at {part}; one log-in, renewed when refused")
