#!/bin/sh
# Builds the reference of the public headers with Doxygen, in build/reference/html, and fails when a public name has no
# words of its own, or words that Doxygen cannot read.
#
#     sh tests/reference/check.sh [build folder]
#
# What needs no words: deduction guides, and comparisons that the compiler writes. Doxygen 1.9.4 does not look at
# enumerators, concepts and empty classes.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages doxygen

build=${1:-build/reference}

# Makes the pages of the headers in a folder, and writes down what is complained of.
make_pages() {
    headers=$1 pages=$2
    rm -rf "$pages/html"
    mkdir -p "$pages"
    {
        cat tests/reference/Doxyfile
        echo "INPUT = $headers"
        echo "OUTPUT_DIRECTORY = $pages"
    } | doxygen - 2>"$pages/said.txt"
    grep -v -e 'Member [a-z_]*(.*) -> ' -e 'Member operator==(.*)=default' "$pages/said.txt" \
        >"$pages/complaints.txt" || true
}

# That the check finds what is wrong, and nothing else, is tested too: by its line.
make_pages tests/reference/wrong "$build/wrong"
sed 's/^[^:]*:\([0-9]*\):.*/\1/' "$build/wrong/complaints.txt" | sort -nu >"$build/wrong/found.txt"
grep -n '// wrong$' tests/reference/wrong/undocumented.hpp | cut -d : -f 1 >"$build/wrong/to_be_found.txt"
if ! cmp "$build/wrong/found.txt" "$build/wrong/to_be_found.txt"; then
    echo "The check itself is broken. It complains of this in a header that is wrong in the marked lines:"
    cat "$build/wrong/complaints.txt"
    exit 1
fi

make_pages include/printjob "$build"
if [ -s "$build/complaints.txt" ]; then
    cat "$build/complaints.txt"
    exit 1
fi
echo "The reference is in $build/html."
