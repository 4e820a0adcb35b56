"""Reads `cargo metadata` and fails when a crate's licence is not on the allow-list."""
import json
import re
import sys

ALLOWED = {
    "MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "Unlicense",
    "BSL-1.0", "CC0-1.0", "0BSD", "MIT-0", "Unicode-3.0",
}


def allowed(expression):
    """Whether an SPDX expression can be met with allowed licences only. AND binds tighter than OR; brackets are resolved first."""
    expression = expression.replace("/", " OR ").strip()
    while "(" in expression:
        inner = re.search(r"\(([^()]*)\)", expression)
        verdict = "MIT" if allowed(inner.group(1)) else "none"
        expression = expression[: inner.start()] + verdict + expression[inner.end():]
    return any(all(part.strip() in ALLOWED for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def main():
    packages = json.load(sys.stdin)["packages"]
    wrong = [(p["name"], p["version"], p["license"]) for p in packages if not allowed(p["license"] or "none")]
    for name, version, licence in wrong:
        print(f"{name} {version}: licence {licence} is not on the allow-list")
    print(f"{len(packages)} packages, {len(wrong)} with a licence that is not allowed")
    sys.exit(1 if wrong else 0)


main()
