#pragma once
/// A byte port: a serial line, pseudo-terminal, socket or simulation that moves bytes. The embedder provides
/// it.

#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace printjob::inline v0 {

/// Satisfied by a type that moves bytes and never blocks:
/// - `read_some(into)` returns how many bytes were read into the front of `into`; 0 means that none are
///   available now.
/// - `write_some(from)` returns how many bytes of the front of `from` were accepted; it may be fewer than
///   offered, and 0 means that none can be written now.
///
/// Neither is ever called with an empty span.
///
/// An error means that the port is not usable now: mostly `fault::closed` or `fault::device_gone`. A loss
/// must be reported once, even by a port that could reopen itself at once: the first call that succeeds after
/// an error counts as a new connection. Optional, detected: `void wait(instant until)` (see `waiting_port`)
/// and `void wake()` (see `wakeable_port`).
template <class T>
concept byte_port = requires(T& port, std::span<char> into, std::span<const char> from) {
    { port.read_some(into) } -> std::same_as<result<std::size_t>>;
    { port.write_some(from) } -> std::same_as<result<std::size_t>>;
};

/// Optional: satisfied by a port that a thread can wait on. `wait(until)` blocks until bytes can be read,
/// bytes that were not accepted can be written, or `until` has come; it does not say which. It uses nothing
/// that `read_some` and `write_some` change, so that another thread may call those meanwhile.
template <class T>
concept waiting_port = byte_port<T> && requires(T& port, instant until) {
    { port.wait(until) } -> std::same_as<void>;
};

/// Optional: satisfied by a port whose wait another thread can end. `wake()` ends the current `wait`, or the
/// next one if there is none: a wake is never lost, and several wakes before one wait end that wait only. It
/// does not block, and any thread may call it at any time, during every other call. A port that is driven by
/// an event loop has no `wait`; its `wake()` makes the loop call the same function as when bytes have
/// arrived.
template <class T>
concept wakeable_port = byte_port<T> && requires(T& port) { port.wake(); };

} // namespace printjob::inline v0
