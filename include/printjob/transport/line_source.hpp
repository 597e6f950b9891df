#pragma once
/// Where the lines of a job come from: a file, memory, a network stream. The user may bring their own.

#include <printjob/job/file.hpp>
#include <printjob/result.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0 {

/// One line as it stands in the file, without its line feed.
struct source_line {
    std::string_view text; ///< valid until the next call on the source
    std::uint64_t end;     ///< byte position in the file just behind this line and its line feed
    bool cut; ///< the line was longer than the source can hold; `text` is its front, the rest was skipped
};

/// Satisfied by a type whose `next_line()` gives the file's lines in order, then an empty optional at its
/// end, and an error when the file cannot be read on. A last line without a line feed is a line. No
/// allocation per line.
template <class T>
concept line_source = requires(T& source) {
    { source.next_line() } -> std::same_as<result<std::optional<source_line>>>;
};

/// Optional: satisfied by a line source that knows how many bytes its file has. `size()` tells it of the file
/// that is open, which may be another one than the name stands for by now; nothing when closed, or when it
/// cannot be known.
template <class T>
concept sized_source = line_source<T> && requires(const T& source) {
    { source.size() } -> std::same_as<std::optional<std::uint64_t>>;
};

/// Satisfied by a type that opens a file's lines at byte 0: `open(file, source)`: nothing on success, else
/// the error, and then `source` is as closed as before. `source_type` is the line source it opens; default
/// constructed, it is closed. An open source keeps the file that it opened, whatever happens to the name.
template <class T>
concept file_opener = requires(T& files, const file& what, typename T::source_type& source) {
    requires line_source<typename T::source_type>;
    requires std::default_initializable<typename T::source_type>;
    { files.open(what, source) } -> std::same_as<std::optional<io_error>>;
    { source.close() };
};

} // namespace printjob::inline v0
