"""What the page says of the machine and of every contestant's version; never a host's name or a path."""
import datetime
import importlib.metadata
import os
import platform
import re
import subprocess


def said(*command):
    """First line of what a command says; nothing when it is not here."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip().split("\n")[0]


def field(path, name):
    with open(path, encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(name)), "")


def machine():
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    system = {}
    with open("/etc/os-release", encoding="utf-8") as file:
        system = dict(line.rstrip().replace('"', "").split("=", 1) for line in file if "=" in line)
    virtual = ", a virtual machine" if "hypervisor" in field("/proc/cpuinfo", "flags").split() else ""
    return f"{os.cpu_count()} cores of {field('/proc/cpuinfo', 'model name')}{virtual}, {memory:.0f} GB of memory, {system.get('PRETTY_NAME', 'Linux')}, Linux {platform.release().split('-')[0]}"


def load():
    """Processes that wanted a core, on average over the last minute."""
    return os.getloadavg()[0]


def versions(programs):
    commit = said("git", "rev-parse", "--short", "HEAD")
    changed = " with changes" if said("git", "status", "--porcelain", "--", "src", "Cargo.toml", "Cargo.lock") else ""
    found = [said(f"{programs}/cm-fetch", "--version").replace("cm-fetch", "cm") + f" ({commit}{changed})", said("rustc", "--version").split(" (")[0]]
    found.append(f"Python {platform.python_version()}")
    for package, name in (("duckdb", "DuckDB"), ("polars", "Polars"), ("vaderSentiment", "VADER (vaderSentiment)"), ("feedparser", "feedparser"), ("ortools", "OR-Tools")):
        try:
            found.append(f"{name} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            pass
    server = re.search(r"nginx/([\d.]+)", said("nginx", "-v"))
    return ", ".join(found + ([f"nginx {server[1]}"] if server else []))


def today():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()
