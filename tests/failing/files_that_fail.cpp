#include "files_that_fail.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>

namespace failing {

namespace {

int opens_left = 0; ///< the open that is so many ahead fails; 0: none does
int open_error = 0;
int reads_left = 0; ///< the same for reads
int read_error = 0;
int reads_so_far = 0;
int files = 0;
const std::FILE* failed = nullptr; ///< the stream whose last read failed

} // namespace

failing_open::failing_open(int n, int native) {
    opens_left = n;
    open_error = native;
}
failing_open::~failing_open() {
    opens_left = 0;
}

failing_read::failing_read(int n, int native) {
    reads_left = n;
    read_error = native;
    reads_so_far = 0;
}
failing_read::~failing_read() {
    reads_left = 0;
}
int failing_read::reads() const {
    return reads_so_far;
}

int open_files() {
    return files;
}

} // namespace failing

// What the linker puts in the place of these functions, under the names that it gives them.
extern "C" {
std::FILE* __real_fopen(const char* path, const char* mode);
int __real_fclose(std::FILE* stream);
std::size_t __real_fread(void* into, std::size_t size, std::size_t count, std::FILE* stream);
int __real_ferror(std::FILE* stream);

std::FILE* __wrap_fopen(const char* path, const char* mode) {
    if (failing::opens_left != 0 && --failing::opens_left == 0) {
        errno = failing::open_error;
        return nullptr;
    }
    std::FILE* const stream = __real_fopen(path, mode);
    if (stream != nullptr) ++failing::files;
    return stream;
}

int __wrap_fclose(std::FILE* stream) {
    --failing::files;
    if (stream == failing::failed) failing::failed = nullptr;
    return __real_fclose(stream);
}

std::size_t __wrap_fread(void* into, std::size_t size, std::size_t count, std::FILE* stream) {
    ++failing::reads_so_far;
    if (failing::reads_left != 0 && --failing::reads_left == 0) {
        failing::failed = stream;
        errno = failing::read_error;
        return 0;
    }
    return __real_fread(into, size, count, stream);
}

int __wrap_ferror(std::FILE* stream) {
    return stream == failing::failed ? 1 : __real_ferror(stream);
}
}
