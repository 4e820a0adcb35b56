"""Makes broken inputs of good ones: bytes turned, cut, doubled; JSON values of other types, sizes and depths."""
import json
import random

ODD_BYTES = [b"99999999999999999999", b"-1", b"1e999", b"\xff\xfe", b"\x00", b'"', b"<", b"&", b"\xe2\x80\xae", "é😀".encode(), b"0000-00-00", b"262143-01-01T00:00:00Z",
             b"]]>", b"<![CDATA[", b"&#x110000;", b"\r\n", b"\n", b",", b";", b"\t", b"{" * 200, b"[" * 300, b"\xed\xa0\x80", b"=1+1", b"BEGIN:VEVENT\r\n", b"RRULE:FREQ=SECONDLY\r\n"]
ODD_VALUES = [None, True, -1, 0, 1e308, -1e308, 2**63, 2**70, "", "\u0000", "\u202e\u200b", "x" * 5000, "9" * 400, "2026-02-30T25:61:61Z", "9999-12-31T23:59:59Z", "-9999-01-01T00:00:00Z",
              [], {}, [[]], {"a": {"a": {"a": 1}}}, ["a", 1, None], "\ud800", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\x1b]0;x\x07\x1b[2J"]


def broken(seed: bytes, chance: random.Random) -> bytes:
    """A broken copy of an input."""
    if chance.random() < 0.5:
        made = broken_json(seed, chance)
        if made is not None:
            return made
    data = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        if not data:
            break
        at, kind = chance.randrange(len(data)), chance.random()
        if kind < 0.3:
            data[at] = chance.randrange(256)
        elif kind < 0.5:
            del data[at:at + chance.randint(1, 30)]
        elif kind < 0.65:
            data[at:at] = data[at:at + chance.randint(1, 200)]
        elif kind < 0.9:
            data[at:at] = chance.choice(ODD_BYTES)
        else:
            del data[at:]
    return bytes(data)


def broken_json(seed: bytes, chance: random.Random):
    """The same, where the input is JSON or lines of it: values exchanged, taken out, doubled, nested."""
    try:
        text = seed.decode()
    except UnicodeDecodeError:
        return None
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        whole = json.loads(text)
        return dump(turned(whole, chance))
    except ValueError:
        pass
    made = []
    for line in text.splitlines():
        try:
            made.append(dump(turned(json.loads(line), chance)) if chance.random() < 0.3 else line.encode())
        except ValueError:
            made.append(line.encode())
    return b"\n".join(made) + b"\n"


def dump(value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def turned(value, chance):
    if chance.random() < 0.06:
        odd = chance.choice(ODD_VALUES)
        return nested(odd, chance) if chance.random() < 0.1 else odd
    if isinstance(value, dict):
        made = {key: turned(inner, chance) for key, inner in value.items() if chance.random() > 0.02}
        if made and chance.random() < 0.05:
            made[chance.choice(list(made)) + chance.choice(["", "x", "\u0000"])] = chance.choice(ODD_VALUES)
        return made
    if isinstance(value, list):
        made = [turned(inner, chance) for inner in value]
        return made + made[:1] * chance.randint(0, 3) if chance.random() < 0.1 else made
    return value


def nested(value, chance):
    for _ in range(chance.choice([10, 130, 900])):
        value = [value] if chance.random() < 0.5 else {"a": value}
    return value
