// Sizes, and what works before the program runs.

#include <printjob/controller.hpp>
#include <printjob/job/machine.hpp>
#include <printjob/version.hpp>

#include <chrono>
#include <string_view>
#include <type_traits>

namespace {

using namespace printjob;
using namespace std::chrono_literals;

// A cell is five bytes, so the whole table is below 1.5 kB.
static_assert(sizeof(cell) == 5);
static_assert(sizeof(table::of_intents) + sizeof(table::of_printer) + sizeof(table::of_job) < 1500);
static_assert(sizeof(state) == 1 && sizeof(row) == 1 && sizeof(command) == 1 && sizeof(report_kind) == 1);
static_assert(sizeof(report_head) <= 8 && sizeof(event_head) <= 88 && sizeof(diagnosis) <= 136);

// What crosses an interface by value is plain data.
static_assert(std::is_trivially_copyable_v<refusal> && std::is_trivially_copyable_v<io_error>);
static_assert(std::is_trivially_copyable_v<event> && std::is_trivially_copyable_v<report>);
static_assert(std::is_trivially_copyable_v<file> && std::is_trivially_copyable_v<cell>);
static_assert(std::is_trivially_copyable_v<job_status> && std::is_trivially_copyable_v<facts>);

// Copying and moving them throws nothing.
static_assert(std::is_nothrow_copy_constructible_v<event> && std::is_nothrow_copy_constructible_v<report>);
static_assert(std::is_nothrow_copy_constructible_v<file> && std::is_nothrow_move_constructible_v<answer>);

// No precondition costs nothing.
static_assert(std::is_empty_v<preconditions<>>);

// The table answers at compile time …
static_assert(on(row::paused, intent::restart).act == action::restart);
static_assert(on(row::finishing, command::pause).why == reason::job_is_ending);
static_assert(on(row::pausing_then_resume, report_kind::paused).act == action::carry_out_deferred);

// … and a whole job can run there.
consteval bool a_job_runs() {
    machine m;
    instant now{};
    const auto happens = [&](report_kind what) {
        now += 1s;
        const cell& c = m.decide(what, m.job());
        if (!c.takes_effect()) return false;
        m.enter(c, failure::none, now);
        return true;
    };
    if (!happens(report_kind::connected)) return false;
    m.enter(m.decide(command::start), command::start, {}, now);
    if (m.job() != job_id{1} || m.current() != state::starting) return false;
    if (!happens(report_kind::started) || !happens(report_kind::drained) || !happens(report_kind::finished))
        return false;
    int events = 0;
    while (m.poll_event())
        ++events;
    return m.ended() == outcome::done && m.print_time(now) == 2s && events == 7;
}
static_assert(a_job_runs());

// A text refuses what does not fit.
consteval bool a_text_is_bounded() {
    text<4> t;
    return t.assign("four") && !t.assign("fives") && t.view() == "four";
}
static_assert(a_text_is_bounded());

// Every refusal of the table has a name and a sentence, and no two reasons share a name.
consteval bool refusals_are_complete() {
    for (std::size_t i = 1; i <= static_cast<std::size_t>(reason::precondition); ++i) {
        const auto why = static_cast<reason>(i);
        if (name(why).empty() || sentence(why, intent::start).empty()) return false;
        for (std::size_t j = 0; j < i; ++j)
            if (name(why) == name(static_cast<reason>(j))) return false;
    }
    return true;
}
static_assert(refusals_are_complete());

static_assert(std::string_view{PRINTJOB_VERSION_STRING}.starts_with('0' + PRINTJOB_VERSION_MAJOR));

} // namespace
