"""Whether a THIRD-PARTY.txt names every crate of the lock file that is built for the target, with a text: usage licences.py FILE TARGET PROJECT"""
import re
import subprocess
import sys

path, target, project = sys.argv[1:]
text = open(path, encoding="utf-8").read()
tree = subprocess.run(["cargo", "tree", "--locked", "-e", "normal,no-proc-macro", "--target", target, "--prefix", "none", "--format", "{p}"], cwd=project, check=True, stdout=subprocess.PIPE, text=True).stdout
crates = {" ".join(line.split()[:2]).replace(" v", " ") for line in tree.splitlines() if line and not line.startswith("cm ")}
head, _, texts = text.partition("=" * 100)
wrong = [f"{crate} is not named" for crate in sorted(crates) if f"\n{crate}: " not in head]
wrong += [f"{crate} has no text" for crate in sorted(crates) if not re.search(rf"(?m)^{re.escape(crate)} \(", texts)]
# C libraries inside crates have licences of their own.
wrong += [f"no text of {words}" for words in ("zstd/LICENSE", "aws-lc/LICENSE") if words not in texts]
print(f"licences of {len(crates)} crates, {texts.count('=' * 100) + 1} texts")
sys.exit("\n".join(wrong) if wrong else 0)
