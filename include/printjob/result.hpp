#pragma once
/// Errors are values. Two kinds exist and are never mixed:
/// - a `refusal`: somebody asked for something that cannot be done now; nothing was changed.
/// - an `error`: a port or a file did not do what it was told.

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// Why a command is refused: one face for programs. `name(reason)` is its stable form on the wire.
enum class reason : std::uint8_t {
    none,
    not_operational,
    job_active,
    no_file_selected,
    file_not_readable,
    not_paused,
    no_active_job,
    job_is_ending,
    position_lost,
    precondition, ///< one of the embedder's own checks; the refusal's name is theirs
};

/// The stable snake_case name of a reason, as it stands in an HTTP error body.
[[nodiscard]] constexpr std::string_view name(reason why) {
    switch (why) {
    case reason::none: return "none";
    case reason::not_operational: return "not_operational";
    case reason::job_active: return "job_active";
    case reason::no_file_selected: return "no_file_selected";
    case reason::file_not_readable: return "file_not_readable";
    case reason::not_paused: return "not_paused";
    case reason::no_active_job: return "no_active_job";
    case reason::job_is_ending: return "job_is_ending";
    case reason::position_lost: return "position_lost";
    case reason::precondition: return "precondition";
    }
    return "none";
}

/// A "no" with two faces: a stable name for programs and a sentence for people. Both texts are static (they
/// outlive everything) and never contain what a client sent.
struct refusal {
    /// The reason, for programs that decide by it.
    reason why;
    std::string_view name;     ///< snake_case; equals `name(why)` but for `reason::precondition`
    std::string_view sentence; ///< one line of plain text

    friend constexpr bool operator==(const refusal&, const refusal&) = default;
};

/// What can go wrong with a port or a file.
enum class fault : std::uint8_t {
    closed,         ///< the port is not open (not yet, or no more); it may open again
    device_gone,    ///< the device went away while in use
    no_such_device, ///< nothing of that name
    no_permission,  ///< the operating system denies access
    not_found,      ///< no such file
    bad_name,       ///< a file name that is too long, leaves its folder or has forbidden characters
    not_readable,   ///< the file exists and cannot be read
    unsupported,    ///< the device cannot do this (a baud rate, say)
    io,             ///< any other failure of the operating system
};

/// A plain sentence for a fault; static text.
[[nodiscard]] constexpr std::string_view sentence(fault what) {
    switch (what) {
    case fault::closed: return "the port is not open";
    case fault::device_gone: return "the device is gone";
    case fault::no_such_device: return "there is no such device";
    case fault::no_permission: return "access is denied";
    case fault::not_found: return "there is no such file";
    case fault::bad_name: return "the name is not allowed";
    case fault::not_readable: return "the file cannot be read";
    case fault::unsupported: return "the device does not support this";
    case fault::io: return "an input or output error";
    }
    return "an input or output error";
}

/// A failure of a port or a file, with the operating system's own number where there is one (errno; else 0).
struct io_error {
    /// What went wrong.
    fault what;
    /// The operating system's own number (errno); 0 where there is none.
    int native = 0;

    friend constexpr bool operator==(const io_error&, const io_error&) = default;
};

/// A value, or the error that took its place.
template <class T>
using result = tl::expected<T, io_error>;

} // namespace printjob::inline v0
