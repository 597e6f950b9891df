"""Prints a file with Printrun's printcore on the simulated printer, which this starts and ends.

    python3 print_with_printrun.py PRINTER RECORD FILE.gcode SPEED DISTANCE SECONDS

PRINTER is the program made from simulated_printer.cpp; RECORD gets what it executed. One in DISTANCE numbered lines has
a bit flipped on its way: Printrun must be asked for each of them again. With 0, none has: Printrun must be asked for
nothing, and have nothing to complain of. After SECONDS this gives up.

The exit status says whether Printrun came to the end, and as it should. Whether the printer executed the file is for
who compares the record with it.
"""

import subprocess
import sys
import threading

from printrun.gcoder import LightGCode
from printrun.printcore import printcore

BAUD = 115200  # a pseudo-terminal has none, but takes it


class SpoilingLine:
    """A serial port that flips a bit in one of so many numbered lines sent to it; in none, with 0."""

    def __init__(self, port, distance):
        self._port = port
        self._distance = distance
        self._numbered = 0
        self.spoiled = 0

    def __getattr__(self, name):
        return getattr(self._port, name)

    def write(self, data):
        if data.startswith(b"N") and b"M110" not in data:
            self._numbered += 1
            if self._distance and self._numbered % self._distance == 0:
                self.spoiled += 1
                command = data.index(b" ") + 1
                data = data[:command] + bytes([data[command] ^ 1]) + data[command + 1 :]
        return self._port.write(data)


def print_file(path, device, distance, seconds):
    """Returns what Printrun complained of, what it was asked for, and how many lines were spoiled."""
    complaints = []
    requests = []
    online = threading.Event()

    def note_reply(line):
        if line.lower().startswith(("resend", "rs ")):
            requests.append(line.strip())

    with open(path, encoding="ascii") as file:
        gcode = LightGCode([line.strip() for line in file])
    host = printcore()
    host.onlinecb = online.set
    host.errorcb = lambda text: complaints.append(text.strip())
    host.recvcb = note_reply
    host.connect(device, BAUD)
    if not online.wait(20):
        complaints.append("Printrun did not find the printer")
        host.disconnect()
        return complaints, requests, 0
    line = SpoilingLine(host.printer, distance)
    host.printer = line
    if not host.startprint(gcode):
        complaints.append("Printrun did not start")
    else:
        # Its thread, and not its end callback: printcore must not be disconnected before that has started the next one.
        printing = host.print_thread
        printing.join(seconds)
        if printing.is_alive():
            complaints.append(f"Printrun has not ended after {seconds} s")
    host.disconnect()
    return complaints, requests, line.spoiled


def main():
    program, record, path, speed, distance, seconds = sys.argv[1:]
    printer = subprocess.Popen([program, speed, record], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        device = printer.stdout.readline().strip()
        complaints, requests, spoiled = print_file(path, device, int(distance), float(seconds))
    finally:
        printer.stdin.close()
        status = printer.wait(10)

    # What the printer itself says of a spoiled line, Printrun passes on as an error.
    unexpected = [complaint for complaint in complaints if spoiled == 0 or not complaint.startswith("Error:")]
    asked = len(set(requests))
    for complaint in unexpected:
        print("Printrun:", complaint)
    print(f"{spoiled} lines spoiled, {asked} lines asked for again")
    if distance != "0" and spoiled == 0:
        print("no line was spoiled")
        sys.exit(1)
    sys.exit(1 if unexpected or asked != spoiled or status != 0 else 0)


main()
