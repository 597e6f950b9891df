"""Decides whether the simulation finds every bug of tests/bugs/catalogue. Called by run.sh, which says how.

A bug is a file of edits of our headers: text that must stand there exactly once, and what stands in its place when
the bug is compiled in. There `BUG` is a condition that is true while that bug is switched on. All edits are made in
one copy of the headers, so one program knows every bug; hunt.cpp switches on one of them.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "tests/bugs/catalogue"
RECORD = ROOT / "docs/robustness.md"
BEGIN, END = "<!-- the track record begins -->", "<!-- the track record ends -->"
MOST_JOBS = 100_000
MOST_SECONDS = 120  # for one bug
# What a bug may be put into: the library that is simulated, not the simulation.
SIMULATED = ["*.hpp", "job/*.hpp", "gcode/**/*.hpp", "transport/*.hpp"]


class Rotten(Exception):
    """The catalogue does not fit the headers any more."""


class Bug:
    """One file of the catalogue."""

    def __init__(self, path):
        self.name = path.stem
        head, *blocks = re.split(r"^--- (find|put)\n", path.read_text(), flags=re.M)
        fields = re.findall(r"^(\w[\w ]*): (.*(?:\n +.*)*)", head, flags=re.M)
        self.fields = {key: " ".join(value.split()) for key, value in fields}
        missing = {"title", "where", "does", "caught by"} - self.fields.keys()
        words, texts = blocks[0::2], blocks[1::2]
        if missing or not words or words != ["find", "put"] * (len(words) // 2):
            raise Rotten(f"{self.name}: it needs {sorted(missing)}, and pairs of find and put")
        self.rules = [int(number) for number in re.findall(r"I(\d+)", self.fields["caught by"])]
        self.edits = list(zip(texts[0::2], texts[1::2]))


class Header:
    """A header and the changes of it, by their places in the text as it is."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text()
        self.changes = []

    def places(self, snippet):
        """Where the words of a snippet stand, however they are wrapped."""
        pattern = r"\s+".join(f"({re.escape(word)})" for word in snippet.split())
        return list(re.finditer(pattern, self.text))

    def changed(self):
        """The text with all changes; insertions at one place follow each other in the order of the catalogue."""
        result, behind = [], 0
        for begin, end, put, bug in sorted(self.changes, key=lambda change: change[:2]):
            if begin < behind:
                raise Rotten(f"{bug}: another bug changes the same words of {self.path.name}")
            result += [self.text[behind:begin], put]
            behind = end
        return "".join(result) + self.text[behind:]


def common(one, other):
    """How many words two lists begin with together."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def apply(bug, headers):
    """Notes the changes that a bug makes: only the words that differ, so that bugs may be neighbours."""
    condition = f"::catalogue::is_on(::catalogue::bug::{bug.name})"
    for snippet, put in bug.edits:
        found = [(header, place) for header in headers for place in header.places(snippet)]
        if len(found) != 1:
            raise Rotten(f"{bug.name}: this stands in the headers {len(found)} times, and not once:\n{snippet}")
        header, place = found[0]
        old, new = snippet.split(), put.split()
        front = common(old, new)
        back = common(old[front:][::-1], new[front:][::-1])
        spans = [place.span(i + 1) for i in range(len(old))]
        begin = spans[front][0] if front < len(old) else spans[-1][1]
        end = spans[len(old) - back - 1][1] if front + back < len(old) else begin
        text = " ".join(new[front:len(new) - back])
        header.changes.append((begin, end, re.sub(r"\bBUG\b", condition, f" {text} "), bug.name))


def write_switches(bugs, path):
    """The header by which the edited headers, and hunt.cpp, know the bugs."""
    names = "".join(f"    {bug.name},\n" for bug in bugs)
    entries = "".join(
        '    {"%s", bug::%s, %s},\n' % (bug.name, bug.name, " | ".join(f"1U << {rule}U" for rule in bug.rules))
        for bug in bugs)
    path.write_text(f"""#pragma once
#include <string_view>
#include <type_traits>

namespace catalogue {{

enum class bug {{
    none,
{names}}};

inline bug chosen = bug::none;

// The table's proofs are about the library without bugs.
[[nodiscard]] constexpr bool is_on(bug which) {{
    if (!std::is_constant_evaluated()) return chosen == which;
    return false;
}}

struct entry {{
    std::string_view name;
    bug is;
    unsigned rules; // that may catch it, one bit each
}};

inline constexpr entry entries[] = {{
{entries}}};

}} // namespace catalogue
""")


def build(bugs, folder):
    """Makes the copy with all bugs, and the program that hunts them."""
    include = folder / "include"
    shutil.rmtree(include, ignore_errors=True)
    shutil.copytree(ROOT / "include", include)
    headers = [Header(path) for pattern in SIMULATED for path in sorted((include / "printjob").glob(pattern))]
    for bug in bugs:
        apply(bug, headers)
    for header in headers:
        if header.changes:
            text = header.changed().replace("#pragma once\n", "#pragma once\n#include <bug_catalogue.hpp>\n", 1)
            header.path.write_text(text)
    write_switches(bugs, include / "bug_catalogue.hpp")
    program = folder / "hunt"
    compiler = os.environ.get("CXX", "g++").split()
    command = [*compiler, "-std=c++20", "-O2", "-w", f"-I{include}", ROOT / "tests/bugs/hunt.cpp", "-o", program]
    if subprocess.run(command).returncode != 0:
        raise Rotten("With its changes the headers do not compile.")
    return program


def hunt(program, bug):
    """Whether the bug was found, and the numbers or the words that hunt.cpp says."""
    try:
        done = subprocess.run([program, bug.name, str(MOST_JOBS)], capture_output=True, text=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return None, f"came to no end within {MOST_SECONDS} s"
    if done.returncode != 0:
        return None, done.stdout.strip() or f"ended with {done.returncode}"
    rule, seed, jobs, what = done.stdout.rstrip("\n").split("\t")
    return (rule, int(seed), int(jobs), what), None


def table(bugs, results):
    """The rows of docs/robustness.md."""
    rows = ["| what went wrong | where it happened | found by | jobs needed | see it with `sh tests/bugs/run.sh` … |",
            "|---|---|---|---|---|"]
    for bug in bugs:
        rule, seed, jobs, _ = results[bug.name]
        rows.append(f"| {bug.fields['title']} | {bug.fields['where']} | {rule} | {jobs:,} | "
                    f"`--replay {bug.name} {seed}` |")
    return "\n".join(rows)


def record_is_complete(bugs):
    """Whether the table of docs/robustness.md has a row for each bug and no other."""
    told = re.search(f"{BEGIN}(.*){END}", RECORD.read_text(), flags=re.S)
    rows = re.findall(r"`--replay (\w+) \d+`", told.group(1)) if told else []
    names = [bug.name for bug in bugs]
    if sorted(rows) == sorted(names):
        return True
    print(f"docs/robustness.md does not list the catalogue as it is: {sorted(set(rows) ^ set(names))}")
    return False


def update_record(bugs, results):
    """Writes the table of docs/robustness.md anew."""
    front, rest = RECORD.read_text().split(BEGIN)
    RECORD.write_text(f"{front}{BEGIN}\n{table(bugs, results)}\n{END}{rest.split(END)[1]}")


def main():
    words = argparse.ArgumentParser(description="Lets the simulation find the bugs of the catalogue.")
    words.add_argument("bugs", nargs="*", metavar="bug", help="only these")
    words.add_argument("--replay", nargs=2, metavar=("BUG", "SEED"), help="one run with a bug, told line by line")
    words.add_argument("--update", action="store_true", help="write the table of docs/robustness.md when all are found")
    words.add_argument("--build", default=ROOT / "build/bugs", type=pathlib.Path, help="where to build")
    words.add_argument("--jobs", default=os.cpu_count(), type=int, help="how many hunts at once")
    asked = words.parse_args()

    begun = time.monotonic()
    bugs = [Bug(path) for path in sorted(CATALOGUE.glob("*.bug"))]
    unknown = set(asked.bugs) - {bug.name for bug in bugs}
    if unknown or not bugs:
        raise Rotten(f"there is no such bug: {sorted(unknown)}")
    asked.build.mkdir(parents=True, exist_ok=True)
    program = build(bugs, asked.build)
    print(f"{len(bugs)} bugs compiled in, {time.monotonic() - begun:.0f} s", flush=True)
    if asked.replay:
        return subprocess.run([program, "--replay", *asked.replay]).returncode

    chosen = [bug for bug in bugs if not asked.bugs or bug.name in asked.bugs]
    results, missed = {}, 0
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        for bug, (found, failed) in zip(chosen, pool.map(lambda each: hunt(program, each), chosen)):
            if failed:
                missed += 1
                print(f"{bug.name}: MISSED: {failed}", flush=True)
                continue
            results[bug.name] = found
            rule, seed, jobs, what = found
            print(f"{bug.name}: {rule} with seed {seed}, {jobs} jobs: {what}\n"
                  f"    sh tests/bugs/run.sh --replay {bug.name} {seed}", flush=True)
    if asked.update and len(results) == len(bugs):
        update_record(bugs, results)
    good = missed == 0 and record_is_complete(bugs)
    print(f"{len(chosen) - missed} of {len(chosen)} bugs were found, {time.monotonic() - begun:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Rotten as why:
        print(f"The catalogue is rotten. {why}", file=sys.stderr)
        sys.exit(1)
