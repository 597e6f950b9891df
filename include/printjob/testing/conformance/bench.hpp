#pragma once
/// What the conformance suite needs around a transport: a clock, a printer, a link to break.

#include <printjob/job/file.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/printer_transport.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace printjob::inline v0::testing {

/// Satisfied by an object that holds a fresh transport, its link and a printer, all on one manual clock:
/// - `transport()`: the transport under test. Only the suite calls it.
/// - `clock()`: their time. The suite moves it.
/// - `handle_time()`: link and printer do what is due up to the clock's time.
/// - `next_event()`: when link or printer next do something by themselves; `never` when they do not.
/// - `input_waits()`: whether something has arrived that would wake a thread which waits for the transport.
///   Always false for a transport that has to look for itself.
/// - `job_reader()`: a file that the printer can carry out, again and again. It should take some seconds.
/// - `sent()`: how many pieces of jobs have left the transport since the beginning: lines for one that
///   streams lines; orders to begin or go on for one that has the printer do the rest. It never falls.
/// - `carried_out()`: how much of jobs the printer has carried out since the beginning, in any unit: filament
///   through the nozzle, say. Each whole job adds the same.
/// - `emergency_stops()`: how many emergency stops have left the transport.
/// - `break_link()`: from now on the printer cannot be reached.
template <class T>
concept conformance_bench = requires(T& bench) {
    requires printer_transport<std::remove_reference_t<decltype(bench.transport())>>;
    { bench.clock() } -> std::same_as<manual_clock&>;
    { bench.handle_time() } -> std::same_as<void>;
    { bench.next_event() } -> std::same_as<instant>;
    { bench.input_waits() } -> std::same_as<bool>;
    { bench.job_reader() } -> std::convertible_to<file>;
    { bench.sent() } -> std::convertible_to<std::uint64_t>;
    { bench.carried_out() } -> std::convertible_to<std::uint64_t>;
    { bench.emergency_stops() } -> std::convertible_to<std::uint64_t>;
    { bench.break_link() } -> std::same_as<void>;
};

/// Optional: satisfied by a bench whose link can be mended with `mend_link()`: the printer can be reached
/// again.
template <class T>
concept mendable_bench = conformance_bench<T> && requires(T& bench) {
    { bench.mend_link() } -> std::same_as<void>;
};

/// Optional: satisfied by a bench whose printer can be reset with `reset_printer()`: whatever stopped it is over, it has
/// forgotten its job, and it says or shows what a printer of its kind does after a reset.
template <class T>
concept resettable_bench = conformance_bench<T> && requires(T& bench) {
    { bench.reset_printer() } -> std::same_as<void>;
};

} // namespace printjob::inline v0::testing
