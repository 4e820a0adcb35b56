"""Writes the licences of everything that is linked into the programs, with their texts: usage licences.py TARGET > THIRD-PARTY.txt

The crates are those that `cargo tree` links for the target; the texts are the files that lie in the crates, each distinct text once. A crate without
one gets the text of a crate of the same repository, or MIT's with its authors' names; if neither can be, the run fails.
"""
import collections
import json
import os
import re
import subprocess
import sys

TEXTS = re.compile(r"(licen[cs]e|unlicen[cs]e|copying|copyright|notice)([-_.].*)?$|licen[cs]e", re.IGNORECASE)
# Not a licence text: `license.rs`, `license-check.sh`.
SOURCES = re.compile(r"\.(rs|toml|py|sh|c|h|json|yml)$")
# GPL is what zstd may also be used under; we use it under BSD.
LEFT_OUT = {"zstd-sys": "zstd/COPYING"}
MUSL = "/usr/share/doc/musl-dev/copyright"


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def linked(target):
    """The packages whose code is in the programs, by name and version; not those that only ran while building."""
    lines = cargo("tree", "--locked", "-e", "normal,no-proc-macro", "--target", target, "--prefix", "none", "--format", "{p}").splitlines()
    wanted = {tuple(line.split()[:2]) for line in lines if line}
    packages = json.loads(cargo("metadata", "--locked", "--format-version", "1", "--filter-platform", target))["packages"]
    found = [package for package in packages if (package["name"], "v" + package["version"]) in wanted and package["source"]]
    if len(found) + 1 != len(wanted):
        sys.exit(f"licences: {len(wanted)} crates are linked, {len(found) + 1} were found")
    return sorted(found, key=lambda package: (package["name"], package["version"]))


def texts_of(package):
    """Path inside the crate -> text, of every licence file; C libraries keep theirs in folders of their own."""
    top, found = os.path.dirname(package["manifest_path"]), {}
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if name not in ("tests", "test", "benches", "fuzz"))
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), top)
            if TEXTS.match(name) and not SOURCES.search(name) and path != LEFT_OUT.get(package["name"]):
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                    found[path] = file.read().strip("\n\f ")
    return found


def mit(package):
    with open("LICENSE-MIT", encoding="utf-8") as file:
        text = file.read().strip()
    who = ", ".join(re.sub(r" <.*?>", "", author) for author in package["authors"]) or f"the authors of {package['name']}"
    return re.sub(r"(?m)^Copyright.*$", f"Copyright (c) {who}", text, count=1)


def stand_in(package, texts, packages):
    """The text for a crate that has none."""
    for other in packages:
        if other["repository"] and other["repository"] == package["repository"] and texts[other["name"], other["version"]]:
            return texts[other["name"], other["version"]]
    if "MIT" in re.split(r"[ /()]+", package["license"] or ""):
        return {"MIT": mit(package)}
    sys.exit(f"licences: {package['name']} {package['version']} ({package['license']}) has no licence text; look for one and say where in packaging/licences.py")


def main():
    target = sys.argv[1]
    packages = linked(target)
    texts = {(package["name"], package["version"]): texts_of(package) for package in packages}
    uses, printed = collections.defaultdict(list), {}
    print(f"What others wrote and is linked into the programs of cm for {target}: {len(packages)} crates and what they contain.")
    print("The Rust standard library: RUST-LIBRARY.html. Word lists and weights: NOTICE. SQLite (in libsqlite3-sys) is in the public domain.\n")
    for package in packages:
        name = package["name"], package["version"]
        print(f"{package['name']} {package['version']}: {package['license']}" + (f", {package['repository']}" if package["repository"] else ""))
        for path, text in (texts[name] or stand_in(package, texts, packages)).items():
            # Line breaks alone do not make another text.
            key = " ".join(text.split())
            printed.setdefault(key, text)
            uses[key].append(f"{package['name']} {package['version']} ({path})")
    if target.endswith("-musl"):
        print("musl: MIT, https://musl.libc.org")
        with open(MUSL, encoding="utf-8") as file:
            printed["musl"] = file.read().strip()
            uses["musl"] = ["musl"]
    for key, users in sorted(uses.items(), key=lambda entry: entry[1]):
        print("\n" + "=" * 100 + "\n" + "\n".join(users) + "\n" + "-" * 100 + "\n" + printed[key])


main()
