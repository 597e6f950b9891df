#!/bin/sh
# Lets mutants of the rules, the controller and the streamer live, one at a time, and tells which of them no test and no
# simulated run notices.
#
#     sh tests/mutation/run.sh                all of them: the score, and every survivor
#     sh tests/mutation/run.sh --sample       a fixed sample of them, for CI
#     sh tests/mutation/run.sh --only REGEX   those whose key (see survivors.txt) matches
#     sh tests/mutation/run.sh --list         only their keys, with lines and operators; nothing is built
#
# --jobs N uses N cores (default: all), --build FOLDER another folder than build/mutation. It fails when a mutant
# survives that is not in survivors.txt, and the full run also when the score is below 95 %.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages clang-19 python3 python3-clang-19 ccache libexpected-dev doctest-dev

export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 tests/mutation/run.py "$@" # Debian's own Python has Debian's bindings
