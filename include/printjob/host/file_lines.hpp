#pragma once
/// Lines from a file, read in large chunks.

#include <printjob/result.hpp>
#include <printjob/transport/line_source.hpp>

#include <sys/stat.h>
#ifdef _WIN32
#include <io.h>
#endif

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace printjob::inline v0::host {

/// Returns the error for an error code of the operating system (errno, or an error of Win32). The code is
/// kept in it.
[[nodiscard]] inline io_error file_error(const std::error_code& code) {
    using enum std::errc;
    const int native = code.value();
    if (code == no_such_file_or_directory || code == not_a_directory) return {fault::not_found, native};
    if (code == permission_denied || code == operation_not_permitted) return {fault::no_permission, native};
    if (code == filename_too_long || code == too_many_symbolic_link_levels) return {fault::bad_name, native};
    return {fault::io, native};
}

/// Opens a file for reading bytes; null if it cannot be opened, and then `errno` is set. The name is passed
/// in the system's native form: on Windows a narrow one would lose characters that are not in the code page.
[[nodiscard]] inline std::FILE* open_to_read(const std::filesystem::path& path) {
#ifdef _WIN32
    return ::_wfopen(path.c_str(), L"rb");
#else
    return std::fopen(path.c_str(), "rb");
#endif
}

/// Returns how many bytes an open file has; nothing if it is not a regular file (`errno` is 0) or its size
/// cannot be read (`errno` is set).
[[nodiscard]] inline std::optional<std::uint64_t> size_of(std::FILE* file) {
    errno = 0;
#ifdef _WIN32
    struct _stat64 told{};
    const bool is_file = ::_fstat64(::_fileno(file), &told) == 0 && (told.st_mode & _S_IFMT) == _S_IFREG;
#else
    struct stat told{};
    const bool is_file = ::fstat(::fileno(file), &told) == 0 && S_ISREG(told.st_mode);
#endif
    if (!is_file) return std::nullopt;
    return static_cast<std::uint64_t>(told.st_size);
}

/// A line source over a file. A line ends with a line feed; of a part of the file that has none in 64 KiB, with the last
/// carriage return there. It reads chunks of 64 KiB into a buffer that it takes once, at `open`; a line
/// costs no allocation. It keeps the file that it opened, also when the name stands for another one later.
/// (On Windows an open file can be neither removed nor replaced.) Default constructed, it is closed. It can
/// be moved, not copied; what is moved from is closed.
///
/// A read blocks for as long as the system takes: see `synchronized` for what that means under its lock.
class file_lines {
public:
    /// The size of one read, and the most bytes of a line, its line feed included.
    static constexpr std::size_t chunk = std::size_t{64} * 1024;

    /// How many bytes are kept of a longer line, which is `cut`.
    static constexpr std::size_t kept_of_a_longer_line = 4096;

    /// Opens a regular file at byte 0. Returns nothing on success, otherwise the error, and this source is
    /// unchanged: `not_found`, `no_permission`, `not_readable` if it is not a regular file (a folder, a
    /// device, a pipe), `io`.
    [[nodiscard]] std::optional<io_error> open(const std::filesystem::path& path) {
        std::error_code failed;
        const auto status = std::filesystem::status(path, failed);
        if (!std::filesystem::exists(status)) return failed ? file_error(failed) : io_error{fault::not_found};
        // Checked before it is opened: opening a named pipe would block until somebody writes into it.
        if (!std::filesystem::is_regular_file(status)) return io_error{fault::not_readable};

        std::unique_ptr<std::FILE, closer> opened{open_to_read(path)};
        if (!opened) return file_error({errno, std::generic_category()});
        const auto size = size_of(opened.get());
        if (!size) return errno == 0 ? io_error{fault::not_readable} : io_error{fault::io, errno};
        std::setvbuf(opened.get(), nullptr, _IONBF, 0); // the chunk is the only buffer
        if (!buffer_) buffer_.reset(new (std::nothrow) char[chunk]);
        if (!buffer_) return io_error{fault::io, ENOMEM};
        file_ = std::move(opened);
        size_ = *size;
        begin_ = end_ = 0;
        base_ = 0;
        return std::nullopt;
    }

    /// Closes the file and frees the buffer. Without effect when closed.
    void close() { *this = file_lines{}; }

    /// True while a file is open.
    [[nodiscard]] bool is_open() const { return file_ != nullptr; }

    /// Returns how many bytes the open file had when it was opened, even if its name refers to another one by
    /// now. Returns nothing when closed.
    [[nodiscard]] std::optional<std::uint64_t> size() const {
        return is_open() ? std::optional{size_} : std::nullopt;
    }

    /// Returns the next line without its line feed; an empty optional at the end of the file; `fault::closed`
    /// when closed; `fault::io` when the file cannot be read further, and then this source is closed.
    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (!file_) return tl::unexpected(io_error{fault::closed});
        if (const auto feed = find_feed(begin_); feed != end_) return take(feed, 1);
        return read_on();
    }

private:
    struct closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    /// Returns the next line when the buffer does not hold all of it. A separate function, because
    /// `next_line` rarely needs it.
    [[nodiscard]] result<std::optional<source_line>> read_on() {
        for (;;) {
            if (begin_ > 0) move_to_front();
            const std::size_t searched = end_;
            if (end_ == chunk) return take_part_of_long_line();
            const auto more = read_behind(end_);
            if (!more) return tl::unexpected(more.error());
            if (*more == 0) break;
            end_ += *more;
            if (const auto feed = find_feed(searched); feed != end_) return take(feed, 1);
        }
        if (end_ == 0) return std::optional<source_line>{};
        return take(end_, 0); // the last line has no line feed
    }

    /// Returns where the next line feed is in the buffer, from `from` on; `end_` when there is none.
    [[nodiscard]] std::size_t find_feed(std::size_t from) const {
        if (from == end_) return end_;
        const void* const found = std::memchr(buffer_.get() + from, '\n', end_ - from);
        if (found == nullptr) return end_;
        return static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.get());
    }

    /// Returns the bytes up to `stop` as a line, and skips `feeds` line feeds after them.
    [[nodiscard]] std::optional<source_line> take(std::size_t stop, std::size_t feeds) {
        const std::string_view text{buffer_.get() + begin_, stop - begin_};
        begin_ = stop + feeds;
        return source_line{.text = text, .end = base_ + begin_, .cut = false};
    }

    void move_to_front() {
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        base_ += begin_;
        end_ -= begin_;
        begin_ = 0;
    }

    /// Fills the buffer from `from` on; 0 bytes mean the end of the file.
    [[nodiscard]] result<std::size_t> read_behind(std::size_t from) {
        errno = 0;
        const auto count = std::fread(buffer_.get() + from, 1, chunk - from, file_.get());
        if (count == 0 && std::ferror(file_.get()) != 0) {
            const auto native = errno;
            file_.reset();
            return tl::unexpected(io_error{fault::io, native});
        }
        return count;
    }

    /// The buffer is full and holds no line feed. Returns what stands up to its last carriage return, for a file may have
    /// no line feeds at all; without one, the front of the line.
    [[nodiscard]] result<std::optional<source_line>> take_part_of_long_line() {
        const auto last = std::string_view{buffer_.get(), end_}.rfind('\r');
        return last == std::string_view::npos ? take_long_line() : take(last + 1, 0);
    }

    /// Returns the place of the first byte that ends a line, from `from` on; `end_` if there is none.
    [[nodiscard]] std::size_t find_end(std::size_t from) const {
        const auto found = std::string_view{buffer_.get(), end_}.find_first_of("\r\n", from);
        return found == std::string_view::npos ? end_ : found;
    }

    /// The buffer is full and holds neither a line feed nor a carriage return: keeps the line's front and reads over the rest of it.
    [[nodiscard]] result<std::optional<source_line>> take_long_line() {
        base_ += chunk - kept_of_a_longer_line; // what is read next goes after the kept front
        for (;;) {
            const auto more = read_behind(kept_of_a_longer_line);
            if (!more) return tl::unexpected(more.error());
            end_ = kept_of_a_longer_line + *more;
            const auto feed = find_end(kept_of_a_longer_line);
            if (feed == end_ && *more > 0) {
                base_ += *more;
                continue;
            }
            const std::size_t feeds = feed == end_ ? 0 : 1;
            begin_ = feed + feeds;
            return std::optional{source_line{
                .text = {buffer_.get(), kept_of_a_longer_line}, .end = base_ + begin_, .cut = true}};
        }
    }

    std::unique_ptr<std::FILE, closer> file_;
    std::unique_ptr<char[]> buffer_;
    std::uint64_t size_ = 0;
    std::size_t begin_ = 0;  ///< the first byte of the buffer that was not handed out
    std::size_t end_ = 0;    ///< after the last byte that was read
    std::uint64_t base_ = 0; ///< what turns a place in the buffer into a byte position in the file
};

static_assert(sized_source<file_lines>);

} // namespace printjob::inline v0::host
