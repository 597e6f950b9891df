"""Decides how good the tests are: builds them once with all mutants of the headers (see find_mutants.py), lets each
mutant live alone, and counts those that no test and no simulated run notices.

What survives must stand in survivors.txt, with its reason. See run.sh for the options.
"""

import argparse
import hashlib
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import find_mutants

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/mutation"
COMPILER = ["ccache", "clang++-19"]
FLAGS = ["-std=c++20", "-w", "-ferror-limit=0", "-fno-caret-diagnostics", "-fno-color-diagnostics"]
TESTED_IN = ["job", "gcode"]
# These last long, so they are optimised and come last, with the simulation.
SLOW = ["streamer_window_test.cpp", "streamer_pause_resume_test.cpp", "resend_buffer_test.cpp"]
# They do at length what the simulation does here in short.
LEFT_OUT = ["streamer_random_test.cpp", "streamer_single_fault_test.cpp"]
GOAL = 95.0  # percent
SAMPLE = 120

# What is mutated: the rules and the controller, and the streamer with all that it includes: procedures, link, dialects,
# and how lines are read and framed.
RULES = ["job/*.hpp", "controller.hpp"]
STREAMER = "printjob/gcode/streamer.hpp"


def headers_in_scope():
    include = ROOT / "include"
    found = [path for pattern in RULES for path in sorted((include / "printjob").glob(pattern))]
    names = [path.relative_to(include).as_posix() for path in found]
    waiting = [STREAMER]
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.append(name)
        waiting += re.findall(r"#include <(printjob/gcode/[^>]+)>", (include / name).read_text())
    return names


class Build:
    """The instrumented headers, and the test programs with them."""

    def __init__(self, folder, jobs):
        self.folder = folder
        self.jobs = jobs
        self.include = folder / "include"
        self.objects = folder / "objects"
        self.objects.mkdir(parents=True, exist_ok=True)
        self.names = headers_in_scope()
        self.finder = find_mutants.Finder(ROOT / "include", self.names, self.names, [])
        self.dropped = set()
        self.writers = {}

    def write_headers(self):
        """Copies all headers, the mutated ones instrumented. What stays the same is not touched."""
        for path in (ROOT / "include").rglob("*.hpp"):
            name = path.relative_to(ROOT / "include").as_posix()
            content = path.read_bytes()
            if name in self.names:
                header = self.finder.headers[str(path)]
                writer = find_mutants.Writer(header, self.finder.tables, self.dropped)
                self.writers[str(self.include / name)] = writer
                content = bytes(writer.out)
            target = self.include / name
            if not target.exists() or target.read_bytes() != content:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)

    def compile(self, source, extra):
        command = COMPILER + FLAGS + [f"-I{self.include}", f"-I{HERE}", f"-I{ROOT / 'tests'}", *extra, str(source)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    def programs(self):
        """The test programs: of each its name, its optimisation and its sources."""
        own = [ROOT / "tests/main.cpp", HERE / "watch.cpp"]
        tests = [path for folder in TESTED_IN for path in sorted((ROOT / "tests" / folder).rglob("*_test.cpp"))
                 if path.name not in LEFT_OUT]
        slow = [path for path in tests if path.name in SLOW]
        quick = [path for path in tests if path.name not in SLOW]
        return [("quick_tests", "-O0", own + quick), ("slow_tests", "-O1", [*own, HERE / "simulation.cpp", *slow])]

    def make(self):
        """Builds the programs; mutants that do not compile are dropped on the way."""
        checked = [HERE / "simulation.cpp", ROOT / "tests/job/controller_test.cpp",
                   ROOT / "tests/job/preconditions_test.cpp"]
        self.until_clean(checked, lambda source: ["-fsyntax-only"])
        made = []
        for name, optimisation, sources in self.programs():
            self.until_clean(sources, lambda source: [optimisation, "-c", "-o", self.object_of(name, source)])
            objects = [self.object_of(name, source) for source in sources]
            subprocess.run(["clang++-19", *objects, "-o", str(self.folder / name)], check=True)
            made.append(self.folder / name)
        return made

    def object_of(self, program, source):
        return str(self.objects / (program + "_" + source.relative_to(ROOT).as_posix().replace("/", "_") + ".o"))

    def until_clean(self, sources, options):
        for _ in range(20):
            self.write_headers()
            with ThreadPoolExecutor(self.jobs) as pool:
                runs = list(pool.map(lambda source: self.compile(source, options(source)), sources))
            failed = [run for run in runs if run.returncode != 0]
            if not failed:
                return
            before = len(self.dropped)
            for run in failed:
                self.drop_those_to_blame(run.stderr)
            if len(self.dropped) == before:
                sys.exit("The mutated headers do not compile:\n" + failed[0].stderr[:5000])
        sys.exit("The mutated headers do not compile after twenty attempts.")

    def drop_those_to_blame(self, messages):
        """For each error the innermost mutant where it, or a note that follows it, stands."""
        settled = True
        for line in messages.splitlines():
            match = re.match(r"(.+?):(\d+):(\d+): (fatal error|error|note): ", line)
            if not match:
                continue
            settled = settled and match[4] == "note"
            writer = self.writers.get(match[1])
            if settled or writer is None:
                continue
            lines = writer.lines()
            offset = lines[int(match[2]) - 1] + int(match[3]) - 1
            for mutant in writer.blame(offset):
                self.dropped.add(mutant.key)
                settled = True


class Tests:
    """The test programs: which of their cases pass where, and whether they notice a mutant."""

    def __init__(self, programs, tables, folder):
        self.tables = tables
        self.seconds = {}
        self.file_of = {}
        self.program_of = {}
        self.cases_at = defaultdict(set)
        for program in programs:
            self.learn(program, folder / (program.name + ".passed"))

    def learn(self, program, record):
        """Runs a program without any mutant, and keeps what its cases pass."""
        run = subprocess.run([program], cwd=ROOT, capture_output=True, text=True,
                             env={**os.environ, "PRINTJOB_MUTANTS_PASSED": str(record)})
        if run.returncode != 0:
            sys.exit("The tests fail without any mutant:\n" + run.stdout[-3000:])
        for line in record.read_text().splitlines():
            numbers, file, name = line.split(" | ", 2)
            seconds, *places = numbers.split()
            self.seconds[name] = self.seconds.get(name, 0) + float(seconds)
            self.program_of[name] = program
            self.file_of[name] = str(Path(file).relative_to(ROOT / "tests"))
            for place in places:
                self.cases_at[int(place)].add(name)

    def stages(self, mutant):
        """The cases that pass the mutant: those written for its header, the other quick ones, the slow ones."""
        place = self.tables[mutant.table] if mutant.table else mutant.id
        near_by = mutant.file.removesuffix(".hpp") if mutant.file.startswith("gcode/") else "job/"
        near, quick, slow = [], [], []
        for name in sorted(self.cases_at[place], key=lambda name: self.seconds[name]):
            if self.program_of[name].name == "slow_tests":
                slow.append([name])
            else:
                (near if self.file_of[name].startswith(near_by) else quick).append(name)
        return [stage for stage in (near, quick, *slow) if stage]

    def notice(self, mutant):
        """What kills the mutant; nothing when it lives."""
        for stage in self.stages(mutant):
            program = self.program_of[stage[0]]
            limit = 0.3 + 10 * sum(self.seconds[name] for name in stage)  # of the processor
            names = ",".join(name.replace("\\", "\\\\").replace(",", "\\,") for name in stage)

            def limits():
                signal.setitimer(signal.ITIMER_PROF, limit)  # it outlives exec, and ends the process
                resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

            try:
                run = subprocess.run([program, "--abort-after=1", f"--test-case={names}"], cwd=ROOT,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limits,
                                     timeout=60 + 20 * limit, env={**os.environ, "PRINTJOB_MUTANT": str(mutant.id)})
            except subprocess.TimeoutExpired:
                return "time limit"
            if run.returncode == -signal.SIGPROF:
                return "time limit"
            if run.returncode != 0:
                return "crash" if run.returncode < 0 else program.name.replace("_", " ")
        return None


def read_survivors():
    """The reviewed survivors: keys, each group followed by its reason, which is indented."""
    reasons = {}
    group = []
    for line in (HERE / "survivors.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            for key in group:
                reasons[key] = line.strip()
            group = []
        elif group or line not in reasons:
            group.append(line)
    if group:
        sys.exit(f"survivors.txt gives no reason for: {group[-1]}")
    return reasons


def tell_figures(mutants, deaths, title, of):
    print(f"\n{title:<40} mutants  killed   score")
    groups = defaultdict(list)
    for mutant in mutants:
        groups[of(mutant)].append(deaths[mutant.key] is not None)
    for name, killed in sorted(groups.items()):
        print(f"{name:<40} {len(killed):7} {sum(killed):7} {100 * sum(killed) / len(killed):6.1f} %")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--build", default=str(ROOT / "build/mutation"))
    chosen = parser.parse_args()

    begun = time.monotonic()
    folder = Path(chosen.build).resolve()
    build = Build(folder, chosen.jobs)
    if chosen.list:
        for mutant in build.finder.mutants:
            print(f"{mutant.line:5} {mutant.operator:18} {mutant.key}")
        return 0
    tests = Tests(build.make(), build.finder.tables, folder)
    (folder / "dropped.txt").write_text("".join(f"{key}\n" for key in sorted(build.dropped)))
    compiled = [mutant for mutant in build.finder.mutants if mutant.key not in build.dropped]
    mutants = [mutant for mutant in compiled if re.search(chosen.only, mutant.key)]
    if chosen.sample:
        mutants = sorted(mutants, key=lambda m: hashlib.sha256(m.key.encode()).hexdigest())[:SAMPLE]
    print(f"{len(compiled)} mutants compile ({len(build.dropped)} do not), {len(mutants)} are tried; "
          f"built after {time.monotonic() - begun:.0f} s")

    deaths = {}
    with ThreadPoolExecutor(chosen.jobs) as pool, open(folder / "results.txt", "w", buffering=1) as results:
        for mutant, death in zip(mutants, pool.map(tests.notice, mutants)):
            deaths[mutant.key] = death
            results.write(f"{death or 'lives'}\t{mutant.line}\t{mutant.key}\n")

    survivors = [mutant for mutant in mutants if deaths[mutant.key] is None]
    tell_figures(mutants, deaths, "by operator", lambda m: m.operator)
    tell_figures(mutants, deaths, "by file", lambda m: m.file)
    tell_figures([m for m in mutants if deaths[m.key]], deaths, "killed by", lambda m: deaths[m.key])

    reviewed = read_survivors()
    unknown = [mutant for mutant in survivors if mutant.key not in reviewed]
    for mutant in unknown:
        never = "" if tests.stages(mutant) else "   (no test passes it)"
        where = f"include/printjob/{mutant.file}:{mutant.line}"
        print(f"\nsurvives, and is not in survivors.txt: {where}{never}\n{mutant.key}")
    for key in sorted(reviewed.keys() & {m.key for m in mutants if deaths[m.key]}):
        print(f"\nnotice: is in survivors.txt, and was killed by {deaths[key]}: {key}")
    if not chosen.sample and not chosen.only:
        for key in sorted(reviewed.keys() - {m.key for m in compiled}):
            print(f"\nnotice: is in survivors.txt, and there is no such mutant: {key}")

    score = 100 * (len(mutants) - len(survivors)) / len(mutants)
    print(f"\nmutation score: {score:.1f} % ({len(mutants) - len(survivors)} of {len(mutants)} killed; goal {GOAL} %), "
          f"{len(unknown)} survivors without a reason, {time.monotonic() - begun:.0f} s")
    low = score < GOAL and not chosen.sample and not chosen.only
    return 1 if unknown or low else 0


if __name__ == "__main__":
    sys.exit(main())
