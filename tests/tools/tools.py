"""Plays the `console` and `shell-session` blocks of docs/data-tools.md, in order, in one folder, and compares what they print with the page.

`$ ` begins a command (a line that ends in a backslash goes on), `$ export NAME=VALUE` holds for the rest, `...` stands for any lines; a block of another
language that names a file is laid into the folder. With --bless the page is rewritten.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-tools.md"
TOOLS = {"duckdb": "duckdb", "jq": "jq", "mlr": "mlr", "python": "python"}


def environment(folder, programs, tools):
    found = {"PATH": f"{programs}:{tools}:{os.environ['PATH']}", "HOME": str(folder), "TZ": "UTC", "LC_ALL": "C.UTF-8", "CM_NOW": "2026-11-22T12:00:00Z"}
    return found


def agrees(shown, printed):
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(agrees(shown[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and agrees(shown[1:], printed[1:])


def play(block, folder, env):
    """The block with what its commands really print."""
    printed, lines = [], iter(block)
    for line in lines:
        if not line.startswith("$ "):
            continue
        printed.append(line)
        command = line[2:]
        while command.endswith("\\"):
            more = next(lines, "")
            printed.append(more)
            command += "\n" + more
        if command.startswith("export "):
            env.update(word.split("=", 1) for word in command[7:].split(" "))
            continue
        ran = subprocess.run(["sh", "-c", command], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        printed += ran.stdout.splitlines()
    return printed


def needs(block):
    """The tools that a block's commands call."""
    words = set(re.findall(r"[A-Za-z_][\w-]*", " ".join(block)))
    return sorted(tool for tool in TOOLS if tool in words)


def main():
    programs, tools, bless = sys.argv[1], sys.argv[2], "--bless" in sys.argv
    folder = Path(tempfile.mkdtemp())
    env = environment(folder, programs, tools)
    missing = {tool for tool in TOOLS if not shutil.which(tool, path=env["PATH"])}
    if not (Path(tools) / "python").exists():
        missing.add("python")
    shutil.copy(PAGE.parent / "examples" / "duckdb.sql", folder)
    wrong, skipped, ran, commands, page = [], [], 0, 0, []
    kind, name, block = None, None, []
    for line in PAGE.read_text().splitlines():
        if kind is None:
            opening = re.fullmatch(r"```(\S+)(?: (\S+))?", line)
            if opening:
                kind, name, block = opening[1], opening[2], []
        elif line != "```":
            block.append(line)
            continue
        else:
            if name:
                (folder / name).write_text("\n".join(block) + "\n")
            elif kind in ("console", "shell-session"):
                lacking = [tool for tool in needs(block) if tool in missing]
                if lacking:
                    skipped.append(f"{', '.join(lacking)}: {block[0][:100]}")
                else:
                    printed = play(block, folder, env)
                    ran, commands = ran + 1, commands + sum(line.startswith("$ ") for line in block)
                    if not agrees(block, printed):
                        wrong.append("\n".join(["--- the page", *block, "--- what was printed", *printed]))
                        block = block if "..." in block else printed
            page += block
            kind = None
        page.append(line)
    shutil.rmtree(folder)
    for what in skipped:
        print(f"*** SKIPPED: {what} ***")
    if bless and wrong:
        PAGE.write_text("\n".join(page) + "\n")
        print(f"{len(wrong)} blocks rewritten")
        return
    if wrong:
        sys.exit("\n\n".join(wrong) + f"\n\n{len(wrong)} of {ran} blocks of docs/data-tools.md print something else")
    print(f"data tools: {ran} blocks with {commands} commands print what docs/data-tools.md shows, {len(skipped)} skipped")


main()
