#pragma once
/// A controller behind one lock, for servers with threads.

#include <printjob/controller.hpp>

#include <mutex>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

/// Job control that any number of threads may use: each call takes the lock for as long as it lasts, and the
/// transport is touched under it only. Of N concurrent starts exactly one is accepted.
///
/// Refers to the transport, which must outlive it; is neither copied nor moved.
template <class Transport, class Checks = preconditions<>>
class synchronized {
public:
    explicit synchronized(Transport& printer, Checks checks = preconditions<>{},
                          const time_limits& limits = {})
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
    template <class Use>
    decltype(auto) with(Use&& use) const {
        const std::scoped_lock lock{mutex_};
        return std::forward<Use>(use)(control_);
    }

    // The controller's methods, each under the lock; see there. What they return is a copy.

    [[nodiscard]] state current() const {
        return with([](const auto& control) { return control.current(); });
    }
    [[nodiscard]] answer would(command asked) const {
        return with([&](const auto& control) { return control.would(asked); });
    }
    [[nodiscard]] job_status status(instant now) const {
        return with([&](const auto& control) { return control.status(now); });
    }
    [[nodiscard]] facts printer_facts() const {
        return with([](const auto& control) -> facts { return control.printer_facts(); });
    }
    [[nodiscard]] instant next_deadline() const {
        return with([](const auto& control) { return control.next_deadline(); });
    }
    [[nodiscard]] answer ask(command asked, instant now, const requester& by = {}) {
        return with([&](auto& control) { return control.ask(asked, now, by); });
    }
    [[nodiscard]] answer select(const file& what, instant now, const requester& by = {}) {
        return with([&](auto& control) { return control.select(what, now, by); });
    }
    [[nodiscard]] answer print(const file& what, instant now, const requester& by = {}) {
        return with([&](auto& control) { return control.print(what, now, by); });
    }
    void advance(instant now) {
        with([&](auto& control) { control.advance(now); });
    }
    [[nodiscard]] std::optional<event> poll_event() {
        return with([](auto& control) { return control.poll_event(); });
    }

private:
    mutable std::mutex mutex_;
    controller<Transport, Checks> control_;
};

template <class Transport>
synchronized(Transport&) -> synchronized<Transport>;
template <class Transport, class Checks>
synchronized(Transport&, Checks) -> synchronized<Transport, Checks>;
template <class Transport, class Checks>
synchronized(Transport&, Checks, const time_limits&) -> synchronized<Transport, Checks>;

} // namespace printjob::inline v0
