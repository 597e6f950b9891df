#!/bin/sh
# Prints the sample file with Printrun's printcore, as Debian has it, on the simulated Marlin: a host that knows nothing
# of ours finds in it a printer. Once over a line that is good, and once over one that spoils some lines, so that the
# printer must ask for them again.
#
#     sh tests/printrun/check.sh
#
# The exit status is 0 only if Printrun came to the end both times, complained of nothing that it should not, and the
# printer executed the file's lines completely, in order and once.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
[ -n "${CXX:-}" ] || need_packages g++
need_packages libexpected-dev python3 printcore

sample=examples/gcode/vase.gcode
speed=200   # times faster than a real printer: Printrun is what takes time then
patience=40 # seconds that each print may take; a quarter of it is usual
begun=$(date +%s)
work=$(mktemp -d)
good_line=
bad_line=

leave() {
    for process in $good_line $bad_line; do
        kill "$process" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

"${CXX:-g++}" -std=c++20 -O1 -pthread -Iinclude -Iexamples tests/printrun/simulated_printer.cpp \
    -o "$work/simulated_printer"

# print_in_background DISTANCE: one line of so many is spoiled; with 0, none is. The Python is the one that Debian's
# packages are for; the limit is for a Printrun that never gives its threads back.
print_in_background() {
    exec timeout $((patience + 10)) /usr/bin/python3 tests/printrun/print_with_printrun.py "$work/simulated_printer" \
        "$work/record_$1" "$sample" $speed "$1" $patience
}

# judge DISTANCE STATUS: of the print with that distance.
judge() {
    sed 's/^/  /' "$work/said_$1"
    # Printrun ends a job with one more M110, with which a job begins in the comparison.
    sed '${/ M110$/d;}' "$work/record_$1" >"$work/job"
    [ "$2" -eq 0 ] && awk -f examples/same_lines.awk "$sample" "$work/job" | sed 's/^/  /' | tee "$work/verdict" &&
        grep -q 'the same: all' "$work/verdict"
}

# Both at once: mostly, they wait.
print_in_background 0 >"$work/said_0" 2>&1 &
good_line=$!
print_in_background 400 >"$work/said_400" 2>&1 &
bad_line=$!
good_status=0
bad_status=0
wait "$good_line" || good_status=$?
good_line=
wait "$bad_line" || bad_status=$?
bad_line=

failed=0
echo "Printrun over a good line:"
judge 0 $good_status || failed=1
echo "Printrun over a line that spoils some:"
judge 400 $bad_status || failed=1

if [ $failed -ne 0 ]; then
    echo "Printrun and the simulated printer do not get along ($(($(date +%s) - begun)) s)"
    exit 1
fi
echo "Printrun printed $sample twice on the simulated printer, in $(($(date +%s) - begun)) s"
