#pragma once
/// A controller behind one lock, for servers with threads.

#include <printjob/controller.hpp>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

/// Job control that any number of threads may use: each call takes the lock for as long as it lasts, and the
/// transport is touched under it only. Of N concurrent starts exactly one is accepted.
///
/// Threads read the clock before they get the lock, so instants may come out of order: one that is earlier
/// than another that came before counts as that.
///
/// Refers to the transport, which must outlive it; is neither copied nor moved.
template <class Transport, class Checks = preconditions<>>
class synchronized {
public:
    /// As the constructor of `controller`: offline, with no file selected and no job.
    explicit synchronized(Transport& printer, Checks checks = Checks{}, const state_timeouts& limits = {})
        requires printer_transport<Transport>
        : control_{printer, std::move(checks), limits} {}

    synchronized(const synchronized&) = delete;
    synchronized& operator=(const synchronized&) = delete;

    /// Runs `use(controller)` under the lock: several steps as one. `use` must not call this object.
    template <class Use>
    decltype(auto) with(Use&& use) {
        const std::scoped_lock lock{mutex_};
        return std::forward<Use>(use)(control_);
    }
    /// The same for a look without a change: `use` gets a const controller.
    template <class Use>
    decltype(auto) with(Use&& use) const {
        const std::scoped_lock lock{mutex_};
        return std::forward<Use>(use)(control_);
    }

    // The controller's methods, each under the lock; see there. What they return is a copy.

    /// The state that held when it was asked; another thread may have changed it since.
    [[nodiscard]] state current() const {
        return with([](const auto& control) { return control.current(); });
    }
    /// What `submit` would have answered just now. Changes nothing.
    [[nodiscard]] answer dry_run(command asked) const {
        return with([&](const auto& control) { return control.dry_run(asked); });
    }
    /// A copy of all there is to know of the job, consistent in itself.
    [[nodiscard]] job_status status(instant now) const {
        return with([&](const auto& control) { return control.status(std::max(now, latest_)); });
    }
    /// A copy of what is known of the printer.
    [[nodiscard]] facts printer_facts() const {
        return with([](const auto& control) -> facts { return control.printer_facts(); });
    }
    /// When `advance` is to be called at the latest. A command of another thread can bring it forward.
    [[nodiscard]] instant next_deadline() const {
        return with([](const auto& control) { return control.next_deadline(); });
    }
    /// Asks for a command; what is accepted has left for the transport when this returns.
    [[nodiscard]] answer submit(command asked, instant now, const actor& by = {}) {
        return with([&](auto& control) { return control.submit(asked, in_order(now), by); });
    }
    /// Selects a file, which is copied.
    [[nodiscard]] answer select(const file& what, instant now, const actor& by = {}) {
        return with([&](auto& control) { return control.select(what, in_order(now), by); });
    }
    /// Selects a file and starts it, or does neither.
    [[nodiscard]] answer print(const file& what, instant now, const actor& by = {}) {
        return with([&](auto& control) { return control.print(what, in_order(now), by); });
    }
    /// Drives the transport up to `now`, takes in what it reports, and ends what lasted too long.
    void advance(instant now) {
        with([&](auto& control) { control.advance(in_order(now)); });
    }
    /// The oldest event that was not polled yet, by whichever thread.
    [[nodiscard]] std::optional<event> poll_event() {
        return with([](auto& control) { return control.poll_event(); });
    }

private:
    /// Called under the lock.
    [[nodiscard]] instant in_order(instant now) { return latest_ = std::max(latest_, now); }

    mutable std::mutex mutex_;
    controller<Transport, Checks> control_;
    instant latest_ = instant::min(); ///< that was passed in, whichever thread did
};

template <class Transport>
synchronized(Transport&) -> synchronized<Transport>;
template <class Transport, class Checks>
synchronized(Transport&, Checks) -> synchronized<Transport, Checks>;
template <class Transport, class Checks>
synchronized(Transport&, Checks, const state_timeouts&) -> synchronized<Transport, Checks>;

} // namespace printjob::inline v0
