#pragma once
/// What the backends answer instead of a number of bytes.

#include <printjob/result.hpp>

#include <cerrno>

namespace serial_backends {

using no_bytes = tl::unexpected<printjob::io_error>;

/// The device is not open.
[[nodiscard]] inline no_bytes closed() {
    return no_bytes{{printjob::fault::closed}};
}

/// The device went away while in use; `native` is what the system said (errno).
[[nodiscard]] inline no_bytes gone(int native) {
    return no_bytes{{printjob::fault::device_gone, native}};
}

/// The device could not be opened, or not set up; `native` is what the system said. A device that another
/// program has is `no_permission`, as are missing rights; `native` distinguishes them.
[[nodiscard]] inline no_bytes not_opened(int native) {
    using printjob::fault;
    switch (native) {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO: return no_bytes{{fault::no_such_device, native}};
    case EACCES:
    case EPERM:
    case EBUSY:
    case EWOULDBLOCK: return no_bytes{{fault::no_permission, native}};
    case ENOTTY:
    case EINVAL: return no_bytes{{fault::unsupported, native}};
    default: return no_bytes{{fault::io, native}};
    }
}

} // namespace serial_backends
