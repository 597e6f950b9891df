#pragma once
/// All of printjob that needs no operating system and no JSON: the job control, its rules and the G-code
/// streamer. The rest is included by name: `host/` (threads, files, the clock), `json/`, `http/` and the test
/// kit in `testing/`.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/version.hpp>
