"""The hosts that are compared, each driven by the means it offers.

All have the same methods: begin(), open(device, file), print(), pause(), cancel(), was_paused_at(seconds),
close(), finish(); `process` is what does the work.
"""

import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

PATIENCE = 60  # seconds for everything that is not measured
TICKS = os.sysconf("SC_CLK_TCK")


class HostFailed(Exception):
    """The host did not do what is needed before anything can be measured."""


class Told:
    """A program that is told what to do on its input, and tells what happens on its output."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)

    def line(self, seconds):
        """The next line; None when none comes in time, or none will."""
        try:
            return self._lines.get(timeout=max(seconds, 0))
        except queue.Empty:
            return None

    def wait_for(self, word, seconds):
        """The time at which this was told; None when it is not told in time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            line = self.line(left)
            if line is None:
                return None
            name, _, when = line.partition(" ")
            if name == word:
                return int(when)
        return None

    def tell(self, word):
        self.process.stdin.write(word + "\n")

    def end(self):
        """Closes its input; returns what it says to that."""
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        said = []
        while (line := self.line(1)) is not None:
            said.append(line)
        return said


class ToldHost:
    """A host behind such a program."""

    def __init__(self, name, *command):
        self.name = name
        self._command = command
        self._host = None

    def begin(self):
        """Once, before the first print."""

    def finish(self):
        """Once, behind the last."""

    def open(self, device, file):
        self._host = Told(*[{"DEVICE": device, "FILE": file}.get(word, word) for word in self._command])
        if self._host.wait_for("Operational", PATIENCE) is None:
            raise HostFailed(f"{self.name} did not find the printer")

    @property
    def process(self):
        return self._host.process

    def print(self):
        self._host.tell("print")

    def pause(self):
        self._host.tell("pause")

    def cancel(self):
        self._host.tell("cancel")

    def was_paused_at(self, seconds):
        return self._host.wait_for("Paused", seconds)

    def close(self):
        if self._host:
            self._host.end()
        self._host = None


OCTOPRINT_SETTINGS = """\
accessControl:
  autologinLocal: true
  localNetworks: [127.0.0.0/8]
api:
  key: {key}
server:
  firstRun: false
  onlineCheck: {{enabled: false}}
  pluginBlacklist: {{enabled: false}}
plugins:
  _disabled: [announcements, backup, discovery, errortracking, firmware_check, pi_support, softwareupdate, tracking]
gcodeAnalysis:
  runAt: never
serial:
  autoconnect: false
  additionalPorts: [/dev/pts/*]
webcam:
  webcamEnabled: false
  timelapseEnabled: false
"""


class OctoPrint:
    """OctoPrint through its REST API. What its settings change: no first-run wizard, no plugin that asks the
    network, no analysis of files beside the print, and pseudo-terminals are ports."""

    name = "octoprint"

    def __init__(self, program, folder):
        self._program = program
        self._folder = folder
        self._key = "0123456789ABCDEF0123456789ABCDEF"
        self._uploaded = None
        self.process = None

    def begin(self):
        os.makedirs(self._folder, exist_ok=True)
        with open(os.path.join(self._folder, "config.yaml"), "w", encoding="ascii") as settings:
            settings.write(OCTOPRINT_SETTINGS.format(key=self._key))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._url = f"http://127.0.0.1:{port}/api/"
        base = [self._program, "--basedir", self._folder]
        subprocess.run(
            base + ["user", "add", "bench", "--password", "bench", "--admin"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # it may be there
        )
        self.process = subprocess.Popen(
            # The last word is what it asks of whoever is root.
            base + ["serve", "--host", "127.0.0.1", "--port", str(port), "--iknowwhatimdoing"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._until(lambda: self._ask("version"), "OctoPrint did not start")
        self._uploaded = None

    def finish(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def _ask(self, what, body=None, content_type="application/json"):
        """What OctoPrint answers; None when it refuses, or is not there."""
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(self._url + what, data=data)
        request.add_header("X-Api-Key", self._key)
        if data is not None:
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                text = answer.read()
                return json.loads(text) if text else {}
        except urllib.error.HTTPError as refused:
            self.refusal = refused.read()[:200]
            return None
        except (OSError, http.client.HTTPException):
            return None

    def _until(self, holds, complaint, seconds=PATIENCE):
        until = time.monotonic() + seconds
        while not (found := holds()):
            if time.monotonic() > until:
                raise HostFailed(complaint)
            time.sleep(0.05)
        return found

    def _state(self):
        return ((self._ask("connection") or {}).get("current") or {}).get("state", "")

    def _upload(self, file):
        if self._uploaded == file:
            return
        with open(file, "rb") as source:
            content = source.read()
        edge = b"--------a-line-that-no-g-code-has"
        body = b"--" + edge + b'\r\nContent-Disposition: form-data; name="file"; filename="job.gcode"\r\n\r\n'
        body += content + b"\r\n--" + edge + b"--\r\n"
        if self._ask("files/local", body, "multipart/form-data; boundary=" + edge.decode()) is None:
            raise HostFailed("OctoPrint did not take the file")
        self._uploaded = file

    def open(self, device, file):
        self._upload(file)
        connect = {"command": "connect", "port": device, "baudrate": 115200, "printerProfile": "_default"}
        if self._ask("connection", connect) is None:
            raise HostFailed("OctoPrint did not connect")
        self._until(lambda: self._state() == "Operational", "OctoPrint did not find the printer")
        time.sleep(2)  # it asks the printer a few things more

    def print(self):
        if self._ask("files/local/job.gcode", {"command": "select", "print": True}) is None:
            raise HostFailed("OctoPrint did not start")

    def pause(self):
        self._ask("job", {"command": "pause", "action": "pause"})

    def cancel(self):
        self._ask("job", {"command": "cancel"})

    def was_paused_at(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._state() == "Paused":
                return time.monotonic_ns()
            time.sleep(0.005)
        return None

    def close(self):
        self._ask("connection", {"command": "disconnect"})
        self._until(lambda: self._state().startswith(("Closed", "Offline")), "OctoPrint did not let go")


def cpu_seconds(process):
    """What a process has used so far, by itself and in the system, of threads that have ended too."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
