// expected: memory_file_of_a_temporary\.cpp:11.*deleted
//
// Files in memory keep views: a temporary text would be gone before the file is read.

#include <printjob/gcode/source/memory_lines.hpp>

#include <string>

bool use(printjob::gcode::memory_files& files) {
    // The next line is the one to be named.
    return files.add("part.gcode", std::string(100, '\n'));
}
