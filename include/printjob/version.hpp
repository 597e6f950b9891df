#pragma once
/// The one source of the library's version; CMake reads it from here.

/// 0: interfaces may change with any minor version.
#define PRINTJOB_VERSION_MAJOR 0
/// Rises when an interface changes.
#define PRINTJOB_VERSION_MINOR 1
/// Rises when only behaviour is fixed.
#define PRINTJOB_VERSION_PATCH 0
/// All three, with points between.
#define PRINTJOB_VERSION_STRING "0.1.0"
