#!/bin/sh
# Decides whether the public headers get along with what other platforms bring: they are ASCII, so that no code page can
# misread them; they compile where `min` and `max` are macros, as after <windows.h>, and beside POSIX's own names; and they
# compile without a warning where sizes have 32 bits.
#
#     sh tests/headers/check.sh
#
# That the checks find what is wrong is tested too. The exit status is 0 only if all is as it should be.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages g++ clang-19 libexpected-dev nlohmann-json3-dev libc6-dev-i386 lib32stdc++-12-dev

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"

# is_ascii FOLDER: tells each line that is not.
is_ascii() {
    ! LC_ALL=C grep -rn '[^ -~]' "$1"
}

# one_unit FOLDER: all headers of a folder, after everything of others that they include and the macros.
one_unit() {
    echo '#include <unistd.h>'
    grep -rhoE '^#include <[^>]+>' "$1" | grep -v '<printjob/' | sort -u |
        sed 's/#include \(<.*>\)/#if __has_include(\1)\n&\n#endif/' # some are of one system only
    echo '#define min(a, b) ((a) < (b) ? (a) : (b))'
    echo '#define max(a, b) ((a) < (b) ? (b) : (a))'
    (cd "$1" && find . -name '*.hpp' | sed 's|^\./\(.*\)|#include <\1>|' | LC_ALL=C sort)
}

# compiles FOLDER COMPILER…: its headers in one unit.
compiles() {
    folder=$1
    shift
    one_unit "$folder" >"$work/unit.cpp"
    # shellcheck disable=SC2086 # a list of words
    "$@" -std=c++20 $warnings -I"$folder" -fsyntax-only "$work/unit.cpp"
}

# Where clang finds what gcc-multilib has a link for. The other packages of that name keep cross compilers out.
thirty_two_bits="clang++-19 -m32 -idirafter /usr/include/x86_64-linux-gnu"

fail() {
    echo "$*" >&2
    exit 1
}

mkdir -p "$work/wrong/ascii" "$work/wrong/macros" "$work/wrong/sizes"
printf '// 20 \302\260C\n' >"$work/wrong/ascii/wrong.hpp"
printf '#include <algorithm>\ninline int wrong(int a) { return std::max(a, 0); }\n' >"$work/wrong/macros/wrong.hpp"
printf '#include <cstddef>\ninline std::size_t wrong(unsigned long long a) { return a; }\n' >"$work/wrong/sizes/wrong.hpp"
! is_ascii "$work/wrong/ascii" >/dev/null || fail "a sign that is not ASCII is not noticed"
! compiles "$work/wrong/macros" g++ 2>/dev/null || fail "the macros do no harm"
compiles "$work/wrong/sizes" g++ || fail "a size of 64 bits is not enough"
# shellcheck disable=SC2086 # a list of words
! compiles "$work/wrong/sizes" $thirty_two_bits 2>/dev/null || fail "sizes do not have 32 bits"

is_ascii include || fail "these lines are not ASCII"
compiles include g++
# shellcheck disable=SC2086 # a list of words
compiles include $thirty_two_bits
echo "the public headers are ASCII, and compile under macros and with 32 bits"
