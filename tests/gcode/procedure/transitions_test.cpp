/// The streamer's table at run time: what the compiler proved of it (tests/static/procedures.cpp) is what the program has.

#include <printjob/gcode/procedure/stages.hpp>
#include <printjob/gcode/procedure/transitions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

using namespace printjob::gcode;

namespace {

constexpr auto compiled = [] {
    std::array<std::array<transition, task_event_count>, task_count> all{};
    for (std::size_t t = 0; t < task_count; ++t)
        for (std::size_t e = 0; e < task_event_count; ++e)
            all[t][e] = on(static_cast<task>(t), static_cast<task_event>(e));
    return all;
}();

} // namespace

TEST_CASE("each cell of the streamer's table is at run time what it is at compile time") {
    for (std::size_t t = 0; t < task_count; ++t)
        for (std::size_t e = 0; e < task_event_count; ++e) {
            CAPTURE(name(static_cast<task>(t)));
            CAPTURE(name(static_cast<task_event>(e)));
            CHECK(on(static_cast<task>(t), static_cast<task_event>(e)) == compiled[t][e]);
        }
}

TEST_CASE("tasks and events have names of their own") {
    std::set<std::string> names;
    for (std::size_t t = 0; t < task_count; ++t)
        names.insert(std::string{name(static_cast<task>(t))});
    for (std::size_t e = 0; e < task_event_count; ++e)
        names.insert(std::string{name(static_cast<task_event>(e))});
    CHECK(names.size() == task_count + task_event_count);
}

TEST_CASE("the rows of each procedure are those that its task has") {
    CHECK(stages_of(task::pausing).front().then == step::finish_moves);
    CHECK(stages_of(task::pausing).size() == 7);
    CHECK(stages_of(task::cancelling).back().then == step::safe_stop);
    CHECK(stages_of(task::halting).size() == 3);
    for (const task quiet : {task::absent, task::halted}) {
        CHECK(stages_of(quiet).size() == 1);
        CHECK(stages_of(quiet).front().when == until::event);
    }
}
