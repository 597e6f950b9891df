#!/bin/bash
# What including a header costs: preprocessed lines (all, and the library's own), and the CPU
# seconds of a translation unit that has nothing else in it.
#
#   benchmarks/headers.sh       CXX chooses the compiler (else g++)
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cxx=${CXX:-g++}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT='%U %S'

cpu_seconds() {
    { time "$cxx" -std=c++20 -O2 -I"$root/include" -c "$1" -o "$folder/out.o"; } 2>&1 | awk '{ print $1 + $2 }'
}

# The least of five: what else runs on the machine only adds.
compile_seconds() {
    for _ in 1 2 3 4 5; do cpu_seconds "$1"; done | sort -n | head -n 1
}

# measure HEADER…: one translation unit with all of them.
measure() {
    printf '#include <%s>\n' "$@" >"$folder/one.cpp"
    all=$("$cxx" -std=c++20 -I"$root/include" -E -P "$folder/one.cpp" | wc -l)
    ours=$("$cxx" -std=c++20 -I"$root/include" -E "$folder/one.cpp" |
        awk '/^# [0-9]+ "/ { ours = index($0, "/include/printjob/") > 0; next }
             ours && NF { ++n }
             END { print n + 0 }')
    printf '%-34s %7d lines, %5d of them ours, %s CPU s\n' \
        "$*" "$all" "$ours" "$(compile_seconds "$folder/one.cpp")"
}

echo "$cxx $("$cxx" -dumpfullversion -dumpversion), -std=c++20 -O2"
measure chrono string tl/expected.hpp
for header in printjob/job/transitions.hpp printjob/printjob.hpp printjob/gcode/streamer.hpp \
    printjob/host/synchronized.hpp nlohmann/json.hpp printjob/json/command_reader.hpp printjob/http/job_api.hpp; do
    measure "$header"
done
