#pragma once
/// The one source of the library's version; CMake reads it from here.

#define PRINTJOB_VERSION_MAJOR 0
#define PRINTJOB_VERSION_MINOR 1
#define PRINTJOB_VERSION_PATCH 0
#define PRINTJOB_VERSION_STRING "0.1.0"
