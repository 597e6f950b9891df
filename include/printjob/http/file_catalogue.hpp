#pragma once
/// The files that clients of the API can name.

#include <printjob/job/file.hpp>
#include <printjob/result.hpp>

#include <concepts>
#include <string_view>

namespace printjob::inline v0::http {

/// Satisfied by a type whose `find(path)` returns the file of that path, or an error if there is none. The
/// path comes from a client. It is decoded, at most 256 bytes long and without control characters; nothing
/// else is checked. The catalogue must keep it inside its folder.
template <class T>
concept file_catalogue = requires(T& files, std::string_view path) {
    { files.find(path) } -> std::same_as<result<file>>;
};

/// The catalogue of a host that offers no files: the routes of files do not exist.
struct no_files {
    /// Returns `not_found`.
    [[nodiscard]] result<file> find(std::string_view) const {
        return tl::unexpected(io_error{fault::not_found});
    }
};

} // namespace printjob::inline v0::http
