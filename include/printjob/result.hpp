#pragma once
/// Errors are values: a call on a port or a file that failed returns an `io_error`. (A command that is not
/// accepted returns a `refusal`, see `job/refusals.hpp`.)

#include <printjob/io_error.hpp>

#include <tl/expected.hpp>

namespace printjob::inline v0 {

/// A value or an error.
template <class T>
using result = tl::expected<T, io_error>;

} // namespace printjob::inline v0
