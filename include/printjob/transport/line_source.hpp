#pragma once
/// The source of a job's lines: a file, memory, a network stream. The embedder may provide its own.

#include <printjob/job/file.hpp>
#include <printjob/result.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0 {

/// One line as it stands in the file, without its line feed. It may contain carriage returns: whoever reads the lines of a
/// job ends a line at each.
struct source_line {
    std::string_view text; ///< valid until the next call on the source
    std::uint64_t end;     ///< byte position in the file directly after this line and its line feed
    bool cut; ///< the line was longer than the source can hold; `text` is its front, the rest was skipped
};

/// Satisfied by a type whose `next_line()` returns the file's lines in order, then an empty optional at its
/// end, and an error if the file cannot be read further. A last line without a line feed is a line. A line
/// must cost no allocation.
template <class T>
concept line_source = requires(T& source) {
    { source.next_line() } -> std::same_as<result<std::optional<source_line>>>;
};

/// Optional: satisfied by a line source that knows how many bytes its file has. `size()` returns the size of
/// the open file, even if its name refers to another one by now; nothing when closed or unknown.
template <class T>
concept sized_source = line_source<T> && requires(const T& source) {
    { source.size() } -> std::same_as<std::optional<std::uint64_t>>;
};

/// Satisfied by a type that opens a file's lines at byte 0. `open(file, source)` returns nothing on success,
/// else the error, and then `source` is still closed. `source_type` is the line source it opens; default
/// constructed, it is closed. An open source keeps reading the file that it opened, whatever happens to the
/// name.
template <class T>
concept file_opener = requires(T& files, const file& what, typename T::source_type& source) {
    requires line_source<typename T::source_type>;
    requires std::default_initializable<typename T::source_type>;
    { files.open(what, source) } -> std::same_as<std::optional<io_error>>;
    { source.close() };
};

} // namespace printjob::inline v0
