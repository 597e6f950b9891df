#pragma once
/// A controller with one lock, for servers with threads.

#include <printjob/controller.hpp>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

template <class Transport, class Checks>
class synchronized;

/// The controller that `synchronized::with` passes to its function: the methods of `controller`, with
/// instants that never step back. An instant that is earlier than a previous one counts as the previous one.
template <class Transport, class Checks = preconditions<>>
class locked_controller : private controller<Transport, Checks> {
    using unordered = controller<Transport, Checks>;
    friend class synchronized<Transport, Checks>;

public:
    using unordered::current;
    using unordered::current_row;
    using unordered::dry_run;
    using unordered::job;
    using unordered::last_outcome;
    using unordered::next_deadline;
    using unordered::poll_event;
    using unordered::printer_facts;

    /// As `controller::status`.
    [[nodiscard]] job_status status(instant now) const { return unordered::status((std::max)(now, latest_)); }
    /// As `controller::snapshot`.
    [[nodiscard]] printer_snapshot snapshot(instant now) const {
        return unordered::snapshot((std::max)(now, latest_));
    }
    /// As `controller::submit`.
    [[nodiscard]] answer submit(command asked, instant now, const actor& by = {}) {
        return noted(unordered::submit(asked, in_order(now), by));
    }
    /// As `controller::select`.
    [[nodiscard]] answer select(const file& what, instant now, const actor& by = {}) {
        return noted(unordered::select(what, in_order(now), by));
    }
    /// As `controller::print`.
    [[nodiscard]] answer print(const file& what, instant now, const actor& by = {}) {
        return noted(unordered::print(what, in_order(now), by));
    }
    /// As `controller::advance`.
    void advance(instant now) { unordered::advance(in_order(now)); }

private:
    locked_controller(Transport& printer, Checks checks, const state_timeouts& limits)
        : unordered{printer, std::move(checks), limits} {}

    [[nodiscard]] instant in_order(instant now) { return latest_ = (std::max)(latest_, now); }

    /// Returns an answer, and notes that a command was accepted: it may bring a nearer deadline, and events.
    [[nodiscard]] answer noted(answer given) {
        if (given) was_commanded_ = true;
        return given;
    }

    instant latest_ = (instant::min)(); ///< that was passed in
    bool was_commanded_ = false;        ///< since `synchronized` last checked
};

/// Job control that any number of threads may use: each call holds the lock while it runs, and the transport
/// is used under it only. Of N concurrent starts exactly one is accepted.
///
/// Threads read the clock before they get the lock, so instants may come out of order: one that is earlier
/// than a previous one counts as the previous one.
///
/// One thread is the pump: it calls `advance` and `poll_event`, and waits until `next_deadline` without the
/// lock. A command of another thread may bring that deadline forward. So each command that was not refused,
/// in `with` too, wakes the transport (see `wakeable_transport`) if it can be woken. Over a transport that
/// cannot, the pump must wake by itself from time to time.
///
/// The transport reads its file and its port under the lock. A slow read of a file, from a network share that
/// stalls, delays every other call, an emergency stop too: print from a local disk.
///
/// It keeps a reference to the transport, which must outlive it, and is neither copied nor moved.
template <class Transport, class Checks = preconditions<>>
class synchronized {
public:
    /// As the constructor of `controller`: offline, with no file selected and no job.
    explicit synchronized(Transport& printer, Checks checks = Checks{}, const state_timeouts& limits = {})
        requires printer_transport<Transport> && precondition_set<Checks>
        : printer_{printer}, control_{printer, std::move(checks), limits} {}
    /// The same without preconditions.
    synchronized(Transport& printer, const state_timeouts& limits)
        requires printer_transport<Transport> && precondition_set<Checks>
        : synchronized{printer, Checks{}, limits} {}

    synchronized(const synchronized&) = delete;
    synchronized& operator=(const synchronized&) = delete;

    /// Runs `use(control)` under the lock: several steps as one. `control` is a `locked_controller`; no
    /// reference to it may be kept. `use` must not call this object.
    template <class Use>
    decltype(auto) with(Use&& use) {
        const turn mine{*this};
        return std::forward<Use>(use)(control_);
    }
    /// The same without a change: `use` gets a const `locked_controller`.
    template <class Use>
    decltype(auto) with(Use&& use) const {
        const std::scoped_lock lock{mutex_};
        return std::forward<Use>(use)(control_);
    }

    // The controller's methods, each under the lock; see there. What they return is a copy.

    /// Returns the state at the time of the call; another thread may have changed it since.
    [[nodiscard]] state current() const {
        return with([](const auto& control) { return control.current(); });
    }
    /// Returns what `submit` would have answered just now. Changes nothing.
    [[nodiscard]] answer dry_run(command asked) const {
        return with([&](const auto& control) { return control.dry_run(asked); });
    }
    /// Returns a copy of the job's status, consistent in itself.
    [[nodiscard]] job_status status(instant now) const {
        return with([&](const auto& control) { return control.status(now); });
    }
    /// Returns the status and the printer's facts, consistent with each other.
    [[nodiscard]] printer_snapshot snapshot(instant now) const {
        return with([&](const auto& control) { return control.snapshot(now); });
    }
    /// Returns a copy of what is known of the printer.
    [[nodiscard]] facts printer_facts() const {
        return with([](const auto& control) -> facts { return control.printer_facts(); });
    }
    /// Returns when `advance` must be called at the latest. A command of another thread can bring it forward;
    /// it then wakes the transport.
    [[nodiscard]] instant next_deadline() const {
        return with([](const auto& control) { return control.next_deadline(); });
    }
    /// Submits a command. When this returns, an accepted command has been passed to the transport.
    [[nodiscard]] answer submit(command asked, instant now, const actor& by = {}) {
        return with([&](auto& control) { return control.submit(asked, now, by); });
    }
    /// Selects a file, which is copied.
    [[nodiscard]] answer select(const file& what, instant now, const actor& by = {}) {
        return with([&](auto& control) { return control.select(what, now, by); });
    }
    /// Selects a file and starts it, or does neither.
    [[nodiscard]] answer print(const file& what, instant now, const actor& by = {}) {
        return with([&](auto& control) { return control.print(what, now, by); });
    }
    /// Drives the transport up to `now`, applies its reports, and ends a state that lasted too long. For the
    /// pump: it does not wake the transport.
    void advance(instant now) {
        with([&](auto& control) { control.advance(now); });
    }
    /// Returns the oldest event that no thread has polled yet.
    [[nodiscard]] std::optional<event> poll_event() {
        return with([](auto& control) { return control.poll_event(); });
    }

private:
    /// Holds the lock, and wakes the pump after releasing it.
    class turn {
    public:
        explicit turn(synchronized& of) : of_{of}, lock_{of.mutex_} {}
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;
        ~turn() {
            const bool wakes = std::exchange(of_.control_.was_commanded_, false);
            lock_.unlock();
            if constexpr (wakeable_transport<Transport>)
                if (wakes) of_.printer_.wake();
        }

    private:
        synchronized& of_;
        std::unique_lock<std::mutex> lock_;
    };

    Transport& printer_;
    mutable std::mutex mutex_;
    locked_controller<Transport, Checks> control_;
};

template <class Transport>
synchronized(Transport&) -> synchronized<Transport>;
template <class Transport>
synchronized(Transport&, const state_timeouts&) -> synchronized<Transport>;
template <class Transport, precondition_set Checks>
synchronized(Transport&, Checks) -> synchronized<Transport, Checks>;
template <class Transport, precondition_set Checks>
synchronized(Transport&, Checks, const state_timeouts&) -> synchronized<Transport, Checks>;

} // namespace printjob::inline v0
