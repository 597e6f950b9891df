#pragma once
/// A byte port: the serial line, pseudo-terminal, socket or simulation that bytes go through. The user brings
/// it.

#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace printjob::inline v0 {

/// Satisfied by a type that moves bytes and never blocks:
/// - `read_some(into)`: how many bytes were read into the front of `into`; 0 means none are there now.
/// - `write_some(from)`: how many bytes of the front of `from` were taken; less than offered is legal, 0
///   means later.
///
/// Neither is ever called with an empty span.
///
/// An error means that the port is not usable now: `fault::closed` or `fault::device_gone`, mostly. A loss
/// must be reported once, even by a port that could open itself again at once: the first call that succeeds
/// after an error is taken as a new connection. Optional, detected: `void wait(instant until)` (see
/// `waiting_port`) and `void wake()` (see `wakeable_port`).
template <class T>
concept byte_port = requires(T& port, std::span<char> into, std::span<const char> from) {
    { port.read_some(into) } -> std::same_as<result<std::size_t>>;
    { port.write_some(from) } -> std::same_as<result<std::size_t>>;
};

/// Optional: satisfied by a port that a thread can wait on. `wait(until)` blocks until bytes may be read, or
/// bytes that were not taken may be written, or `until` has come; whatever of them, the caller looks for
/// itself. It touches nothing that `read_some` and `write_some` change, so that it may be called beside them.
template <class T>
concept waiting_port = byte_port<T> && requires(T& port, instant until) {
    { port.wait(until) } -> std::same_as<void>;
};

/// Optional: satisfied by a port whose wait another thread can end. `wake()` ends the `wait` that is under
/// way, or the next one when none is: a wake is never lost, and several wakes before one wait end that wait
/// only. It does not block, and may be called by any thread at any time, beside every other call. A port that
/// is driven by an event loop has no `wait`; its `wake()` makes the loop call whatever it calls when bytes
/// came.
template <class T>
concept wakeable_port = byte_port<T> && requires(T& port) { port.wake(); };

} // namespace printjob::inline v0
