#!/usr/bin/env python3
"""Writes a small vase as an ASCII STL file: a twelve-sided tower that twists and bulges.

usage: make_model.py HEIGHT_MM > vase.stl
"""

import math
import sys

SIDES = 12
LAYER_MM = 2.0


def ring(z, height):
    """The outline at height z: SIDES points around the axis."""
    share = z / height
    radius = 9.0 + 2.5 * math.sin(2.0 * math.pi * share)
    twist = 0.5 * math.pi * share
    angles = [twist + 2.0 * math.pi * side / SIDES for side in range(SIDES)]
    return [(radius * math.cos(a), radius * math.sin(a), z) for a in angles]


def triangles(height):
    """All faces, seen counter-clockwise from outside."""
    steps = max(1, round(height / LAYER_MM))
    rings = [ring(height * step / steps, height) for step in range(steps + 1)]
    for low, high in zip(rings, rings[1:]):
        for here in range(SIDES):
            there = (here + 1) % SIDES
            yield low[here], low[there], high[there]
            yield low[here], high[there], high[here]
    bottom, top = (0.0, 0.0, 0.0), (0.0, 0.0, height)
    for here in range(SIDES):
        there = (here + 1) % SIDES
        yield bottom, rings[0][there], rings[0][here]
        yield top, rings[-1][here], rings[-1][there]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("solid vase")
    for corners in triangles(float(sys.argv[1])):
        print("facet normal 0 0 0\n outer loop")
        for x, y, z in corners:
            print(f"  vertex {x:.5f} {y:.5f} {z:.5f}")
        print(" endloop\nendfacet")
    print("endsolid vase")


main()
