#pragma once
/// A printer transport: it makes a printer carry out a job. Examples: a G-code streamer, a printer that
/// prints from its own card, a remote host's API. The embedder may provide its own.
///
/// After construction only the controller calls a transport; only `wake()` may be called by others.

#include <printjob/job/facts.hpp>
#include <printjob/job/file.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <concepts>
#include <optional>

namespace printjob::inline v0 {

/// Satisfied by a type that begins jobs. `start(id, file, now)` and `restart(id, file, now)` return a
/// refusal, and then nothing has changed, or nothing, and then `started` (or a failure) is reported in time.
/// `restart` replaces the paused job by a new one in one step, without a safe stop in between.
template <class T>
concept starts_jobs = requires(T& transport, job_id id, const file& what, instant now) {
    { transport.start(id, what, now) } -> std::same_as<std::optional<refusal>>;
    { transport.restart(id, what, now) } -> std::same_as<std::optional<refusal>>;
};

/// Satisfied by a type that pauses and resumes the active job: `pause(now)` is answered by the report
/// `paused`, `resume(now)` by `resumed` (or by a failure). A pause may come during a resume; then only
/// `paused` follows. If `drained` was reported and crossed the pause, it is reported again after the resume.
template <class T>
concept pauses_jobs = requires(T& transport, instant now) {
    { transport.pause(now) } -> std::same_as<void>;
    { transport.resume(now) } -> std::same_as<void>;
};

/// Satisfied by a type that ends the active job. `cancel(now)` sends no further line of the job, attempts to
/// make the printer safe, and is answered by `cancelled` (or by a failure). It is also called when a job
/// failed because a state lasted too long; the report is then stale and does no harm. `emergency_stop(now)`
/// is sent in the same call, before everything that waits; nothing is reported.
template <class T>
concept ends_jobs = requires(T& transport, instant now) {
    { transport.cancel(now) } -> std::same_as<void>;
    { transport.emergency_stop(now) } -> std::same_as<void>;
};

/// Satisfied by a type that can be driven. `handle_time(now)` does what is due, input and output included,
/// and never blocks; `next_deadline()` returns when it must be called again at the latest; `poll_report()`
/// returns the reports, in order. While a report waits to be polled, no further line of the job is sent: a
/// `started` can be answered by a pause before the first line.
template <class T>
concept is_driven = requires(T& transport, const T& looked_at, instant now) {
    { transport.handle_time(now) } -> std::same_as<void>;
    { looked_at.next_deadline() } -> std::same_as<instant>;
    { transport.poll_report() } -> std::same_as<std::optional<report>>;
};

/// Optional: satisfied by a transport that knows the progress of the active job.
template <class T>
concept has_progress = requires(const T& transport) {
    { transport.progress() } -> std::same_as<progress>;
};

/// Optional: satisfied by a transport that knows facts of the printer. It stores them and returns a
/// reference.
template <class T>
concept has_facts = requires(const T& transport) {
    { transport.facts() } -> std::same_as<const facts&>;
};

/// Optional: satisfied by a transport that sees the printer's signs of life. Without it, the time limits of
/// transitional states are measured from the state's beginning.
template <class T>
concept has_liveness = requires(const T& transport) {
    { transport.liveness() } -> std::same_as<liveness>;
};

/// Optional: satisfied by a transport whose pump another thread can wake. `wake()` ends the pump's current
/// wait, or its next one; see `wakeable_port`. `synchronized` calls it after each command that was not
/// refused.
template <class T>
concept wakeable_transport = requires(T& transport) { transport.wake(); };

/// Satisfied by a type without a member `progress`, or with the right one: a mistake in an optional member is
/// not ignored.
template <class T>
concept has_no_other_progress =
    has_progress<T> || !(requires(T& transport) { transport.progress(); } || requires { &T::progress; });
/// Satisfied by a type without a member `facts`, or with the right one.
template <class T>
concept has_no_other_facts =
    has_facts<T> || !(requires(T& transport) { transport.facts(); } || requires { &T::facts; });
/// Satisfied by a type without a member `liveness`, or with the right one.
template <class T>
concept has_no_other_liveness =
    has_liveness<T> || !(requires(T& transport) { transport.liveness(); } || requires { &T::liveness; });

/// Satisfied by a type that starts, pauses, ends and drives print jobs; see its four parts above. Its
/// optional members (`progress`, `facts`, `liveness`) must have the right form. All instants are passed in
/// and never step back. Errors are reported; they are neither thrown nor ignored.
template <class T>
concept printer_transport = starts_jobs<T> && pauses_jobs<T> && ends_jobs<T> && is_driven<T> &&
                            has_no_other_progress<T> && has_no_other_facts<T> && has_no_other_liveness<T>;

} // namespace printjob::inline v0
