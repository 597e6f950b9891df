#pragma once
/// The fixture of the controller's tests: a scripted printer, a clock, and a way to each state.

#include <printjob/controller.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace printjob::tests {

using namespace std::chrono_literals;

[[nodiscard]] inline file a_file(std::string_view path = "a.gcode", std::uint64_t size = 1000) {
    file f;
    REQUIRE(f.name.assign(path));
    REQUIRE(f.path.assign(path));
    f.size = size;
    return f;
}

[[nodiscard]] inline actor user(std::string_view name) {
    actor by{.from = source::user};
    REQUIRE(by.user.assign(name));
    return by;
}

/// An answer in one word: the acceptance, or the name of the refusal.
[[nodiscard]] inline std::string word(const answer& given) {
    return std::string{given ? name(*given) : given.error().name};
}

/// One printer under control with a manual clock.
template <class Checks = preconditions<>>
struct controller_fixture {
    testing::manual_clock clock;
    testing::scripted_transport printer;
    controller<testing::scripted_transport, Checks> control;
    testing::event_recorder recorder;

    explicit controller_fixture(Checks checks = preconditions<>{}, const state_timeouts& limits = {})
        : control{printer, std::move(checks), limits} {}

    std::string submit(command what, const actor& by = {}) {
        return word(control.submit(what, clock.now(), by));
    }
    std::string select(const file& what, const actor& by = {}) {
        return word(control.select(what, clock.now(), by));
    }
    std::string print(const file& what, const actor& by = {}) {
        return word(control.print(what, clock.now(), by));
    }

    /// The transport reports that something happened, at the present instant.
    void happens(report_kind what, failure why = failure::none) {
        printer.happens(what, why);
        control.advance(clock.now());
    }
    void happens(report_kind what, failure why, const diagnosis& details) {
        printer.happens(what, why, details);
        control.advance(clock.now());
    }
    void asks(command what, source from = source::printer) {
        printer.asks(what, from);
        control.advance(clock.now());
    }
    void pass(duration span) {
        clock.advance(span);
        control.advance(clock.now());
    }

    /// All events since the last call, in short form.
    std::string events() {
        recorder.drain(control);
        return recorder.take_words();
    }
    /// All events since the last call.
    std::vector<event> all_events() {
        recorder.drain(control);
        return std::exchange(recorder.events, {});
    }
    /// The last event of a kind, of all since the last call.
    event last(event_kind kind) {
        std::optional<event> found;
        for (const event& e : all_events())
            if (e.kind() == kind) found = e;
        REQUIRE(found.has_value());
        return *found;
    }
    std::string state_now() const { return std::string{name(control.current())}; }

    // --- ways to a state; each forgets the events on the way ---

    controller_fixture& operational() {
        happens(report_kind::connected);
        REQUIRE(select(a_file()) == "accepted");
        return forget();
    }
    controller_fixture& starting() {
        operational();
        REQUIRE(submit(command::start) == "accepted");
        return forget();
    }
    controller_fixture& printing() {
        starting();
        happens(report_kind::started);
        REQUIRE(state_now() == "Printing");
        return forget();
    }
    controller_fixture& pausing() {
        printing();
        REQUIRE(submit(command::pause) == "accepted");
        return forget();
    }
    controller_fixture& paused() {
        pausing();
        happens(report_kind::paused);
        REQUIRE(state_now() == "Paused");
        return forget();
    }
    controller_fixture& resuming() {
        paused();
        REQUIRE(submit(command::resume) == "accepted");
        return forget();
    }
    controller_fixture& cancelling() {
        printing();
        REQUIRE(submit(command::cancel) == "accepted");
        return forget();
    }
    controller_fixture& finishing() {
        printing();
        happens(report_kind::drained);
        REQUIRE(state_now() == "Finishing");
        return forget();
    }
    controller_fixture& forget() {
        (void)events();
        printer.told.clear();
        return *this;
    }
};

controller_fixture() -> controller_fixture<>;

} // namespace printjob::tests
