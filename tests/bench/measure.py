"""Runs commands and measures them: wall and processor seconds, peak memory; contestants run in turn, round after round."""
import dataclasses
import os
import select
import statistics
import subprocess
import sys
import time


@dataclasses.dataclass
class Run:
    wall: float
    cpu: float
    memory: float  # MB at the peak


@dataclasses.dataclass
class Result:
    """What several runs of one contestant took."""
    runs: list

    @property
    def wall(self):
        return statistics.median(run.wall for run in self.runs)

    @property
    def cpu(self):
        return statistics.median(run.cpu for run in self.runs)

    @property
    def memory(self):
        return max(run.memory for run in self.runs)

    @property
    def least(self):
        return min(run.wall for run in self.runs)

    @property
    def most(self):
        return max(run.wall for run in self.runs)


def peak(pid):
    """Peak memory of a process that still runs, in MB; 0 when it has ended. wait4's figure would count what the parent held while it started the process."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0.0


def run(command, out=os.devnull, stdin=None, env=None):
    """One run, which must end well; its output goes to the file `out`, its complaints are shown when it fails."""
    with open(out, "wb") as output, open(stdin or os.devnull, "rb") as given:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=given, stdout=output, stderr=subprocess.PIPE, env={**os.environ, "CM_TZ": "UTC", **(env or {})})
        ended = select.poll()
        pidfd = os.pidfd_open(process.pid)
        ended.register(pidfd, select.POLLIN)
        ended.register(process.stderr, select.POLLIN)
        memory, said, pipe = 0.0, b"", process.stderr.fileno()
        while pidfd not in (ready := dict(ended.poll(20))):
            memory = max(memory, peak(process.pid))
            if pipe in ready:
                chunk = os.read(pipe, 65536)
                said = (said + chunk)[-4000:]
                if not chunk:
                    ended.unregister(pipe)
        wall = time.perf_counter() - start
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        os.close(pidfd)
        if status:
            sys.exit(f"{command} ended with {process.returncode}: {(said + process.stderr.read()).decode(errors='replace')}")
        process.stderr.close()
    return Run(wall, usage.ru_utime + usage.ru_stime, memory or usage.ru_maxrss / 1024)


def race(contestants, rounds, **options):
    """Runs the contestants in turn, `rounds` times after a first one that warms the caches: name -> Result."""
    runs = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, command in contestants.items():
            one = run(command, **options)
            if number:
                runs[name].append(one)
    return {name: Result(own) for name, own in runs.items()}


def start_up(command, times):
    """Starts a command that does next to nothing, `times` times, to its end: wall and processor milliseconds of each."""
    with open(os.devnull, "r+b") as null:
        actions = [(os.POSIX_SPAWN_DUP2, null.fileno(), number) for number in (0, 1, 2)]
        found = []
        for _ in range(times + 5):
            start = time.perf_counter()
            _, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ, file_actions=actions), 0)
            found.append(((time.perf_counter() - start) * 1000, (usage.ru_utime + usage.ru_stime) * 1000))
            if status:
                sys.exit(f"{command} failed")
    return found[5:]


def first_line(command, line, times):
    """The same from the start of a program to its first line of output, while its input stays open behind `line`."""
    found = []
    for _ in range(times + 5):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        process.stdin.write(line)
        if not process.stdout.read(1):
            sys.exit(f"{command} printed nothing")
        wall = (time.perf_counter() - start) * 1000
        process.kill()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        found.append((wall, (usage.ru_utime + usage.ru_stime) * 1000))
        process.stdin.close()
        process.stdout.close()
    return found[5:]
