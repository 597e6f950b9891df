#pragma once
/// Lines from memory: jobs without a file system, for microcontrollers and tests.

#include <printjob/job/file.hpp>
#include <printjob/result.hpp>
#include <printjob/transport/line_source.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace printjob::inline v0::gcode {

/// A line source over a text, which must stay alive and unchanged while it is open. Default constructed, it
/// is closed; a closed one returns `fault::closed`. It cuts no line.
class memory_lines {
public:
    constexpr memory_lines() = default;

    /// Opens `content` at its first line.
    explicit constexpr memory_lines(std::string_view content) : content_{content}, open_{true} {}

    /// Returns the next line without its line feed, or an empty optional at the end; `fault::closed` when
    /// closed.
    [[nodiscard]] constexpr result<std::optional<source_line>> next_line() {
        if (!open_) return tl::unexpected(io_error{fault::closed});
        if (next_ == content_.size()) return std::optional<source_line>{};
        const auto feed = content_.find('\n', next_);
        const auto size = (feed == std::string_view::npos ? content_.size() : feed) - next_;
        const auto text = content_.substr(next_, size);
        next_ += size + (feed == std::string_view::npos ? 0 : 1);
        return std::optional{source_line{.text = text, .end = next_, .cut = false}};
    }

    /// Returns how many bytes the text has; nothing when closed.
    [[nodiscard]] constexpr std::optional<std::uint64_t> size() const {
        return open_ ? std::optional<std::uint64_t>{content_.size()} : std::nullopt;
    }

    /// Closes the source; the text is not used any more.
    constexpr void close() { *this = memory_lines{}; }

private:
    std::string_view content_;
    std::size_t next_ = 0;
    bool open_ = false;
};

/// True for a temporary that owns its text: a `std::string` that ends with the statement it stands in.
template <class T>
concept text_of_a_temporary =
    !std::is_reference_v<T> && !std::is_trivially_copyable_v<T> && std::convertible_to<T, std::string_view>;

/// A few files in memory, found by their path. It is made for G-code in flash and a processor without a heap,
/// so it owns neither paths nor contents: both must stay alive and unchanged while this object is used. A
/// local string of a function that returns before the job has ended is destroyed too early; a temporary does
/// not compile.
class memory_files {
public:
    /// The line source that `open` opens.
    using source_type = memory_lines;

    /// The most files it holds.
    static constexpr std::size_t capacity = 8;

    /// Adds a file, or replaces the content of the one with this path. Keeps views of both texts, which must
    /// outlive it. Returns false if there is no room for another one.
    [[nodiscard]] constexpr bool add(std::string_view path, std::string_view content) {
        for (std::size_t i = 0; i < count_; ++i) {
            if (files_[i].path != path) continue;
            files_[i].content = content;
            return true;
        }
        if (count_ == capacity) return false;
        files_[count_++] = {path, content};
        return true;
    }
    /// Deleted for temporary texts: they would be destroyed before the file is read.
    template <class Path, class Content>
        requires(text_of_a_temporary<Path> || text_of_a_temporary<Content>)
    bool add(Path&& path, Content&& content) = delete;

    /// Opens a file's lines at byte 0; `fault::not_found` when it has none of that path, and then `source` is
    /// unchanged.
    [[nodiscard]] constexpr std::optional<io_error> open(const file& what, memory_lines& source) const {
        for (std::size_t i = 0; i < count_; ++i) {
            if (files_[i].path != what.path.view()) continue;
            source = memory_lines{files_[i].content};
            return std::nullopt;
        }
        return io_error{fault::not_found};
    }

    /// Finds a file by its path, and fills in its name, path and size. `fault::not_found` when there is none
    /// of that path; `fault::bad_name` when it does not fit a `file`.
    [[nodiscard]] constexpr result<file> find(std::string_view path) const {
        for (std::size_t i = 0; i < count_; ++i) {
            if (files_[i].path != path) continue;
            file found;
            const auto name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
            if (!found.name.assign(name) || !found.path.assign(path))
                return tl::unexpected(io_error{fault::bad_name});
            found.size = files_[i].content.size();
            return found;
        }
        return tl::unexpected(io_error{fault::not_found});
    }

    /// True if it has a file of this path: a cheap check before a start.
    [[nodiscard]] constexpr bool readable(const file& what) const {
        for (std::size_t i = 0; i < count_; ++i)
            if (files_[i].path == what.path.view()) return true;
        return false;
    }

private:
    struct entry {
        std::string_view path;
        std::string_view content;
    };

    std::array<entry, capacity> files_{};
    std::size_t count_ = 0;
};

static_assert(sized_source<memory_lines>);
static_assert(file_opener<memory_files>);

} // namespace printjob::inline v0::gcode
