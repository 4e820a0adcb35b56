"""A real Isso comment server through `cm-fetch feed`: comments made there come back complete, once, in order, and nothing is sent in between."""
import json
import subprocess
import sys
import urllib.parse
import urllib.request

port, work = sys.argv[1], sys.argv[2]
base = f"http://127.0.0.1:{port}"
threads = ["/tea/one", "/tea/deux?é=1"]
feeds = [f"{base}/feed?uri={urllib.parse.quote(thread, safe='')}" for thread in threads]


def fetch(status=0):
    run = subprocess.run(
        ["cm-fetch", "feed", *feeds, "--allow-private", "--state", f"{work}/isso.db", "-v"], capture_output=True, text=True, check=False)
    assert run.returncode == status, (run.returncode, run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()], run.stderr


def say(thread, text, author=None, parent=None):
    """Writes a comment; gives what the server says of it."""
    data = {"title": "Tea", "text": text, "author": author, "parent": parent}
    uri = urllib.parse.quote(thread, safe="")
    request = urllib.request.Request(f"{base}/new?uri={uri}", json.dumps(data).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def agrees(posts, said):
    """What was said on each thread is there, the last first, as it was said."""
    assert len(posts) == len(said), (len(posts), len(said))
    assert len({post["id"] for post in posts}) == len(posts), "a comment came twice"
    for thread in threads:
        expected = [(number, text) for at, number, text in said if at == thread][::-1]
        fragments = [(int(post["url"].rpartition("#isso-")[2]), post) for post in posts if f"{thread.partition('?')[0]}" in post["url"]]
        assert [number for number, _ in fragments] == [number for number, _ in expected], (fragments, expected)
        for (_, post), (_, text) in zip(fragments, expected):
            assert post["text"] == text and post["kind"] == "comment" and post["published_at"], (post, text)


said = []
for number in range(20):
    text = f"Comment {number}: thé & 😀"
    for thread in threads:
        said.append((thread, say(thread, text, author=f"Ana {number}")["id"], text))
first_run, _ = fetch()
agrees(first_run, said)
for _ in range(2):
    posts, told = fetch()
    assert posts == [] and "2 unchanged" in told, told

# Isso gives answers after what answers nobody, oldest first. Its ETag is that of the newest comment that answers nobody, so answers show as "unchanged" until there is another such one.
answers = []
for number in range(3):
    text = f"An answer, number {number}"
    answers.append((threads[0], say(threads[0], text, parent=said[0][1])["id"], text))
posts, told = fetch()
assert posts == [] and "2 unchanged" in told, told
last = (threads[0], say(threads[0], "One more")["id"], "One more")
posts, told = fetch()
assert "1 unchanged" in told, told
assert posts[0]["text"] == "One more" and "in_reply_to_id" not in posts[0], posts[0]
agrees(posts[1:], answers[::-1])
first = next(post for post in first_run if post["url"].endswith(f"{threads[0]}#isso-{said[0][1]}"))
assert {post["in_reply_to_id"] for post in posts[1:]} == {first["id"]}, posts
assert fetch()[0] == []
print(f"isso: {len(said) + len(answers) + 1} comments of {len(threads)} threads come back once and in order; unchanged feeds cost a 304")
