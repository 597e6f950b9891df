"""Lets hosts print the same file on the same simulated printer, in turns, and makes a table and a graph of it.

    python3 compare.py --printer PROGRAM --host PROGRAM --file FILE.gcode --work FOLDER [--octoprint PROGRAM]
                       [--printcore PYTHON] [--rounds N] [--only table|graph] [--svg FILE.svg] [--smoke]

A host that is not named is left out. What was measured is kept in FOLDER/results.json; the table goes to the
output. With --smoke only our own programs run, over a few hundred lines, and what must hold of them is checked:
that is no benchmark, and says whether this one works.

The exit status is 0 when everything could be measured, whatever came out.
"""

import argparse
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from graph import draw
from hosts import HostFailed, OctoPrint, Told, ToldHost, cpu_seconds
from table import tell_table

HERE = os.path.dirname(os.path.abspath(__file__))
SHORT = 3000  # lines of the file, where the line's speed decides and not the host's
PACED = ["--baud", "250000", "--latency", "500"]
SPOILED = [0, 5, 10, 20, 50, 100]  # in a thousand lines
QUICK = ["loop", "one", "window"]  # what takes them a second or two is done more often
MORE_OFTEN = 9  # times, and once more with everything else, in each round
LATENCIES = [0, 1, 5, 20, 100, 500]  # ms each way


def head_of(file, lines, folder):
    """The file's first so many lines, as a file."""
    short = os.path.join(folder, f"first_{lines}.gcode")
    if os.path.exists(short):
        return short
    with open(file, encoding="ascii") as source, open(short, "w", encoding="ascii") as target:
        for _, line in zip(range(lines), source):
            target.write(line)
    return short


class Print:
    """One print of a file by a host, up to what is waited for."""

    def __init__(self, program, host, file, options):
        self._host = host
        self._printer = Told(program, file, *map(str, options))
        self._file = file
        self.cpu = None
        self.record = None

    def __enter__(self):
        try:
            self._host.open(self._printer.line(10), self._file)
            self._cpu_before = cpu_seconds(self._host.process)
            self._host.print()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def until(self, word, patience, limit=600):
        """When the printer told this word; None when the job stood still for so many seconds, or took more than
        the limit."""
        executed, begun = None, time.monotonic()
        since = begun
        while time.monotonic() < min(since + patience, begun + limit):
            line = self._printer.line(1)
            if line is None:
                self._printer.tell("how far?")
                continue
            name, _, value = line.partition(" ")
            if name == word:
                self.cpu = cpu_seconds(self._host.process) - self._cpu_before
                return int(value)
            if name == "at" and value != executed:
                executed, since = value, time.monotonic()
        return None

    def __exit__(self, *failure):
        try:
            self._host.close()
        finally:
            said = self._printer.end()
            self.record = json.loads(said[-1]) if said else {}

    def result(self):
        """What the printer saw."""
        seen = self.record
        seen["success"] = seen["executed"] == seen["lines"] and seen["wrong"] == 0
        took = (seen["last"] - seen["first"]) / 1e9
        if took > 0:
            seen["rate"] = (seen["executed"] - 1) / took
        if self.cpu is not None and seen["executed"]:
            seen["cpu_us"] = self.cpu / seen["executed"] * 1e6
        return seen


def since(asked, when):
    """Milliseconds from one to the other; None when the other never came."""
    return None if when is None else (when - asked) / 1e6


class Bench:
    """Everything that can be measured of a host."""

    def __init__(self, printer, file, short):
        self._printer = printer
        self._file = file
        self._short = short
        with open(short, encoding="ascii") as lines:
            self._middle = sum(1 for _ in lines) // 2

    def _print(self, host, file, *options):
        return Print(self._printer, host, file, options)

    def unpaced(self, host):
        with self._print(host, self._file) as job:
            job.until("ended", 20)
        return job.result()

    def paced(self, host):
        with self._print(host, self._short, *PACED) as job:
            job.until("ended", 20)
        return job.result()

    def lost_ok(self, host):
        with self._print(host, self._short, *PACED, "--lose-ok-behind", self._middle) as job:
            job.until("ended", 45)
        return job.result()

    def cancel(self, host):
        with self._print(host, self._short, *PACED, "--mark", self._middle) as job:
            if job.until("mark", 20) is None:
                raise HostFailed(f"{host.name} did not come to the mark")
            asked = time.monotonic_ns()
            host.cancel()
            off = job.until("heaters_off", 10)
        seen = job.result()
        return {"last_byte": since(asked, seen["last_job_byte"]), "heaters_off": since(asked, off)}

    def cancel_in_heat_up(self, host):
        with self._print(host, self._short, *PACED, "--slow-heat") as job:
            if job.until("heating", 20) is None:
                raise HostFailed(f"{host.name} did not come to the heating")
            time.sleep(1.5)
            asked = time.monotonic_ns()
            host.cancel()
            off = job.until("heaters_off", 20)
        seen = job.result()
        return {"last_byte": since(asked, seen["last_job_byte"]), "heaters_off": since(asked, off)}

    def pause(self, host):
        with self._print(host, self._short, *PACED, "--mark", self._middle) as job:
            if job.until("mark", 20) is None:
                raise HostFailed(f"{host.name} did not come to the mark")
            asked = time.monotonic_ns()
            host.pause()
            paused = host.was_paused_at(15)
            time.sleep(0.5)
        seen = job.result()
        return {"last_byte": since(asked, seen["last_job_byte"]), "paused": since(asked, paused)}

    def point(self, host, file, latency_ms, spoiled, seed):
        noise = ["--spoil", spoiled, "--seed", seed]
        with self._print(host, file, "--latency", latency_ms * 1000, *noise) as job:
            job.until("ended", patience=40, limit=90)
        return job.result()


TABLE = ["unpaced", "paced", "lost_ok", "cancel", "cancel_in_heat_up", "pause"]
TOLD = ["success", "rate", "cpu_us", "longest_gap", "resends", "wrong", "remnants"]
TOLD += ["last_byte", "heaters_off", "paused", "failed"]


def attempt(host, measure, *arguments):
    """What was measured, or why nothing was."""
    try:
        return measure(host, *arguments)
    except (HostFailed, BrokenPipeError) as failed:
        return {"success": False, "failed": str(failed)}


def note(host, name, seen):
    """Tells what was measured as it goes on."""
    shown = {key: round(value, 1) if isinstance(value, float) else value for key, value in seen.items()}
    print(host.name, name, *[f"{key}={shown[key]}" for key in TOLD if key in shown], file=sys.stderr, flush=True)


def with_host(host, use):
    try:
        host.begin()
        use(host)
    finally:
        host.finish()


def measure_table(bench, hosts, rounds):
    """rounds × hosts × what is measured, one after the other."""
    results = {host.name: {name: [] for name in TABLE} for host in hosts}

    def all_of(host):
        for name in TABLE:
            mine = results[host.name][name]
            if host.name == "loop" and name in TABLE[3:]:
                continue  # it has no such command
            if name == "lost_ok" and mine and not mine[0]["success"]:
                continue  # it stood still for good; once is enough
            mine.append(attempt(host, getattr(bench, name)))
            note(host, name, mine[-1])

    quick = [host for host in hosts if host.name in QUICK]
    for turn in range(rounds):
        for host in quick * MORE_OFTEN:
            results[host.name]["unpaced"].append(attempt(host, bench.unpaced))
            note(host, "unpaced", results[host.name]["unpaced"][-1])
        first = turn % len(hosts)
        for host in hosts[first:] + hosts[:first]:
            with_host(host, all_of)
    return results


def points():
    """(latency in ms each way, spoiled in a thousand, lines): few where each takes long."""
    for latency in LATENCIES:
        yield latency, 0, max(20, min(1000, 5000 // max(latency, 1)))
    for spoiled in SPOILED[1:]:
        yield 1, spoiled, 1000


def measure_graph(bench, hosts, rounds, file, folder):
    """rounds × points. Where hosts mostly wait for the line, all print at once, each on its own printer."""
    parts = {point: head_of(file, point[2], folder) for point in points()}
    results = []
    interrupted = threading.Event()

    def one(host, point, seed):
        latency, spoiled, _ = point
        if host.name == "loop" and spoiled:
            return  # it cannot send a line again
        seen = attempt(host, bench.point, parts[point], latency, spoiled, seed)
        note(host, f"{latency} ms, {spoiled} of 1,000 spoiled", seen)
        kept = {key: seen[key] for key in ("success", "rate") if key in seen}
        results.append({"host": host.name, "latency": latency, "spoiled": spoiled} | kept)

    def all_late_of(host, seed):
        for point in parts:
            if point[0] != 0 and not interrupted.is_set():
                one(host, point, seed)

    try:
        for host in hosts:
            host.begin()
        for seed in range(1, rounds + 1):
            for host in hosts:
                for point in parts:
                    if point[0] == 0:
                        one(host, point, seed)
            with ThreadPoolExecutor(len(hosts)) as at_once:
                try:
                    list(at_once.map(all_late_of, hosts, [seed] * len(hosts)))
                except BaseException:
                    interrupted.set()
                    raise
    finally:
        for host in hosts:
            host.finish()
    return results


def smoke(bench, hosts):
    """Whether this benchmark still works, and the least that must hold of our own programs."""
    wrong = []
    for host in hosts:
        for name in ["unpaced", "paced"] + (TABLE[2:] if host.name != "loop" else []):
            seen = attempt(host, getattr(bench, name))
            note(host, name, seen)
            whole = seen.get("success", seen.get("heaters_off") or seen.get("paused"))
            if not whole:
                wrong.append(f"{host.name}, {name}: {seen}")
    for complaint in wrong:
        print(complaint)
    print(f"the comparison works with {len(hosts)} hosts" if not wrong else "the comparison does not work")
    return 1 if wrong else 0


def main():
    read = argparse.ArgumentParser()
    for name in ("printer", "host", "file", "work"):
        read.add_argument("--" + name, required=True)
    for name in ("octoprint", "printcore", "svg"):
        read.add_argument("--" + name)
    read.add_argument("--rounds", type=int, default=3)
    read.add_argument("--only", choices=["table", "graph"])
    read.add_argument("--smoke", action="store_true")
    chosen = read.parse_args()
    # Host and printer share one core: else it would decide more than they do whether they wake each other on
    # the same core or on another.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    hosts = [ToldHost(name, chosen.host, "DEVICE", "FILE", name) for name in QUICK]
    bench = Bench(chosen.printer, chosen.file, head_of(chosen.file, SHORT, chosen.work))
    if chosen.smoke:
        return smoke(bench, hosts)
    if chosen.printcore:
        program = os.path.join(HERE, "print_with_printcore.py")
        hosts.append(ToldHost("printcore", chosen.printcore, program, "DEVICE", "FILE"))
    if chosen.octoprint:
        hosts.append(OctoPrint(chosen.octoprint, os.path.join(chosen.work, "octoprint")))

    kept = os.path.join(chosen.work, "results.json")
    results = {}
    if os.path.exists(kept):
        with open(kept, encoding="ascii") as file:
            results = json.load(file)

    def keep():
        with open(kept, "w", encoding="ascii") as file:
            json.dump(results, file, indent=1)

    if chosen.only != "graph":
        results["table"] = measure_table(bench, hosts, chosen.rounds)
        keep()
    if "table" in results:
        tell_table(results["table"])
    sys.stdout.flush()
    if chosen.only != "table":
        results["graph"] = measure_graph(bench, hosts, chosen.rounds, chosen.file, chosen.work)
        keep()
    if "graph" in results and chosen.svg:
        draw(results["graph"], chosen.svg)
    return 0


sys.exit(main())
