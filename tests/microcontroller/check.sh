#!/bin/sh
# Cross-compiles the programs in examples/microcontroller for a Cortex-M4, runs them on an emulated one, and holds what
# they print against what the same jobs and requests print on this machine.
#
#     sh tests/microcontroller/check.sh
#
# Installs the cross compiler and the emulator. The exit status is 0 only if all is as it should be.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm \
    libexpected-dev nlohmann-json3-dev g++
. tests/size/within.sh

example=examples/microcontroller
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

fail() {
    echo "$*" >&2
    exit 1
}

# Runs a program on the emulated part, an STM32F405; its status is the program's own.
emulate() {
    timeout 60 qemu-system-arm -machine netduinoplus2 -display none -monitor none -serial none \
        -chardev stdio,id=console -semihosting-config enable=on,target=native,chardev=console \
        -kernel "$work/$1.elf" </dev/null
}

# The program on this machine, then on the microcontroller. Beside what both print, the latter tells what it measured.
same_on_both() {
    ${CXX:-g++} -std=c++20 -Iinclude "$example/${1}_on_pc.cpp" -o "$work/$1"
    "$work/$1" >"$work/$1.expected" || fail "$1 fails on this machine"
    sh "$example/build.sh" "$example/$1.cpp" "$work"
    emulate "$1" >"$work/$1.printed" || fail "$1 fails on the microcontroller: $(cat "$work/$1.printed")"
    grep -v '^measured: ' "$work/$1.printed" >"$work/$1.told" || true
    diff "$work/$1.expected" "$work/$1.told" || fail "$1 prints something else on the microcontroller"
    [ "$(wc -l <"$work/$1.told")" -gt 50 ] || fail "$1 prints too little"
}

# counted COUNT WORDS: how often the four jobs must have printed these.
counted() {
    [ "$(grep -c "$2" "$work/jobs.told")" -eq "$1" ] || fail "expected $1 times: $2"
}

same_on_both jobs
counted 2 'PrintDone'
counted 1 'PrintPaused'
counted 1 'PrintResumed'
counted 1 'PrintCancelled'
counted 1 'PrintFailed.*emergency_stop'
counted 4 'as it should be'
echo "four jobs on an emulated Cortex-M4: as on this machine, and the library never used the heap"
grep '^measured: ' "$work/jobs.printed"

same_on_both requests
echo "the HTTP API on it: as on this machine"
grep '^measured: ' "$work/requests.printed" | sort -u

# most WORD PROGRAM: the greatest of the figures before this word.
most() {
    sed -n "s/^measured: .*$1 \([0-9]*\) bytes.*/\1/p" "$work/$2.printed" | sort -n | tail -n 1
}
within stack jobs "$(most stack jobs)"
within stack requests "$(most stack requests)"
within heap requests "$(most heap requests)"

# The guards that all this rests on.
sh "$example/build.sh" tests/microcontroller/guards.cpp "$work"
status=0
emulate guards >"$work/guards.printed" || status=$?
cat "$work/guards.printed"
[ "$status" -eq 3 ] || fail "using a locked heap ends with $status instead of 3"
cat >"$work/guards.expected" <<END
the stack meter sees it
the heap is counted
what is given back is not
the heap was used while it was locked
END
diff "$work/guards.expected" "$work/guards.printed" || fail "the guards do not watch"

all_within
