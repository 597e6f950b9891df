// expected: \.cpp:11.*next_line\(\)[^ ]+ (is|would be) invalid
//
// Where the lines of a job come from must give lines.

#include <printjob/transport/line_source.hpp>

struct source {
    void close();
};

static_assert(printjob::line_source<source>);
