#pragma once
// Opening and reading of files that fail when a test says so. The program is linked with --wrap, so that the library's
// own calls of fopen, fread, ferror and fclose come to files_that_fail.cpp first.

namespace failing {

/// As long as it lives, the n-th fopen from now on fails with this error of the operating system.
class failing_open {
public:
    failing_open(int n, int native);
    ~failing_open();
    failing_open(const failing_open&) = delete;
    failing_open& operator=(const failing_open&) = delete;
};

/// As long as it lives, the n-th fread from now on fails with this error of the operating system; 0: none does.
class failing_read {
public:
    failing_read(int n, int native);
    ~failing_read();
    failing_read(const failing_read&) = delete;
    failing_read& operator=(const failing_read&) = delete;

    /// How many reads there were.
    [[nodiscard]] int reads() const;
};

/// Files that are open now.
[[nodiscard]] int open_files();

} // namespace failing
