"""Printrun's printcore as a host that is told on its input what to do, as host.cpp is.

    python3 print_with_printcore.py DEVICE FILE

It prints `Operational` once the printer was found and the file is read, takes `print`, `pause` and `cancel`, and
prints `Paused` when printcore's own call has returned, with the time in nanoseconds of CLOCK_MONOTONIC.
"""

import sys
import threading
import time

from printrun.gcoder import LightGCode
from printrun.printcore import printcore

BAUD = 115200  # a pseudo-terminal has none, but takes it


def tell(what):
    print(what, time.monotonic_ns(), flush=True)


def main():
    device, path = sys.argv[1:]
    with open(path, encoding="ascii") as file:
        gcode = LightGCode([line.strip() for line in file])
    online = threading.Event()
    host = printcore()
    host.onlinecb = online.set
    host.connect(device, BAUD)
    if not online.wait(60):
        sys.exit(1)
    tell("Operational")
    for line in sys.stdin:
        word = line.strip()
        if word == "print":
            host.startprint(gcode)
        elif word == "pause":
            host.pause()
            tell("Paused")
        elif word == "cancel":
            host.cancelprint()
    host.disconnect()


main()
