#pragma once
/// Errors of ports and files.

#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// What can go wrong with a port or a file.
enum class fault : std::uint8_t {
    closed,         ///< the port is not open (not yet, or no more); it may open again
    device_gone,    ///< the device went away while in use
    no_such_device, ///< no device of that name exists
    no_permission,  ///< the operating system denies access
    not_found,      ///< no such file
    bad_name,       ///< a file name that is too long, leaves its folder or has forbidden characters
    not_readable,   ///< the file exists and cannot be read
    unsupported,    ///< the device cannot do this (a baud rate, say)
    io,             ///< any other failure of the operating system
};

/// Returns one sentence that describes a fault; static text.
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

} // namespace printjob::inline v0
