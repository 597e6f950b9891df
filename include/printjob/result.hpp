#pragma once
/// Errors are values: a port or a file that did not do what it was told gives an `io_error`. (Why a command is
/// not taken is a `refusal`, see `job/refusals.hpp`.)

#include <printjob/io_error.hpp>

#include <tl/expected.hpp>

namespace printjob::inline v0 {

/// A value, or the error that took its place.
template <class T>
using result = tl::expected<T, io_error>;

} // namespace printjob::inline v0
