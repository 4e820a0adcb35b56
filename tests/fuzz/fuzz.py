"""fuzz.py SECONDS [SEED]: every program reads broken inputs of every kind it takes, for so long; the programs are on the PATH.

Fails on a panic, a signal, an exit code that is none of ours, a run of more than 20 s or 2 GB, and on output that is not whole JSON Lines. What
failed is kept in ./fuzz-findings with the command.
"""
import http.server
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
import tomllib
from glob import glob

from mutate import broken

here = os.path.dirname(os.path.abspath(__file__))
project = os.path.join(here, "..", "..")
seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
chance = random.Random(seed)
NOW = "2026-11-22T12:00:00Z"
ALLOWED = {0, 1, 2, 3, 4, 5, 6, 10}
work = os.path.abspath("fuzz-work")
os.makedirs(work, exist_ok=True)
environment = {"PATH": os.environ["PATH"], "HOME": work, "CM_NOW": NOW, "CM_TZ": "Europe/Paris", "RUST_BACKTRACE": "0"}


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    os.chdir(work)


def run(command):
    return subprocess.run(command, shell=True, capture_output=True, timeout=20, preexec_fn=limited, env=environment, stdin=subprocess.DEVNULL)


def output_of(command):
    return subprocess.run(command, shell=True, capture_output=True, env=environment, cwd=work).stdout


def read(pattern):
    return [open(path, "rb").read() for path in sorted(glob(os.path.join(project, pattern), recursive=True)) if os.path.isfile(path)]


def write(name, data):
    with open(os.path.join(work, name), "wb") as file:
        file.write(data)


demo = b"".join(line + b"\n" for line in output_of("cm-fetch demo").splitlines()[:40])
write("posts.jsonl", demo)
labelled = output_of("cm-classify -q posts.jsonl")
write("labelled.jsonl", labelled)
drafts = "id;date;heure;réseau;texte;statut;priorité;après\na;26/11/2026;10:00;instagram, x;Bonjour « toi » !;validé;5;\nb;;;x;\"y ; z\";idée;2;a\n".encode()
write("drafts.csv", drafts)
rates = b"channel,weekday,hour,rate\ninstagram,mon,18,0.04\nx,tue,9,0.02\n"
week = "--from 2026-11-23 --to 2026-11-30"
plan = output_of(f"cm-schedule plan -q drafts.csv {week}")
write("plan.jsonl", plan)
tasks = output_of("cm-schedule replies -q labelled.jsonl")
write("tasks.jsonl", tasks)
buckets = output_of("cm-report --partial -q labelled.jsonl")
alerts = b'{"type":"alert","id":"a1","kind":"burst","client":"mirabo","start_at":"2026-11-22T09:00:00Z","seen_at":"2026-11-22T09:10:00Z","severity":"critical","observed":40,"expected":3.5,"score":0.99,"why":["sucre"]}\n'
corrections = b'{"type":"correction","id":"mastodon:en-001","label":"sentiment","value":"negative","by":"lea","at":"2026-11-22T09:00:00Z"}\n'
ads = "Nom de la publicité;Montant dépensé (EUR);Couverture;Impressions;Interactions avec la publication\na;12,50;1 200;2 000;40\n".encode()
configuration = open(os.path.join(project, "docs/configuration.md"), encoding="utf-8").read()
tables = [block.split("```")[0].encode() for block in configuration.split("```toml\n")[1:]]
# Of each kind of input: good ones, and commands that read a broken one from FILE.
KINDS = {
    "feed": (read("tests/fixtures/connect/feed/*.xml") + read("tests/fixtures/connect/feed/*.json"), ["cm-fetch feed FILE --no-state"]),
    "export": ([drafts, demo, ads], ["cm-fetch import FILE.csv", "cm-fetch import FILE"]),
    "posts": ([demo, labelled], ["cm-classify FILE", "cm-classify --explain --redact FILE", "cm-classify --history FILE posts.jsonl", "cm-report summary --format jsonl FILE",
        "cm-report summary --by day,topic --format csv FILE", "cm-report summary --partial FILE", "cm-schedule replies FILE", "cm-schedule best-times FILE", "cm-schedule boost FILE --budget 100",
        "cm-fetch erase FILE --author x", "cm-fetch pseudonymise FILE"]),
    "buckets": ([buckets], ["cm-report summary --by week,own --format jsonl FILE", "cm-report summary FILE"]),
    "drafts": ([drafts, b'{"type":"draft","id":"a","channels":["x"],"text":"b","after":["c"],"at":"2026-11-24T10:00:00Z"}\n'],
        [f"cm-schedule plan FILE {week}", "cm-schedule lint FILE --dictionary none", "cm-schedule lint --fix FILE --dictionary none"]),
    "rates": ([rates], [f"cm-schedule plan drafts.csv {week} --slots FILE"]),
    "plan": ([plan, tasks], ["cm-schedule ics FILE", "cm-schedule hold FILE --reason x", f"cm-schedule release FILE {week}", "cm-schedule replies labelled.jsonl --tasks FILE"]),
    "alerts": ([alerts], ["cm-classify posts.jsonl --alerts FILE", "cm-schedule hold plan.jsonl --alerts FILE"]),
    "ads": ([ads], ["cm-schedule boost posts.jsonl FILE.csv --budget 100"]),
    "corrections": ([corrections], ["cm-classify posts.jsonl --corrections FILE"]),
    "configuration": (tables, ["cm-classify -c FILE posts.jsonl", "cm-schedule replies -c FILE labelled.jsonl", "cm-report -c FILE labelled.jsonl", "cm-fetch list -c FILE",
        f"cm-schedule plan -c FILE drafts.csv {week}", "cm-schedule lint -c FILE drafts.csv --dictionary none"]),
    "model": ([read("src/classify/model/shipped.bin")[0][:300_000]], ["cm-classify --model FILE posts.jsonl"]),
    "calendar": (read("tests/fixtures/schedule/**/*.ics"), [f"cm-schedule plan drafts.csv {week} --with FILE.ics", "cm-schedule ics --read FILE"]),
}


class Tricky(http.server.BaseHTTPRequestHandler):
    """Answers with what a network would say, broken."""
    answers = {}

    def do_GET(self):
        body, status, headers = self.answers.get(f"{self.command} {self.path}", self.answers.get(None, (b"", 404, {})))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tricky)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"127.0.0.1:{server.server_port}"
write("token", b"tok")
os.chmod(os.path.join(work, "token"), 0o600)
networks = [(os.path.basename(os.path.dirname(path)), tomllib.load(open(path, "rb")), os.path.dirname(path))
            for path in sorted(glob(os.path.join(project, "tests/fixtures/connect/*/*.toml")))]


def network_command():
    name, case, folder = chance.choice(networks)
    answers = {}
    for exchange in case.get("exchange", []):
        body = exchange.get("body", "")
        if "body_file" in exchange:
            body = open(os.path.join(folder, exchange["body_file"]), encoding="utf-8").read()
        data = body.replace("SERVER", address).encode()
        data = broken(data, chance) if chance.random() < 0.7 else data
        # A wait that the server asks for is no fault, but a fuzzer has no time for it.
        headers = {key: value.replace("SERVER", address) for key, value in exchange.get("reply_headers", {}).items() if key.lower() not in ("retry-after", "content-length")}
        answers[exchange["request"].replace("SERVER", address)] = (data, exchange.get("status", 200), headers)
    Tricky.answers = answers
    options = case.get("args", "") + " " + (case.get("run") or [{}])[0].get("args", "")
    token = " --token-file token" if "token" in case else ""
    where = "" if name == "feed" else f" --server http://{address}"
    return f"timeout -s INT 6 cm-fetch {name}{where} --allow-private --no-state{token} {options.replace('SERVER', address)}", None


def file_command():
    seeds, commands = KINDS[chance.choice(list(KINDS))]
    command = chance.choice(commands)
    data = broken(chance.choice(seeds), chance)
    name = "input.csv" if "FILE.csv" in command else "input.ics" if "FILE.ics" in command else "input"
    write(name, data)
    return command.replace("FILE.csv", name).replace("FILE.ics", name).replace("FILE", name), data


def complaint(ran):
    """What is wrong with a run, if anything is."""
    if b"panicked" in ran.stderr:
        return "panic"
    if ran.returncode not in ALLOWED | {124, 130}:
        return f"exit {ran.returncode}"
    out = ran.stdout
    if out.startswith(b'{"') and ran.returncode in (0, 3):
        for line in out.splitlines():
            try:
                json.loads(line)
            except ValueError:
                return "a line of output that is no JSON"
    return None


def keep(number, command, data, what, ran):
    os.makedirs("fuzz-findings", exist_ok=True)
    with open(f"fuzz-findings/{number}.txt", "w", encoding="utf-8") as file:
        file.write(f"{what}\n{command}\n{ran.stderr[-2000:].decode('utf-8', 'replace') if ran else ''}\n")
    with open(f"fuzz-findings/{number}.input", "wb") as file:
        file.write(data if data is not None else repr(Tricky.answers).encode())


end, runs, findings, codes = time.time() + seconds, 0, 0, {}
while time.time() < end:
    command, data = network_command() if chance.random() < 0.35 else file_command()
    ran, what = None, None
    try:
        ran = run(command)
        what = complaint(ran)
        codes[ran.returncode] = codes.get(ran.returncode, 0) + 1
    except subprocess.TimeoutExpired:
        what = "more than 20 s"
    runs += 1
    if what:
        keep(findings, command, data, what, ran)
        print(f"{what}: {command}")
        findings += 1
assert codes.get(0, 0) > runs / 50, f"nearly nothing was readable: {codes}"
print(f"{runs} broken inputs in {seconds:.0f} s, seed {seed}: {findings} findings; exit codes {dict(sorted(codes.items()))}")
sys.exit(1 if findings else 0)
