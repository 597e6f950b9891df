#!/bin/sh
# What the library takes on a Cortex-M4, and what its headers cost, held against the limits in limits.txt. Prints the
# tables of docs/small_targets.md, but for the compile times, which do not repeat (benchmarks/headers.sh has them).
#
#     sh tests/size/check.sh
#
# Installs the cross compiler. The exit status is 0 only if everything is within its limit.
set -eu
cd "$(dirname "$0")/../.."

. tests/need_packages.sh
need_packages gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib libexpected-dev \
    nlohmann-json3-dev g++ clang-19
. tests/size/within.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# Only these two of that folder: the rest belongs to another machine's C library.
mkdir "$work/headers"
ln -s /usr/include/tl /usr/include/nlohmann "$work/headers"

cpu="-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"
language="-std=c++20 -Os -DNDEBUG -fno-exceptions -fno-rtti"
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"

compile() {
    # shellcheck disable=SC2086 # lists of words
    arm-none-eabi-g++ $cpu $language $warnings -Iinclude -isystem "$work/headers" \
        -c "tests/size/$1.cpp" -o "$work/$1.o"
}

# Links it with what it needs of the C and C++ libraries, and nothing else.
link() {
    # shellcheck disable=SC2086 # a list of words
    arm-none-eabi-g++ $cpu -nostartfiles --specs=nano.specs --specs=nosys.specs -Wl,-e,begin -Wl,--gc-sections \
        -Wl,--no-warnings "$work/$1.o" "$work/brought.o" -o "$work/$1.elf"
}

# Prints a program's bytes of flash and of RAM.
bytes() {
    arm-none-eabi-size "$work/$1.elf" | awk 'NR == 2 { print $1 + $2, $2 + $3 }'
}

# row PROGRAM WORDS
row() {
    compile "$1"
    link "$1"
    read -r flash ram <<END
$(bytes "$1")
END
    flash=$((flash - flash_of_nothing))
    ram=$((ram - ram_of_nothing))
    of_libraries=$(($(arm-none-eabi-size "$work/$1.o" | awk 'NR == 2 { print $1 + $2 }')))
    of_libraries=$((flash - of_libraries))
    echo "| $2 | $flash | $of_libraries | $ram |"
    within flash "$1" "$flash"
    within ram "$1" "$ram"
}

compile brought
compile nothing
link nothing
read -r flash_of_nothing ram_of_nothing <<END
$(bytes nothing)
END

arm-none-eabi-g++ --version | head -n 1
echo
echo "| Cortex-M4, -Os, bytes | flash | of it C and C++ library | RAM |"
echo "|---|---|---|---|"
row core "the core: table, one precondition, controller"
row marlin_alone "core and streamer, for Marlin alone"
row streamer "core and streamer, all dialects"
row parser "core, streamer and parser, all dialects"
row http "core, streamer, parser and HTTP API, all dialects"
echo

bash benchmarks/headers.sh --counts >"$work/headers.md"
cat "$work/headers.md"
echo
tr -d '|`' <"$work/headers.md" | awk '$1 ~ /^printjob\// { print $1, $2, $4 }' >"$work/counts"
while read -r header lines instantiations; do
    within lines "$header" "$lines"
    within instantiations "$header" "$instantiations"
done <"$work/counts"
[ -s "$work/counts" ]

all_within
