"""Compares `tar -tv` or `dpkg-deb --contents` on standard input with the names that are expected: usage listing.py PREFIX EXPECTED

EXPECTED has a path a line; a line that ends in `/*` stands for one file or more below it. Owners must be root, and nobody else may write.
"""
import sys

prefix, expected = sys.argv[1] + "/", [line.strip() for line in open(sys.argv[2], encoding="utf-8") if line.strip()]
wrong, unseen = [], set(expected)
for line in sys.stdin:
    rights, owner, _, _, _, path = line.rstrip("\n").split(None, 5)
    path = path.removeprefix(prefix)
    if owner not in ("0/0", "root/root") or rights[5] == "w" or rights[8] == "w":
        wrong.append(f"{path}: {rights} {owner}")
    if path.endswith("/") or not path:
        continue
    rule = path if path in expected else next((rule for rule in expected if rule.endswith("/*") and path.startswith(rule[:-1])), None)
    if rule is None:
        wrong.append(f"{path} is not expected")
    unseen.discard(rule)
    program = path.startswith(("bin/", "usr/bin/"))
    if rights[:10] != ("-rwxr-xr-x" if program else "-rw-r--r--"):
        wrong.append(f"{path}: {rights}")
wrong += [f"{rule} is missing" for rule in sorted(unseen)]
sys.exit("\n".join(wrong) if wrong else 0)
