"""A real WordPress blog through `cm-fetch wordpress`: complete, once, also when it is killed, while comments are made, approved late and deleted."""
import base64
import datetime
import html
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

port, work = sys.argv[1], sys.argv[2]
base = f"http://localhost:{port}"
home = f"{work}/servers/wordpress"
password = open(f"{home}/app-password", encoding="utf-8").read().strip()
token = f"{work}/wordpress.token"
with open(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
    file.write(f"admin:{password}\n")
state, lines = f"{work}/wordpress-rest.db", f"{work}/wordpress-rest.jsonl"


def command(*args):
    return ["cm-fetch", "wordpress", "--server", base, "--allow-private", *args]


def fetch(*args, status=0):
    run = subprocess.run(command(*args), capture_output=True, text=True, check=False)
    assert run.returncode == status, (args, run.returncode, run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()]


def rest(path, data=None, method=None):
    """What the blog says, or does, for its administrator; every page of a list."""
    request = urllib.request.Request(f"{base}/wp-json/wp/v2/{path}", method=method)
    request.add_header("Authorization", "Basic " + base64.b64encode(f"admin:{password}".encode()).decode())
    if data is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(data).encode()
    return json.load(urllib.request.urlopen(request))


def everything(name):
    found = []
    while page := rest(f"{name}?per_page=100&orderby=id&order=asc&offset={len(found)}"):
        found += page
    return {item["id"]: item for item in found}


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()


def comment(text, **more):
    return rest("comments", {"post": 5, "content": text, **more})


def agrees(posts, articles, comments):
    """Every item of the blog is there once, as the blog says that it is."""
    assert len(posts) == len({post["id"] for post in posts}), "a post came twice"
    posts = {post["id"]: post for post in posts}
    site = f"wordpress:localhost:{port}"
    expected = {f"{site}/post/{number}" for number in articles} | {f"{site}/comment/{number}" for number in comments}
    assert set(posts) == expected, (sorted(expected - set(posts))[:5], sorted(set(posts) - expected)[:5])
    for kind, items in (("post", articles), ("comment", comments)):
        for number, item in items.items():
            post = posts[f"{site}/{kind}/{number}"]
            assert post["url"] == item["link"], (post, item)
            assert post["published_at"] == item["date_gmt"] + "Z", (post, item)
            assert plain(post.get("text", "")) == plain(plain(item["content"]["rendered"])) or "\n" in post["text"], (post["text"], item["content"])
            if kind == "comment":
                assert post["author"]["name"] == item["author_name"], (post, item)
                assert post["conversation_id"] == f"{site}/post/{item['post']}"


listen = ("--posts", "--comments", "--state", state, "--append", lines)
killed, made = 0, 0
for delay in range(1, 9):
    run = subprocess.Popen(command(*listen), stderr=subprocess.DEVNULL)
    before = os.path.getsize(lines) if os.path.exists(lines) else 0
    until = time.monotonic() + delay * 0.15
    while run.poll() is None and time.monotonic() < until:
        if delay % 2 and os.path.exists(lines) and os.path.getsize(lines) > before:
            break
        time.sleep(0.002)
    if run.poll() is None:
        run.send_signal(signal.SIGKILL)
        killed += 1
    run.wait()
    # Several within one second, some of them while nobody listens.
    for _ in range(3):
        made += 1
        comment(f"Made meanwhile, number {made}: th&eacute; & 😀")
assert killed, "it was never killed: the blog is too small"
assert fetch(*listen) == []
agrees([json.loads(line) for line in open(lines, encoding="utf-8")], everything("posts"), everything("comments"))

# A comment of three days ago that is approved only now, and one that was seen and is deleted.
three_days_ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=3)
held = comment("Held back", status="hold", date_gmt=three_days_ago.strftime("%Y-%m-%dT%H:%M:%S"))
both = ("--posts", "--comments", "--state", state)
assert fetch(*both) == [], "a comment that is not approved is not public"
waiting = fetch("--comments", "--status", "hold", "--token-file", token, "--no-state")
assert [post["id"] for post in waiting] == [f"wordpress:localhost:{port}/comment/{held['id']}"], waiting
rest(f"comments/{held['id']}", {"status": "approved"})
rest(f"comments/{held['id'] - 1}?force=true", method="DELETE")
late = fetch(*both)
assert [post["text"] for post in late] == ["Held back"], late
assert fetch(*both) == []

# The same without addresses of the form /wp-json.
subprocess.run(
    ["php", "-r", f"$_SERVER['HTTP_HOST']='localhost:{port}'; $_SERVER['REQUEST_URI']='/'; require '{home}/site/wp-load.php';"
     " global $wp_rewrite; $wp_rewrite->set_permalink_structure(''); $wp_rewrite->flush_rules(false);"], check=True, capture_output=True)
longer = fetch("--comments", "--no-state")
numbers = {post["id"].rpartition("/")[2] for post in longer}
assert len(longer) == len(numbers) and str(held["id"]) in numbers, numbers
assert fetch("--comments", "--status", "hold", "--no-state", status=4) == [], "what is not public needs a token"
print(f"wordpress REST: {len(longer)} comments, {made} of them made while it was killed {killed} times; nothing twice, nothing lost")
