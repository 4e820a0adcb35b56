"""agree.py WHOLE PARTS: fails unless two summaries (JSON Lines) say the same: counts and sums exactly, sketches within their stated error."""
import json
import sys

NEAR = {"view_p50": 0.02, "view_p95": 0.02, "author_count": 0.05}


def rows(path):
    return sorted((json.loads(line) for line in open(path, encoding="utf-8")), key=lambda row: (str(row.get("day")), str(row.get("client"))))


whole, parts = rows(sys.argv[1]), rows(sys.argv[2])
assert whole and len(whole) == len(parts), (len(whole), len(parts))
for one, other in zip(whole, parts):
    assert one.keys() == other.keys(), (one, other)
    for name, value in one.items():
        if isinstance(value, float) or name in NEAR:
            error = NEAR.get(name, 1e-9)
            assert other[name] is not None and abs(value - other[name]) <= error * max(abs(value), 1), (name, one, other)
        else:
            assert value == other[name], (name, one, other)
print(f"{len(whole)} rows agree")
