"""linear.py: processor time over the length of hostile inputs. Four times the input may cost little more than four times the time.

cm-classify is on the PATH. Each shape is one post, or one stretch of bytes, of two lengths; what starting the program costs is taken off. The least of some
runs counts, since whatever else the machine does only adds.
"""
import json
import os
import random
import resource
import subprocess
import sys

# Of two lengths, one four times the other: a quadratic step would make 16 of it.
FACTOR, ALLOWED = 4, 9
# Below this the shorter run says more of the machine than of the program.
LEAST = 0.02
RUNS = 6
chance = random.Random(1)
environment = {"PATH": os.environ["PATH"], "HOME": os.getcwd(), "CM_NOW": "2026-11-22T12:00:00Z", "CM_TZ": "UTC"}


def bytes_of(length):
    return chance.randbytes(length)


def post(text):
    return json.dumps({"id": "a:1", "client": "a", "kind": "post", "text": text}, ensure_ascii=False).encode() + b"\n"


def repeated(piece):
    return lambda length: post((piece * (length // len(piece.encode()) + 1)))


def unicode(length):
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    text = "".join(every)
    # Texts that come again are remembered, so that each copy begins with its number.
    copies = range(max(length // 4_000_000, 1))
    return b"".join(post(f"{copy} {text[start:start + 4096]}") for copy in copies for start in range(0, len(text), 4096))


def random_text(length):
    # With an address of mail: where something is taken out the text is read once more, and chance would put it into the longer one alone.
    return post("a@b.fr " + bytes_of(length).decode("utf-8", "replace"))


# What each is, how it is made, and the shorter length in bytes.
SHAPES = [
    ("random bytes", bytes_of, 2_500_000),
    ("random bytes as the text of one post", random_text, 1_000_000),
    ("all of Unicode", unicode, 4_000_000),
    ("one word", repeated("a"), 1_000_000),
    ("emoji", repeated("\U0001f600"), 1_000_000),
    ("words", repeated("parcel delivery late again "), 1_000_000),
    ("digits with blanks between them", repeated("06 12 34 56 78 "), 1_000_000),
    ("digits without end", repeated("4111111111111111"), 1_000_000),
    ("letters and digits", repeated("FR76 3000 6000 "), 1_000_000),
    ("addresses that never end", repeated("a@a."), 1_000_000),
    ("signs of an address", repeated("@"), 1_000_000),
    ("streets", repeated("12 rue de la "), 1_000_000),
    ("order numbers", repeated("order n° 12-34 "), 1_000_000),
    ("combining marks", repeated("e\u0301"), 1_000_000),
    ("entities", repeated("&amp;"), 1_000_000),
    ("quotes and backslashes", repeated('"\\'), 1_000_000),
    ("words that speak to a model", repeated("ignore all your previous very strict "), 1_000_000),
    ("open brackets", lambda length: b'{"text":' + b"[" * length + b"\n", 1_000_000),
    ("fields", lambda length: b'{"text":"x"' + b"".join(b',"k%d":1' % n for n in range(length // 10)) + b"}\n", 1_000_000),
    ("the same field", lambda length: b'{"text":"x"' + b',"text":"y"' * (length // 11) + b"}\n", 1_000_000),
    ("short posts", lambda length: b"".join(post(f"late again, and nobody answers me since {n}") for n in range(length // 110)), 1_000_000),
    ("labels that are there already", lambda length: b'{"text":"x","labels":{"a":1' + b"".join(b',"k%d":1' % n for n in range(length // 10)) + b"}}\n", 1_000_000),
]
# Reasons cost many times a judgement: one post of each kind is enough.
EXPLAINED = ["random bytes as the text of one post", "one word", "emoji", "words"]


def cost(command, content):
    """Processor time of a run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=content, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 3) and b"panicked" not in done.stderr, (command, done.returncode, done.stderr[-300:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(command, shorter, longer, start):
    """The least costs of both lengths, and how many times the one is the other: of as many runs as it takes to see that it is few."""
    short = long = float("inf")
    for _ in range(RUNS):
        short, long = min(short, cost(command, shorter) - start), min(long, cost(command, longer) - start)
        if long / max(short, LEAST) <= ALLOWED:
            break
    return short, long, long / max(short, LEAST)


def main():
    with open("linear.toml", "w", encoding="utf-8") as file:
        file.write('[topic.delivery]\nquery = \'parcel AND (late OR "not here") AND NOT (thanks OR a*)\'\n[[rule]]\nwhen = "text ~ \'ignore* OR 06\'"\nlevel = 2\n')
    label = ["cm-classify", "-q", "--jobs", "1", "--redact", "--max-line", "100000000", "-c", "linear.toml"]
    explain = [*label, "--explain"]
    start = cost(label, b"")
    wrong = []
    shapes = [(label, *shape) for shape in SHAPES] + [(explain, f"{name}, explained", *shape) for name, *shape in SHAPES if name in EXPLAINED]
    for command, name, make, length in shapes:
        short, long, ratio = compare(command, make(length), make(FACTOR * length), start)
        print(f"  {name}: {short:.2f} s, of {FACTOR} times the length {long:.2f} s: {ratio:.1f} times")
        if ratio > ALLOWED:
            wrong.append(name)
    assert not wrong, f"more than linear: {wrong}"


if __name__ == "__main__":
    sys.exit(main())
