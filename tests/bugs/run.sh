#!/bin/sh
# Switches each bug of the catalogue on, one after the other, and lets the simulation find it: within 100,000
# jobs, by a rule that is named for it, and in a run that is clean without it.
#
#     sh tests/bugs/run.sh [bug …]            # all of them without a name
#     sh tests/bugs/run.sh --replay BUG SEED  # one run with the bug, told line by line
#     sh tests/bugs/run.sh --update           # all, and writes the table of docs/robustness.md
#
# The exit status is 0 only if every bug was found and docs/robustness.md knows them all.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
[ -n "${CXX:-}" ] || need_packages g++
need_packages libexpected-dev python3

exec python3 tests/bugs/run.py "$@"
