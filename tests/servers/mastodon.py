"""A stateful server of the Mastodon API through cm-fetch: posts made here come back complete, once and in order."""
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request

port, limited, work = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
base = f"http://localhost:{port}"
tag = f"cm{random.randrange(10**6)}"


def call(path, data=None, token="alice_token", method=None, server=base):
    headers = {"content-type": "application/json", "authorization": "Bearer " + token}
    body = json.dumps(data).encode() if data is not None else None
    request = urllib.request.Request(server + path, data=body, headers=headers, method=method or ("POST" if body else "GET"))
    with urllib.request.urlopen(request, timeout=20) as reply:
        return json.load(reply)


def post(text, token="alice_token", **more):
    return call("/api/v1/statuses", {"status": text, "visibility": "public", "language": "fr", **more}, token)


def key(status):
    return "mastodon:" + status["id"]


def command(*args, server=base):
    return ["cm-fetch", "mastodon", "--server", server, "--allow-private", *args]


def environment(token):
    env = {name: value for name, value in os.environ.items() if not name.startswith("CM_")}
    return {**env, "CM_MASTODON_TOKEN": token} if token else env


def fetch(*args, token=None, state=None, expected=0, server=base):
    memory = ["--state", f"{work}/{state}.db"] if state else ["--no-state"]
    run = subprocess.run(command(*memory, *args, server=server), capture_output=True, text=True, check=False, env=environment(token))
    assert run.returncode == expected, (args, run.returncode, run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()]


def ids(found):
    return [one["id"] for one in found]


# Every sort of post, held against what was written.
first = post(f"L’été 👩‍👧 @bob <b>pas</b> du HTML &amp; #{tag} https://example.com/a?b=1", spoiler_text="Attention")
answer = post(f"@alice une réponse #{tag}", "bob_token", in_reply_to_id=first["id"])
second = post(f"@bob et encore #{tag}", "carol_token", in_reply_to_id=answer["id"])
poll = post(f"Thé ou café ? #{tag}", poll={"options": ["Thé", "Café"], "expires_in": 3600})
boost = call(f"/api/v1/statuses/{first['id']}/reblog", {}, "bob_token")
call(f"/api/v1/statuses/{first['id']}/favourite", {}, "carol_token")
edited = post(f"faute #{tag}", "bob_token")
call(f"/api/v1/statuses/{edited['id']}", {"status": f"sans faute #{tag}"}, "bob_token", "PUT")

found = fetch("--hashtag", "#" + tag)
by = {one["id"]: one for one in found}
assert set(by) >= {key(made) for made in (first, answer, second, poll, edited)}, ids(found)
one = by[key(first)]
assert one["text"] == f"Attention\n\nL’été 👩‍👧 @bob <b>pas</b> du HTML &amp; #{tag} https://example.com/a?b=1", one["text"]
assert (one["kind"], one["lang_declared"], one["hashtags"]) == ("post", "fr", [tag])
assert one["mentions"] == ["bob"] and "https://example.com/a?b=1" in one["links"]
assert one["metrics"] == {"like_count": 1, "reply_count": 1, "repost_count": 1, **({"quote_count": 0} if "quote_count" in one["metrics"] else {})}
assert one["author"]["handle"] == "alice" and one["url"] == first["url"] and one["published_at"][:19] == first["created_at"][:19]
assert by[key(answer)]["in_reply_to_id"] == key(first) and by[key(second)]["conversation_id"] == key(first)
assert by[key(poll)]["text"].endswith("- Thé\n- Café")
assert by[key(edited)]["text"] == f"sans faute #{tag}" and "edited_at" in by[key(edited)]

# An account, with its boost; a conversation from its end; mentions; notifications without what brings no post.
bob = {one["id"]: one for one in fetch("--account", f"{base}/@bob")}
assert bob[key(boost)]["kind"] == "repost" and bob[key(boost)]["repost_of_id"] == key(first) and "metrics" not in bob[key(boost)]
assert bob[key(boost)]["text"] == one["text"]
talk = fetch("--account", "carol", "--conversation")
assert set(ids(talk)) == {key(made) for made in (first, answer, second)}, ids(talk)
assert ids(fetch("--mentions", token="alice_token", state="mentions")) == [key(answer)]
assert fetch("--mentions", token="alice_token", state="mentions") == []
assert ids(fetch("--notifications", token="alice_token")) == [key(answer)]
assert fetch("--mentions", token="wrong", expected=4) == []
assert fetch("--account", "nobody", expected=1) == []

# Many pages: complete, once, oldest first, at first contact and from then on.
many = [post(f"rafale {number} #{tag}m") for number in range(130)]
assert ids(fetch("--hashtag", tag + "m", state="many")) == [key(made) for made in many]
assert fetch("--hashtag", tag + "m", state="many") == []
more = [post(f"encore {number} #{tag}m", "bob_token") for number in range(95)]
assert ids(fetch("--hashtag", tag + "m", state="many")) == [key(made) for made in more]
assert fetch("--hashtag", tag + "m", state="many") == []

# Killed in the middle, at first contact and later; the next run gives the rest.
call("/api/v1/_mock/faults", {"match": {"path": "/api/v1/timelines/tag/*"}, "effect": {"type": "latency", "delay_ms": 150}})
out = f"{work}/killed.jsonl"
runs = command("--state", f"{work}/killed.db", "--append", out, "--hashtag", tag + "m")
everything = [key(made) for made in many + more]
parts = []
for count in (0, 125):
    everything += [key(post(f"plus tard {number} #{tag}m", "carol_token")) for number in range(count)]
    killed = subprocess.Popen(runs, stderr=subprocess.DEVNULL, env=environment(None))
    # Every page takes longer than this, and there are several.
    time.sleep(0.12)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    parts.append(len(open(out, encoding="utf-8").read().splitlines()) if os.path.exists(out) else 0)
    assert parts[-1] < len(everything), parts
    subprocess.run(runs, check=True, env=environment(None), stderr=subprocess.DEVNULL)
    got = ids(json.loads(line) for line in open(out, encoding="utf-8"))
    assert got == everything, (len(got), len(set(got)), len(everything))
call("/api/v1/_mock/faults", method="DELETE")

# Faults that pass by themselves, and one that does not.
for effect in ({"type": "status", "status": 503}, {"type": "ratelimit", "headers": {"Retry-After": "1", "X-RateLimit-Reset": str(int(time.time()) + 2)}}):
    call("/api/v1/_mock/faults", {"match": {"path": "/api/v1/timelines/tag/*"}, "effect": effect, "count": 1})
    assert set(ids(fetch("--hashtag", tag))) == set(by), effect
    call("/api/v1/_mock/faults", method="DELETE")
call("/api/v1/_mock/faults", {"match": {"path": "/api/v1/timelines/tag/*"}, "effect": {"type": "malformed"}})
assert fetch("--hashtag", tag, expected=1) == []
call("/api/v1/_mock/faults", method="DELETE")

# A server that allows few requests: what is refused is asked again when it may be.
small = f"http://localhost:{limited}"
for number in range(3):
    call("/api/v1/statuses", {"status": f"peu {number} #{tag}"}, server=small, token=f"{['alice', 'bob', 'carol'][number]}_token")
begun = time.time()
for _ in range(4):
    assert len(fetch("--hashtag", tag, "--account", "alice", server=small)) == 3
assert time.time() - begun > 1, "nothing was limited"

print(f"mastodon: {len(by)} sorts of posts, {len(everything)} posts of a hashtag, mentions and a conversation agree with what was written;"
      f" once and in order, also after kills at {parts[0]} and {parts[1]}; 429 and 503 were waited out")
