#!/bin/sh
# Slices the example's model with PrusaSlicer 2.5 (Debian: prusa-slicer, python3).
#
#   sh slice.sh                 writes vase.gcode beside this script: 12 mm tall, about 8,000 lines
#   sh slice.sh 90 tall.gcode   any other height in mm: 90 mm gives some 50,000 lines
#
# The date and the slicer's settings at the end are cut off. Two runs differ in a few lines: the slicer works in
# parallel, and does not always begin a loop at the same corner.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
height=${1:-12}
output=${2:-$here/vase.gcode}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 "$here/make_model.py" "$height" > "$work/vase.stl"

prusa-slicer --export-gcode --gcode-flavor marlin2 \
    --nozzle-diameter 0.4 --filament-diameter 1.75 --layer-height 0.2 \
    --perimeters 3 --fill-density 20% --fill-pattern grid \
    --skirts 2 --retract-length 0.8 --use-relative-e-distances \
    --first-layer-temperature 215 --temperature 210 \
    --first-layer-bed-temperature 60 --bed-temperature 60 \
    --remaining-times --no-silent-mode \
    --start-gcode 'M140 S[first_layer_bed_temperature] ; heat the bed
M104 S160 ; warm the nozzle, too cold to ooze
G28 ; home all axes
M190 S[first_layer_bed_temperature] ; wait for the bed
M109 S[first_layer_temperature] ; wait for the nozzle
G1 Z5 F5000' \
    --before-layer-gcode 'G92 E0' \
    --end-gcode 'M104 S0
M140 S0
M107
G1 X0 Y180 F6000 ; present the print
M84' \
    --output "$work/vase.gcode" "$work/vase.stl" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

sed -e '1s/ on .*//' -e '/^; prusaslicer_config = begin/,$d' "$work/vase.gcode" > "$output"
echo "$output: $(wc -l < "$output") lines, $(wc -c < "$output") bytes"
