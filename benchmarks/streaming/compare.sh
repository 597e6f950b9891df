#!/bin/sh
# Compares printjob's streamer with the shortest loop, Printrun's printcore and OctoPrint on the same file and the
# same simulated printer, and decides nothing: it prints a table and draws a graph.
#
#   sh benchmarks/streaming/compare.sh [FOLDER]      a new table and graph: most of an hour, mostly of waiting
#   sh benchmarks/streaming/compare.sh --smoke       our own programs over a few hundred lines: does it all work?
#
# It installs what is missing (as Debian packages, and OctoPrint from PyPI into FOLDER) and slices the file once.
# FOLDER keeps all that, and the measurements; without it, they go to a temporary one. The graph is
# FOLDER/streaming.svg. ROUNDS: how often everything is measured (3). ONLY: table or graph. On a busy machine,
# begin with `nice -n -10`.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
[ -n "${CXX:-}" ] || need_packages g++
need_packages libexpected-dev python3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM HUP
smoke=
case ${1:-} in
--smoke) smoke=yes ;;
?*)
    rm -rf "$folder"
    mkdir -p "$1"
    folder=$(cd "$1" && pwd)
    trap - EXIT
    ;;
esac

flags="-std=c++20 -O2 -DNDEBUG"
for program in printer host; do
    # The flags are words of their own.
    # shellcheck disable=SC2086
    "${CXX:-g++}" $flags -Iinclude "benchmarks/streaming/$program.cpp" -o "$folder/$program"
done

if [ -n "$smoke" ]; then
    head -n 400 examples/gcode/vase.gcode >"$folder/short.gcode"
    python3 -B benchmarks/streaming/compare.py --printer "$folder/printer" --host "$folder/host" \
        --file "$folder/short.gcode" --work "$folder" --smoke
    exit
fi

need_packages printcore python3-venv prusa-slicer
octoprint=$folder/venv/bin/octoprint
if [ ! -x "$octoprint" ]; then
    echo "Installing OctoPrint, which takes a minute or two" >&2
    /usr/bin/python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet OctoPrint==1.11.8
fi
[ -s "$folder/tall.gcode" ] || sh examples/gcode/slice.sh 90 "$folder/tall.gcode" >&2

python3 -B benchmarks/streaming/compare.py --printer "$folder/printer" --host "$folder/host" \
    --file "$folder/tall.gcode" --work "$folder" --svg "$folder/streaming.svg" --rounds "${ROUNDS:-3}" \
    ${ONLY:+--only "$ONLY"} --printcore /usr/bin/python3 --octoprint "$octoprint"
echo
echo "$("${CXX:-g++}" --version | head -n 1), $flags; $(/usr/bin/python3 --version); OctoPrint 1.11.8;" \
    "Printrun $(dpkg-query -W -f='${Version}' printcore); Linux $(uname -r);" \
    "load $(cut -d ' ' -f 1-3 /proc/loadavg)"
