#include <printjob/job/event.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

using namespace printjob;

namespace {

constexpr std::size_t kind_count = index_of(event_kind::overrun) + 1;

/// How many of the fields of some events an event has.
int fields_of(const event& e) {
    return (e.asked() ? 1 : 0) + (e.why() != failure::none ? 1 : 0) + (e.refused() != reason::none ? 1 : 0) +
           (e.told() != notice::none ? 1 : 0) + (e.what() ? 1 : 0) + (e.lost() != 0 ? 1 : 0);
}

event_context in(state now_in) {
    return {.now_in = now_in, .job = job_id{7}, .by = {.from = source::user}, .at = instant{duration{9}}};
}

} // namespace

TEST_CASE("every event contains its kind, the state, the job, the actor and the time") {
    for (std::size_t i = 0; i < kind_count; ++i) {
        const event e = event::of(static_cast<event_kind>(i), in(state::paused));
        CHECK(index_of(e.kind()) == i);
        CHECK(e.now_in() == state::paused);
        CHECK(e.job() == job_id{7});
        CHECK(e.by().from == source::user);
        CHECK(e.at() == instant{duration{9}});
        CHECK(e.context().job == job_id{7});
    }
}

TEST_CASE("a field is read from the kinds that have it, and is empty for every other") {
    using enum event_kind;
    for (std::size_t i = 0; i < kind_count; ++i) {
        const auto kind = static_cast<event_kind>(i);
        CAPTURE(name(kind));
        const event e =
            event::of(kind, in(state::operational), failure::line_refused, command::emergency_stop);
        const bool has_command = kind == command_deferred || kind == deferral_withdrawn;
        CHECK(e.asked().has_value() == (has_command || kind == deferral_refused));
        if (has_command) CHECK(e.asked() == command::emergency_stop);
        CHECK((e.why() == failure::line_refused) == (kind == print_failed));
        CHECK((e.why() == failure::none) == (kind != print_failed));
        CHECK((e.refused() != reason::none) == (kind == deferral_refused));
        CHECK((e.told() != notice::none) == (kind == noticed));
        CHECK(e.what().has_value() == (kind == violation));
        CHECK(e.lost() == 0);
    }
}

TEST_CASE("a change of state contains a failure only if the printer cannot be used") {
    for (std::size_t i = 0; i < state_count; ++i) {
        const auto now_in = static_cast<state>(i);
        CAPTURE(name(now_in));
        const event e = event::of(event_kind::state_changed, in(now_in), failure::printer_error);
        CHECK((e.why() == failure::printer_error) == !is_operational(now_in));
    }
}

TEST_CASE("an event with one field has no other") {
    const event_context where = in(state::printing);
    const event refused = event::of_refusal(where, reason::position_lost);
    CHECK(refused.refused() == reason::position_lost);
    CHECK(refused.asked() == command::resume);
    CHECK(fields_of(refused) == 2);
    const event noticed = event::of_notice(where, notice::prompt);
    CHECK(noticed.told() == notice::prompt);
    CHECK(fields_of(noticed) == 1);
    const event violation = event::of_violation(where, report_kind::drained);
    CHECK(violation.what() == report_kind::drained);
    CHECK(fields_of(violation) == 1);
    const event overrun = event::of_overrun(where, 12);
    CHECK(overrun.lost() == 12);
    CHECK(fields_of(overrun) == 1);
    CHECK(fields_of(event{}) == 0);
}

TEST_CASE("an event without a failure has no diagnosis, whatever it was made with") {
    const event made{event_head{}, diagnosis::of_words("start")};
    CHECK(made.details() == nullptr);
}
