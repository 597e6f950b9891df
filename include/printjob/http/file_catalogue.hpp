#pragma once
/// Where the API looks for the files that clients name.

#include <printjob/job/file.hpp>
#include <printjob/result.hpp>

#include <concepts>
#include <string_view>

namespace printjob::inline v0::http {

/// Satisfied by a type whose `find(path)` returns the file of that path, or an error when there is none. The
/// path comes from a client: it is decoded, at most 256 bytes long and without control characters, and
/// nothing more. Keeping it inside a folder is the catalogue's duty.
template <class T>
concept file_catalogue = requires(T& files, std::string_view path) {
    { files.find(path) } -> std::same_as<result<file>>;
};

/// Stands for a host that offers no files: the routes of files do not exist.
struct no_files {
    /// Finds nothing.
    [[nodiscard]] result<file> find(std::string_view) const {
        return tl::unexpected(io_error{fault::not_found});
    }
};

} // namespace printjob::inline v0::http
