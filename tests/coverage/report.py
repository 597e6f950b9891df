"""Decides whether the tests ran every line, branch and condition of the headers that they are for.

    python3 report.py --headers HEADER … --log BUILD_LOG --exported JSON …

Reads what llvm-cov exports of each test program, prints a line for each header, then what nobody ran. The exit status
is 1 when there is any of that, and when a comment excuses what needs no excuse.

An excuse stands in the header, as a comment at the end of its line or on the lines above it:

    // not covered: <why no test can run it>

It covers what is on that line, and the lines behind it that are never reached because of it. In a header of which
nothing is compiled into a program, it covers the header.

What is counted: a template or an inline function counts once, however many were made of it. A branch is one side of a
condition, or one case. A condition has modified condition/decision coverage (MC/DC) when in one of the functions made
of a template it alone was seen to change its decision. Not counted is
- what the compiler knows beforehand, and a comparison that the compiler writes (`= default`);
- the way past a switch that names the enumerators and has no default: compilers warn of an enumerator that is missing
  there, and the warning is an error.
"""

import argparse
import json
import os
import re
import sys

CODE, BRANCH, CONDITION = 0, 4, 6  # kinds of llvm's regions
EXCUSE = "// not covered: "


class Header:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="latin-1") as file:  # llvm counts columns in bytes
            self.text = [""] + file.read().split("\n")
        self.regions = {}  # place: how often it ran
        self.branches = {}  # place: how often each side was taken
        self.conditions = {}  # (place of the decision, which of its conditions): (line, has MC/DC)
        self.unmeasured = set()  # lines of decisions that the compiler could not measure

    def add(self, function):
        """Takes in one function, or one of those made of a template."""
        names = function["filenames"]
        regions = [e for e in function["regions"] if e[7] == CODE and names[e[5]] == self.path]
        branches = [e for e in function["branches"] if names[e[6]] == self.path]
        if all(self.is_default(e) for e in regions):
            return
        for e in regions:
            self.regions[tuple(e[:4])] = self.regions.get(tuple(e[:4]), 0) + e[4]
        known = [e for e in branches if is_known_beforehand(e, regions)]
        for e in branches:
            if e not in known and not self.passes_an_exhaustive_switch(e):
                taken = self.branches.setdefault(tuple(e[:4]), [0, 0])
                taken[0] += e[4]
                taken[1] += e[5]
        for *place, file, _, shown in function["mcdc_records"]:
            if names[file] == self.path:
                conditions = sorted(e for e in branches if e[8] == CONDITION and is_within(e, place))
                for i, done in enumerate(shown):
                    if conditions[i] not in known:
                        key = (tuple(place), len(shown), i)
                        before = self.conditions.get(key, (0, False))[1]
                        self.conditions[key] = (conditions[i][0], done or before)

    def is_default(self, region):
        return self.text[region[2]][:region[3] - 1].endswith("= default")

    def passes_an_exhaustive_switch(self, branch):
        line, column = branch[0], branch[1]
        if branch[8] != BRANCH or not self.text[line][:column - 1].endswith("switch ("):
            return False
        label = next(t for t in self.text[line:] if t.lstrip().startswith("case "))
        return "::" in label

    def lines(self):
        """Which lines can run, and whether they did: of the regions that a line belongs to, the smallest decides."""
        ran = {}
        for place, count in sorted(self.regions.items(), key=lambda region: size_of(region[0]), reverse=True):
            for line in range(place[0], place[2] + 1):
                if self.words_at(place, line).split("//")[0].strip(" ;{}"):
                    ran[line] = count > 0
        return ran

    def missed(self):
        """Every line with something that nobody ran, and what that is."""
        found = {line: ["never runs"] for line, ran in self.lines().items() if not ran}
        for place, taken in sorted(self.branches.items()):
            words = self.words_at(place, place[0])
            yes, no = ("taken", "passed over") if re.match(r"case |default:", words) else ("true", "false")
            for count, side in zip(taken, (yes, no)):
                if count == 0:
                    found.setdefault(place[0], []).append(f"never {side}: {words}")
        for (place, _, i), (line, done) in sorted(self.conditions.items()):
            if not done:
                words = self.words_at(place, place[0])
                found.setdefault(line, []).append(f"no MC/DC: condition {i + 1} of {words}")
        for line in self.unmeasured:
            found.setdefault(line, []).append("MC/DC cannot be measured: && or || inside an operand of ! or of a call")
        return found

    def words_at(self, place, line):
        """What stands on a line of a place."""
        text = self.text[line][:place[3] - 1] if line == place[2] else self.text[line]
        return " ".join(text[place[1] - 1 if line == place[0] else 0:].split())

    def excuses(self):
        """The lines that are excused, each with the line of its comment."""
        excused = {}
        for number, text in enumerate(self.text):
            if EXCUSE not in text:
                continue
            line = number
            while self.text[line].lstrip().startswith("//"):
                line += 1
            excused[line] = number
        return excused

    def judge(self):
        """The figures of the header, how many of its lines are excused, and what is to be said against it."""
        excuses, ran = self.excuses(), self.lines()
        if not ran:
            has_code = any(re.match(r"\s*(return|if)\b", text) for text in self.text)
            return [0] * 6, 0, [f"{self.path}: nothing of it is compiled"] if has_code and not excuses else []
        complaints, needed = [], set()
        for line, words in sorted(self.missed().items()):
            cause = line
            while cause not in excuses and ran.get(cause) is False:
                cause -= 1
            if cause in excuses:
                needed.add(cause)
            else:
                complaints += [f"{self.path}:{line}: {each}" for each in words]
        complaints += [f"{self.path}:{at}: needs no excuse" for line, at in excuses.items() if line not in needed]
        sides = [count > 0 for taken in self.branches.values() for count in taken]
        conditions = [done for _, done in self.conditions.values()]
        figures = [sum(ran.values()), len(ran), sum(sides), len(sides), sum(conditions), len(conditions)]
        return figures, len(needed), complaints


def is_known_beforehand(branch, regions):
    """A condition that never had an outcome, in code that ran."""
    around = [r for r in regions if is_within(branch, r[:4])]
    return branch[4] == branch[5] == 0 and bool(around) and min(around, key=size_of)[4] > 0


def is_within(place, other):
    return tuple(other[:2]) <= tuple(place[:2]) and tuple(place[2:4]) <= tuple(other[2:4])


def size_of(place):
    return (place[2] - place[0], place[3] - place[1])


def row(name, figures, excused):
    shares = (f"{done}/{all_}" if all_ else "-" for done, all_ in zip(figures[::2], figures[1::2]))
    return " ".join([f"{name:28}"] + [f"{share:>11}" for share in shares] + [f"{excused or '-':>9}"])


def main():
    arguments = argparse.ArgumentParser()
    for option, count in (("--headers", "+"), ("--log", None), ("--exported", "+")):
        arguments.add_argument(option, nargs=count, required=True)
    given = arguments.parse_args()

    headers = {os.path.realpath(path): Header(os.path.realpath(path)) for path in given.headers}
    for path in given.exported:
        with open(path, encoding="utf-8") as file:
            for function in json.load(file)["data"][0]["functions"]:
                for name in headers.keys() & set(function["filenames"]):
                    headers[name].add(function)
    with open(given.log, encoding="utf-8", errors="replace") as file:
        for path, line in re.findall(r"^(.+?):(\d+):\d+: warning: unsupported MC/DC", file.read(), re.MULTILINE):
            if os.path.realpath(path) in headers:
                headers[os.path.realpath(path)].unmeasured.add(int(line))

    print(f"{'':28} {'lines':>11} {'branches':>11} {'MC/DC':>11} {'excused':>9}")
    totals, all_excused, complaints = [0] * 6, 0, []
    for path, header in headers.items():
        figures, excused, found = header.judge()
        totals = [a + b for a, b in zip(totals, figures)]
        all_excused += excused
        complaints += found
        print(row("/".join(path.split("/")[-2:]), figures, excused))
    print(row("all", totals, all_excused))
    print("\n".join(each.replace(os.getcwd() + "/", "") for each in complaints), end="\n" if complaints else "")
    print(f"{len(complaints)} to be covered by a test, or excused where they stand")
    return 1 if complaints or not totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
