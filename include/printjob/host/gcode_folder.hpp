#pragma once
/// The files below one folder: finding, listing and opening them, and nothing outside it.

#include <printjob/host/file_lines.hpp>
#include <printjob/job/file.hpp>
#include <printjob/result.hpp>
#include <printjob/transport/line_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace printjob::inline v0::host {

/// True for well-formed UTF-8 as RFC 3629 defines it: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] constexpr bool is_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto first = static_cast<std::uint8_t>(text[at++]);
        if (first < 0x80) continue;
        if (first < 0xC2 || first > 0xF4) return false;
        const std::size_t following = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        if (text.size() - at < following) return false;
        const auto second = static_cast<std::uint8_t>(text[at]);
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || //
            (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
            return false;
        for (std::size_t i = 0; i < following; ++i, ++at)
            if ((static_cast<std::uint8_t>(text[at]) & 0xC0) != 0x80) return false;
    }
    return true;
}

/// True for a path that a client may name: from the root of the files, with `/` between its segments;
/// well-formed UTF-8 without control characters and backslashes; no segment empty, a dot or two; the last at
/// most 128 bytes, all at most 256.
[[nodiscard]] constexpr bool is_file_path(std::string_view path) {
    if (path.empty() || path.size() > decltype(file::path)::capacity || !is_utf8(path)) return false;
    for (const char byte : path)
        if (static_cast<std::uint8_t>(byte) < 0x20 || byte == '\x7F' || byte == '\\') return false;
    for (;;) {
        const auto slash = path.find('/');
        const auto segment = path.substr(0, slash);
        if (segment.empty() || segment == "." || segment == "..") return false;
        if (slash == std::string_view::npos) return segment.size() <= decltype(file::name)::capacity;
        path.remove_prefix(slash + 1);
    }
}

/// Returns the seconds since 1970 at an instant of the clock of files. Microsoft's library converts it to UTC
/// only.
template <class FileClock>
[[nodiscard]] std::int64_t unix_time(typename FileClock::time_point when) {
    const auto since_1970 = [&] {
        if constexpr (requires { FileClock::to_sys(when); }) {
            return FileClock::to_sys(when).time_since_epoch();
        } else {
            const auto utc = FileClock::to_utc(when);
            return decltype(utc)::clock::to_sys(utc).time_since_epoch();
        }
    };
    return std::chrono::floor<std::chrono::seconds>(since_1970()).count();
}

/// Finds and opens the G-code files below one folder. A path that a client names never leads out of it, not
/// even through a symbolic link. Only regular files count: a folder, a device or a named pipe is
/// `fault::not_readable`. It stores only the folder's path, so any number of threads may use one.
///
/// The checks trust the folder's owner: whoever can replace a folder by a link between check and use can lead
/// out of it.
class gcode_folder {
public:
    /// The line source that `open` opens.
    using source_type = file_lines;

    /// The most folders inside one another that `list` goes into.
    static constexpr int deepest = 16;

    /// Uses `folder`, which need not exist yet.
    explicit gcode_folder(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Returns the folder.
    [[nodiscard]] const std::filesystem::path& root() const { return folder_; }

    /// Returns where a file of this path is, or would be. `fault::bad_name` if the path is not allowed or
    /// leaves the folder through a symbolic link. The file need not exist.
    [[nodiscard]] result<std::filesystem::path> place_of(std::string_view path) const {
        if (!is_file_path(path)) return tl::unexpected(io_error{fault::bad_name});
        const std::filesystem::path relative{std::u8string{path.begin(), path.end()}};
        if (relative.has_root_path()) return tl::unexpected(io_error{fault::bad_name}); // `C:` on Windows
        std::error_code failed;
        const auto real_root = std::filesystem::weakly_canonical(folder_, failed);
        if (failed) return tl::unexpected(file_error(failed));
        auto place = folder_;
        for (const auto& segment : relative) {
            place /= segment;
            if (!std::filesystem::is_symlink(std::filesystem::symlink_status(place, failed))) continue;
            // A dangling link is refused too: writing to it would create a file wherever it points.
            const auto real = std::filesystem::canonical(place, failed);
            if (failed || !lies_below(real, real_root)) return tl::unexpected(io_error{fault::bad_name});
        }
        return place;
    }

    /// Finds a file and fills in its name, path, size and date. `fault::bad_name` as `place_of`; `not_found`;
    /// `not_readable` when it is no regular file; `no_permission`.
    [[nodiscard]] result<file> find(std::string_view path) const {
        const auto place = place_of(path);
        if (!place) return tl::unexpected(place.error());
        std::error_code failed;
        const auto status = std::filesystem::status(*place, failed);
        if (!std::filesystem::exists(status))
            return tl::unexpected(failed ? file_error(failed) : io_error{fault::not_found});
        if (!std::filesystem::is_regular_file(status)) return tl::unexpected(io_error{fault::not_readable});

        file found;
        if (!found.name.assign(path.substr(path.rfind('/') + 1)) || !found.path.assign(path))
            return tl::unexpected(io_error{fault::bad_name});
        const auto size = std::filesystem::file_size(*place, failed);
        if (failed) return tl::unexpected(file_error(failed));
        found.size = size;
        const auto written = std::filesystem::last_write_time(*place, failed);
        if (!failed) found.date = unix_time<std::chrono::file_clock>(written);
        return found;
    }

    /// Opens a file's lines at byte 0. Returns nothing on success, otherwise the error, and `source` is
    /// unchanged: as `find`, and `not_found` for a file on the printer's own card.
    [[nodiscard]] std::optional<io_error> open(const file& what, file_lines& source) const {
        if (what.origin != file_origin::local) return io_error{fault::not_found};
        const auto place = place_of(what.path.view());
        if (!place) return place.error();
        return source.open(*place);
    }

    /// True if a file can be opened now: a start checks this before it changes anything.
    [[nodiscard]] bool readable(const file& what) const {
        file_lines probe;
        return !open(what, probe);
    }

    /// Returns all files below the folder, sorted by path (bytewise), at most `most` of them. Names that
    /// begin with a dot, and files that `find` would not find, are left out; links to folders are not
    /// followed. `not_found` or `no_permission` if the folder itself cannot be read.
    [[nodiscard]] result<std::vector<file>> list(std::size_t most = 1000) const {
        std::error_code failed;
        std::filesystem::recursive_directory_iterator entry{
            folder_, std::filesystem::directory_options::skip_permission_denied, failed};
        if (failed) return tl::unexpected(file_error(failed));
        std::vector<file> files;
        const std::filesystem::recursive_directory_iterator end;
        while (entry != end && files.size() < most) {
            const bool hidden = entry->path().filename().u8string().starts_with(u8'.');
            if (hidden || entry.depth() + 1 >= deepest) entry.disable_recursion_pending();
            if (!hidden) {
                const auto relative = entry->path().lexically_relative(folder_).generic_u8string();
                if (auto found = find(std::string{relative.begin(), relative.end()})) files.push_back(*found);
            }
            entry.increment(failed);
            if (failed) break; // what was found so far is still true
        }
        std::sort(files.begin(), files.end(),
                  [](const file& a, const file& b) { return a.path.view() < b.path.view(); });
        return files;
    }

private:
    [[nodiscard]] static bool lies_below(const std::filesystem::path& what,
                                         const std::filesystem::path& root) {
        const auto ends = std::mismatch(root.begin(), root.end(), what.begin(), what.end());
        return ends.first == root.end();
    }

    std::filesystem::path folder_;
};

static_assert(file_opener<gcode_folder>);

} // namespace printjob::inline v0::host
