#include <printjob/job/transitions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace printjob;
using table::verdict;

namespace {

constexpr std::array rows{row::offline,  row::connecting,          row::operational,
                          row::starting, row::starting_then_pause, row::printing,
                          row::pausing,  row::pausing_then_resume, row::paused,
                          row::resuming, row::cancelling,          row::finishing,
                          row::error};
static_assert(rows.size() == row_count);

constexpr std::array intents{intent::start,  intent::restart, intent::pause,          intent::resume,
                             intent::toggle, intent::cancel,  intent::emergency_stop, intent::select};
static_assert(intents.size() == intent_count);

constexpr std::array reports{report_kind::connecting, report_kind::connected, report_kind::disconnected,
                             report_kind::reset,      report_kind::halted,    report_kind::timed_out,
                             report_kind::started,    report_kind::paused,    report_kind::resumed,
                             report_kind::cancelled,  report_kind::drained,   report_kind::finished,
                             report_kind::failed};
static_assert(reports.size() == report_kind_count);

std::string name_of(row r) {
    switch (r) {
    case row::offline: return "offline";
    case row::connecting: return "connecting";
    case row::operational: return "operational";
    case row::starting: return "starting";
    case row::starting_then_pause: return "starting, pause pending";
    case row::printing: return "printing";
    case row::pausing: return "pausing";
    case row::pausing_then_resume: return "pausing, resume pending";
    case row::paused: return "paused";
    case row::resuming: return "resuming";
    case row::cancelling: return "cancelling";
    case row::finishing: return "finishing";
    case row::error: return "error";
    }
    return "?";
}

bool is_one_of(row r, std::initializer_list<row> list) {
    for (row each : list)
        if (each == r) return true;
    return false;
}

std::vector<event_kind> told_by(const cell& c) {
    const event_list list = events_of(c.then);
    return {list.kinds.begin(), list.kinds.begin() + list.count};
}

const std::vector<event_kind> nothing{};
const std::vector<event_kind> the_change{event_kind::state_changed};
const std::vector<event_kind> the_failure{event_kind::state_changed, event_kind::print_failed};

/// A command's answer as a client sees it: a reason for a 409, or what a 204 means.
std::string answer_of(row r, intent asked) {
    const cell& c = on(r, asked);
    switch (c.is) {
    case verdict::refused: return std::string{name(c.why)};
    case verdict::already: return "204 already";
    case verdict::deferred: return "204 later";
    case verdict::accepted: return c.then == event_set::withdrawn ? "204 withdrawn" : "204";
    case verdict::stale:
    case verdict::violation:
    case verdict::applied: break;
    }
    return "a verdict of reports";
}

// --- docs/states.md, read back ---

std::vector<std::string> columns_of(const std::string& line) {
    std::vector<std::string> columns;
    std::size_t from = 1;
    while (from < line.size()) {
        const std::size_t to = line.find('|', from);
        std::string column = line.substr(from, to - from);
        column.erase(0, column.find_first_not_of(' '));
        column.erase(column.find_last_not_of(' ') + 1);
        std::erase(column, '`');
        columns.push_back(column);
        from = to + 1;
    }
    return columns;
}

/// Row and input → the columns: input, verdict, reason, next row, action, events.
std::map<std::pair<std::string, std::string>, std::vector<std::string>> cells_of_the_document() {
    std::ifstream document{"docs/states.md"}; // the working directory of the tests is the project's
    REQUIRE(document.is_open());
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> cells;
    std::string row_now;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("### ")) row_now = line.substr(4);
        if (row_now.empty() || !line.starts_with("| ")) continue;
        auto columns = columns_of(line);
        if (columns[0] == "command" || columns[0] == "report") continue;
        cells[{row_now, columns[0]}] = columns;
    }
    return cells;
}

void check_against(const std::vector<std::string>& columns, const cell& c) {
    REQUIRE(columns.size() == 6);
    CHECK(columns[1] == name(c.is));
    CHECK(columns[2] == (c.why == reason::none ? "" : name(c.why)));
    CHECK(columns[3] == (c.takes_effect() ? name_of(c.next) : ""));
    CHECK(columns[4] == (c.act == action::none ? "" : name(c.act)));
    std::string told;
    for (event_kind each : told_by(c)) {
        if (!told.empty()) told += ", ";
        told += each == event_kind::state_changed ? "→" : name(each);
    }
    CHECK(columns[5] == told);
}

} // namespace

TEST_CASE("every cell of the running program is the cell that docs/states.md prints") {
    const auto cells = cells_of_the_document();
    CHECK(cells.size() == row_count * (intent_count + report_kind_count));
    for (row r : rows) {
        for (intent asked : intents) {
            INFO(name_of(r), " × ", name(asked));
            check_against(cells.at({name_of(r), std::string{name(asked)}}), on(r, asked));
        }
        for (report_kind what : reports) {
            INFO(name_of(r), " × ", name(what));
            check_against(cells.at({name_of(r), std::string{name(what)}}), on(r, what));
        }
    }
}

TEST_CASE("every command is answered as the contract says, differences from OctoPrint included") {
    struct expectation {
        row in;
        std::array<std::string_view, 6> answers; // start, restart, toggle, pause, resume, cancel
    };
    const std::string_view no = "not_operational";
    const std::string_view active = "job_active";
    const std::string_view hot = "not_paused";
    const std::string_view none = "no_active_job";
    const std::string_view ending = "job_is_ending";
    const std::string_view yes = "204";
    const std::string_view already = "204 already";
    const std::string_view later = "204 later";
    const std::string_view withdrawn = "204 withdrawn";
    const std::array<expectation, row_count> contract{{
        {row::offline, {no, no, no, no, no, no}},
        {row::connecting, {no, no, no, no, no, no}},
        {row::error, {no, no, no, no, no, no}},
        {row::operational, {yes, hot, none, none, none, none}},
        {row::starting, {active, hot, later, later, already, yes}},
        {row::starting_then_pause, {active, hot, already, already, withdrawn, yes}},
        {row::printing, {active, hot, yes, yes, already, yes}},
        {row::pausing, {active, hot, already, already, later, yes}},
        {row::pausing_then_resume, {active, hot, already, withdrawn, already, yes}},
        {row::paused, {active, yes, yes, already, yes, yes}},
        {row::resuming, {active, hot, yes, yes, already, yes}},
        {row::cancelling, {active, hot, ending, ending, ending, already}},
        {row::finishing, {active, hot, ending, ending, ending, yes}},
    }};
    constexpr std::array asked{intent::start, intent::restart, intent::toggle,
                               intent::pause, intent::resume,  intent::cancel};
    for (const expectation& each : contract)
        for (std::size_t i = 0; i < asked.size(); ++i) {
            INFO(name_of(each.in), " × ", name(asked[i]));
            CHECK(answer_of(each.in, asked[i]) == each.answers[i]);
        }
}

TEST_CASE("a file is selected only while the printer is operational and no job is active") {
    for (row r : rows) {
        INFO(name_of(r));
        const std::string expected = r == row::operational         ? "204"
                                     : is_operational(state_of(r)) ? "job_active"
                                                                   : "not_operational";
        CHECK(answer_of(r, intent::select) == expected);
    }
}

TEST_CASE("the emergency stop is sent in every row that has a printer, and leads to error") {
    CHECK(answer_of(row::offline, intent::emergency_stop) == "not_operational");
    for (row r : rows) {
        if (r == row::offline) continue;
        INFO(name_of(r));
        const cell& c = on(r, intent::emergency_stop);
        CHECK(c.is == verdict::accepted);
        CHECK(c.act == action::emergency_stop);
        CHECK(c.next == row::error);
        CHECK(told_by(c) == (has_job(state_of(r)) ? the_failure : r == row::error ? nothing : the_change));
    }
}

TEST_CASE("accepted commands lead to their rows and call the transport") {
    struct expectation {
        row from;
        intent asked;
        row to;
        action act;
    };
    const std::array<expectation, 20> expected{{
        {row::operational, intent::start, row::starting, action::start},
        {row::operational, intent::select, row::operational, action::select},
        {row::paused, intent::restart, row::starting, action::restart},
        {row::printing, intent::pause, row::pausing, action::pause},
        {row::printing, intent::toggle, row::pausing, action::pause},
        {row::resuming, intent::pause, row::pausing, action::pause},
        {row::resuming, intent::toggle, row::pausing, action::pause},
        {row::paused, intent::resume, row::resuming, action::resume},
        {row::paused, intent::toggle, row::resuming, action::resume},
        {row::starting, intent::pause, row::starting_then_pause, action::none},
        {row::starting, intent::toggle, row::starting_then_pause, action::none},
        {row::starting_then_pause, intent::resume, row::starting, action::none},
        {row::pausing, intent::resume, row::pausing_then_resume, action::none},
        {row::pausing_then_resume, intent::pause, row::pausing, action::none},
        {row::starting, intent::cancel, row::cancelling, action::cancel},
        {row::starting_then_pause, intent::cancel, row::cancelling, action::cancel},
        {row::pausing, intent::cancel, row::cancelling, action::cancel},
        {row::pausing_then_resume, intent::cancel, row::cancelling, action::cancel},
        {row::paused, intent::cancel, row::cancelling, action::cancel},
        {row::finishing, intent::cancel, row::cancelling, action::cancel},
    }};
    for (const expectation& each : expected) {
        INFO(name_of(each.from), " × ", name(each.asked));
        CHECK(on(each.from, each.asked).next == each.to);
        CHECK(on(each.from, each.asked).act == each.act);
    }
}

TEST_CASE("losing the printer leads to offline from everywhere, and fails an active job") {
    for (row r : rows) {
        INFO(name_of(r));
        const cell& c = on(r, report_kind::disconnected);
        if (r == row::offline) {
            CHECK(c.is == verdict::stale);
            continue;
        }
        CHECK(c.is == verdict::applied);
        CHECK(c.next == row::offline);
        CHECK(c.act == action::none);
        CHECK(told_by(c) == (has_job(state_of(r)) ? the_failure : the_change));
    }
}

TEST_CASE("a printer that halts is in error, and fails an active job") {
    for (row r : rows) {
        INFO(name_of(r));
        const cell& c = on(r, report_kind::halted);
        if (is_one_of(r, {row::offline, row::error})) {
            CHECK(c.is == verdict::stale);
            continue;
        }
        CHECK(c.is == verdict::applied);
        CHECK(c.next == row::error);
        CHECK(told_by(c) == (has_job(state_of(r)) ? the_failure : the_change));
    }
}

TEST_CASE(
    "a firmware reset fails an active job, makes an event without one, and leaves the printer operational") {
    for (row r : rows) {
        INFO(name_of(r));
        const cell& c = on(r, report_kind::reset);
        if (!is_operational(state_of(r))) {
            CHECK(c.is == verdict::stale);
            continue;
        }
        CHECK(c.is == verdict::applied);
        CHECK(c.next == row::operational);
        CHECK(c.act == action::none);
        CHECK(told_by(c) == (r == row::operational ? std::vector{event_kind::printer_reset} : the_failure));
    }
}

TEST_CASE("a failed job leads to operational from every active row, also while cancelling") {
    for (row r : rows) {
        INFO(name_of(r));
        const cell& c = on(r, report_kind::failed);
        CHECK((c.is == verdict::applied) == has_job(state_of(r)));
        if (c.is != verdict::applied) continue;
        CHECK(c.next == row::operational);
        CHECK(told_by(c) == the_failure);
    }
}

TEST_CASE(
    "exactly the transitional rows time out, into error, and with a job into a cancel of the transport") {
    for (row r : rows) {
        INFO(name_of(r));
        const bool transitional =
            is_one_of(r, {row::connecting, row::starting, row::starting_then_pause, row::pausing,
                          row::pausing_then_resume, row::resuming, row::cancelling, row::finishing});
        CHECK(must_end(r) == transitional);
        const cell& c = on(r, report_kind::timed_out);
        CHECK(c.is == (transitional ? verdict::applied : verdict::violation));
        if (!transitional) continue;
        CHECK(c.next == row::error);
        CHECK(c.act == (r == row::connecting ? action::none : action::cancel));
        CHECK(told_by(c) == (r == row::connecting ? the_change : the_failure));
    }
}

TEST_CASE("each report of a job is applied in exactly its rows") {
    struct expectation {
        report_kind what;
        row from;
        row to;
        action act;
        event_set then;
    };
    const std::array<expectation, 13> expected{{
        {report_kind::started, row::starting, row::printing, action::none, event_set::entered},
        {report_kind::started, row::starting_then_pause, row::pausing, action::pause, event_set::entered},
        {report_kind::paused, row::printing, row::paused, action::none, event_set::paused},
        {report_kind::paused, row::pausing, row::paused, action::none, event_set::paused},
        {report_kind::paused, row::pausing_then_resume, row::paused, action::carry_out_deferred,
         event_set::paused},
        {report_kind::paused, row::resuming, row::paused, action::none, event_set::paused},
        {report_kind::resumed, row::paused, row::printing, action::none, event_set::resumed},
        {report_kind::resumed, row::resuming, row::printing, action::none, event_set::resumed},
        {report_kind::cancelled, row::cancelling, row::operational, action::none, event_set::cancelled},
        {report_kind::drained, row::printing, row::finishing, action::none, event_set::entered},
        {report_kind::finished, row::finishing, row::operational, action::none, event_set::done},
        {report_kind::connected, row::connecting, row::operational, action::none, event_set::entered},
        {report_kind::connecting, row::offline, row::connecting, action::none, event_set::entered},
    }};
    for (const expectation& each : expected) {
        INFO(name_of(each.from), " × ", name(each.what));
        CHECK(on(each.from, each.what) == cell{verdict::applied, reason::none, each.to, each.act, each.then});
    }
    for (report_kind what : {report_kind::started, report_kind::paused, report_kind::resumed,
                             report_kind::cancelled, report_kind::drained, report_kind::finished})
        for (row r : rows) {
            bool belongs = false;
            for (const expectation& each : expected)
                belongs = belongs || (each.what == what && each.from == r);
            INFO(name_of(r), " × ", name(what));
            CHECK(on(r, what).takes_effect() == belongs);
        }
}

TEST_CASE("nothing but a command leads from an idle row to an active one") {
    for (row r : rows)
        for (report_kind what : reports) {
            const cell& c = on(r, what);
            INFO(name_of(r), " × ", name(what));
            CHECK_FALSE((c.takes_effect() && !has_job(state_of(r)) && has_job(state_of(c.next))));
            CHECK(c.act != action::start);
            CHECK(c.act != action::restart);
        }
}

TEST_CASE("the events of a cell are in the contract's order") {
    using enum event_kind;
    const auto told = [](event_set what) { return told_by({verdict::applied, reason::none, {}, {}, what}); };
    CHECK(told(event_set::nothing).empty());
    CHECK(told(event_set::entered) == std::vector{state_changed});
    CHECK(told(event_set::started) == std::vector{state_changed, print_started});
    CHECK(told(event_set::restarted) == std::vector{print_cancelled, state_changed, print_started});
    CHECK(told(event_set::paused) == std::vector{state_changed, print_paused});
    CHECK(told(event_set::resumed) == std::vector{print_resumed, state_changed});
    CHECK(told(event_set::cancelling) == std::vector{print_cancelling, state_changed});
    CHECK(told(event_set::cancelled) == std::vector{state_changed, print_cancelled});
    CHECK(told(event_set::done) == std::vector{state_changed, print_done});
    CHECK(told(event_set::failed) == std::vector{state_changed, print_failed});
    CHECK(told(event_set::selected) == std::vector{file_selected});
    CHECK(told(event_set::deferred) == std::vector{command_deferred});
    CHECK(told(event_set::withdrawn) == std::vector{deferral_withdrawn});
    CHECK(told(event_set::printer_reset) == std::vector{event_kind::printer_reset});
}

TEST_CASE("the words of the interface never change") {
    CHECK(name(state::offline) == "Offline");
    CHECK(name(state::connecting) == "Connecting");
    CHECK(name(state::operational) == "Operational");
    CHECK(name(state::starting) == "Starting");
    CHECK(name(state::printing) == "Printing");
    CHECK(name(state::pausing) == "Pausing");
    CHECK(name(state::paused) == "Paused");
    CHECK(name(state::resuming) == "Resuming");
    CHECK(name(state::cancelling) == "Cancelling");
    CHECK(name(state::finishing) == "Finishing");
    CHECK(name(state::error) == "Error");

    const std::array<std::string_view, intent_count> intent_names{
        "start", "restart", "pause", "resume", "toggle", "cancel", "emergency_stop", "select"};
    for (std::size_t i = 0; i < intent_count; ++i)
        CHECK(name(intents[i]) == intent_names[i]);

    const std::array<std::string_view, report_kind_count> report_names{
        "connecting", "connected", "disconnected", "reset",   "halted",   "timed_out", "started",
        "paused",     "resumed",   "cancelled",    "drained", "finished", "failed"};
    for (std::size_t i = 0; i < report_kind_count; ++i)
        CHECK(name(reports[i]) == report_names[i]);
}

TEST_CASE("each row belongs to its state") {
    CHECK(state_of(row::starting) == state::starting);
    CHECK(state_of(row::starting_then_pause) == state::starting);
    CHECK(state_of(row::pausing) == state::pausing);
    CHECK(state_of(row::pausing_then_resume) == state::pausing);
    for (row r : rows) {
        if (is_one_of(r, {row::starting_then_pause, row::pausing_then_resume})) continue;
        std::string text{name(state_of(r))};
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
        CHECK(text == name_of(r));
    }
}

TEST_CASE("cells are equal if all their members are") {
    CHECK(on(row::starting, intent::cancel) == on(row::printing, intent::cancel));
    CHECK_FALSE(on(row::starting, intent::cancel) == on(row::cancelling, intent::cancel));
    CHECK_FALSE(on(row::operational, intent::pause) == on(row::operational, intent::restart));
    CHECK_FALSE(on(row::paused, report_kind::resumed) == on(row::printing, report_kind::drained));
}
