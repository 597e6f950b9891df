#!/bin/bash
# What including a header costs, in a translation unit that has nothing else in it: preprocessed lines (all, and the
# library's own), template instantiations, and compile time, as CPU seconds and as a multiple of <string>'s in the same
# run.
#
#   benchmarks/headers.sh              the headers that people include
#   benchmarks/headers.sh --all        every public header; takes minutes
#   benchmarks/headers.sh --counts …   without the times: the rest repeats to the letter
#
# CXX chooses the compiler (else g++). Instantiations are counted by CLANG (else clang++-19); without it they are left
# out.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cxx=${CXX:-g++}
clang=${CLANG:-clang++-19}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT='%U %S'

times=yes
turns="1 2 3 4 5"
if [ "${1:-}" = --counts ]; then
    times=no
    shift
fi

cpu_seconds() {
    { time "$cxx" -std=c++20 -O2 -I"$root/include" -c "$1" -o "$folder/out.o"; } 2>&1 | awk '{ print $1 + $2 }'
}

# The least of five, or of three for all headers: what else runs on the machine only adds.
compile_seconds() {
    for _ in $turns; do cpu_seconds "$1"; done | sort -n | head -n 1
}

# Classes and functions that are made from templates.
instantiations() {
    command -v "$clang" >/dev/null || return 0
    "$clang" -std=c++20 -I"$root/include" -c "$1" -o "$folder/out.o" \
        -ftime-trace="$folder/trace.json" -ftime-trace-granularity=0
    grep -o '"name":"Instantiate\(Class\|Function\)"' "$folder/trace.json" | wc -l
}

# measure HEADER…: one translation unit with all of them.
measure() {
    local all ours seconds=
    printf '#include <%s>\n' "$@" >"$folder/one.cpp"
    all=$("$cxx" -std=c++20 -I"$root/include" -E -P "$folder/one.cpp" | wc -l)
    ours=$("$cxx" -std=c++20 -I"$root/include" -E "$folder/one.cpp" |
        awk '/^# [0-9]+ "/ { ours = index($0, "/include/printjob/") > 0; next }
             ours && NF { ++n }
             END { print n + 0 }')
    if [ "$times" = yes ]; then
        seconds=$(compile_seconds "$folder/one.cpp")
        reference=${reference:-$seconds} # the first that is measured
        seconds=$(awk -v s="$seconds" -v of="$reference" 'BEGIN { printf " %.2f | %.1f |", s, s / of }')
    fi
    echo "| \`$*\` | $all | $ours | $(instantiations "$folder/one.cpp") |$seconds"
}

echo "$cxx $("$cxx" -dumpfullversion -dumpversion), -std=c++20 -O2"
echo
if [ "$times" = yes ]; then
    echo "| header | lines | ours | instantiations | CPU s | of \`<string>\` |"
    echo "|---|---|---|---|---|---|"
else
    echo "| header | lines | ours | instantiations |"
    echo "|---|---|---|---|"
fi
measure string
measure chrono string tl/expected.hpp
if [ "${1:-}" = --all ]; then
    turns="1 2 3"
    measure nlohmann/json.hpp
    cd "$root/include"
    for header in $(find printjob -name '*.hpp' | LC_ALL=C sort); do measure "$header"; done
else
    for header in printjob/job/transitions.hpp printjob/controller.hpp printjob/gcode/streamer.hpp \
        printjob/printjob.hpp printjob/host/synchronized.hpp printjob/testing/simulated_port.hpp \
        nlohmann/json.hpp printjob/json/command_reader.hpp printjob/http/job_api.hpp; do
        measure "$header"
    done
fi
