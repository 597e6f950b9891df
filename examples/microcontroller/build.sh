#!/bin/sh
# Cross-compiles a program for the Cortex-M4.
#
#     sh examples/microcontroller/build.sh PROGRAM.cpp FOLDER    makes FOLDER/PROGRAM.elf
#
# Needs the packages gcc-arm-none-eabi, libnewlib-arm-none-eabi, libstdc++-arm-none-eabi-newlib, libexpected-dev and
# nlohmann-json3-dev. HEADERS names the folder in which the headers of the last two lie, if it is not /usr/include.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
program=$1
folder=$2
headers=${HEADERS:-/usr/include}
name=$(basename "$program" .cpp)

# Only these two: the rest of that folder belongs to another machine's C library.
mkdir -p "$folder/headers"
ln -sfn "$headers/tl" "$folder/headers/tl"
ln -sfn "$headers/nlohmann" "$folder/headers/nlohmann"

cpu="-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"
language="-std=c++20 -Os -DNDEBUG -fno-exceptions -fno-rtti -fno-threadsafe-statics "
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
link="-nostartfiles --specs=nano.specs --specs=nosys.specs -Wl,--gc-sections -Wl,--wrap=_malloc_r,--wrap=_free_r,--no-warnings"

# shellcheck disable=SC2086 # lists of words
arm-none-eabi-g++ $cpu $language $warnings -ffunction-sections -fdata-sections \
    -I"$here/../../include" -I"$here" -isystem "$folder/headers" \
    "$program" "$here"/board/*.cpp $link -T "$here/board/stm32f405.ld" -o "$folder/$name.elf"
