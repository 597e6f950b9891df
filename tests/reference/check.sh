#!/bin/sh
# Builds the reference of the public headers with Doxygen, in build/reference/html, and fails when a public name has no
# words of its own, or words that Doxygen cannot read.
#
#     sh tests/reference/check.sh [build folder]
#
# undocumented.txt lists the names that still have none. A name that is not in the list fails the check, and so does one
# in the list that has words now. What needs none: deduction guides, and comparisons that the compiler writes.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages doxygen

build=${1:-build/reference}
rm -rf "$build/html"
mkdir -p "$build"
{
    cat tests/reference/Doxyfile
    echo "OUTPUT_DIRECTORY = $build"
} | doxygen - 2>"$build/said.txt"
# `path:12: error: Member x …` becomes `path: Member x …`: a line number is none of a name's.
sed -n -e 's/.*\(include\/printjob\/[^:]*\):[0-9]*: [a-z]*: /\1: /p' "$build/said.txt" |
    grep -v -e 'Member [a-z_]*(.*) -> ' -e 'Member operator==(.*)=default' | sort -u >"$build/found.txt"

LC_ALL=C sort -u "$build/found.txt" >"$build/now.txt"
grep -v '^#' tests/reference/undocumented.txt | LC_ALL=C sort -u >"$build/listed.txt"
{
    grep -v 'include/printjob/' "$build/said.txt" || true
    LC_ALL=C comm -23 "$build/now.txt" "$build/listed.txt" | sed 's/^/not documented: /'
    LC_ALL=C comm -13 "$build/now.txt" "$build/listed.txt" | sed 's/^/not to be listed any more: /'
} >"$build/complaints.txt"
if [ -s "$build/complaints.txt" ]; then
    cat "$build/complaints.txt"
    exit 1
fi
echo "The reference is in $build/html; $(wc -l <"$build/listed.txt") names wait for words."
