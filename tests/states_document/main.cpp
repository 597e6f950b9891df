// Writes docs/states.md from the table, or checks that the file is what it would write:
//
//     states_document write docs/states.md
//     states_document check docs/states.md

#include "words.hpp"
#include <printjob/job/transitions.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace printjob;
using states_document::name_of;

struct input {
    std::string name;
    bool is_report;
    std::size_t index;

    [[nodiscard]] const cell& in(row r) const {
        return is_report ? on(r, static_cast<report_kind>(index)) : on(r, static_cast<intent>(index));
    }
};

std::vector<input> intents() {
    std::vector<input> all;
    for (std::size_t i = 0; i < intent_count; ++i)
        all.push_back({std::string{name(static_cast<intent>(i))}, false, i});
    return all;
}

std::vector<input> reports() {
    std::vector<input> all;
    for (std::size_t i = 0; i < report_kind_count; ++i)
        all.push_back({std::string{name(static_cast<report_kind>(i))}, true, i});
    return all;
}

std::vector<row> rows() {
    std::vector<row> all;
    for (std::size_t i = 0; i < row_count; ++i)
        all.push_back(static_cast<row>(i));
    return all;
}

std::vector<input> all_inputs() {
    auto all = intents();
    for (const input& each : reports())
        all.push_back(each);
    return all;
}

/// Reports stand in parentheses.
std::string label_of(const input& in) {
    return in.is_report ? "(" + in.name + ")" : in.name;
}

/// What can happen nearly everywhere: a picture with all of it would hide the rest.
bool leads_out_from_anywhere(const input& in) {
    return in.name == name(command::emergency_stop) || in.name == name(report_kind::disconnected) ||
           in.name == name(report_kind::reset) || in.name == name(report_kind::halted) ||
           in.name == name(report_kind::timed_out) || in.name == name(report_kind::failed);
}

template <class T>
void add_once(std::vector<T>& list, const T& what) {
    for (const T& each : list)
        if (each == what) return;
    list.push_back(what);
}

/// Calls `use(input, from, to)` for every change of state, in the table's order.
template <class Use>
void for_each_change(Use use) {
    for (row r : rows())
        for (const input& in : all_inputs()) {
            const cell& c = in.in(r);
            if (c.takes_effect() && state_of(c.next) != state_of(r)) use(in, state_of(r), state_of(c.next));
        }
}

void write_diagram(std::ostream& out) {
    std::map<std::pair<state, state>, std::vector<std::string>> labels;
    for_each_change([&](const input& in, state from, state to) {
        if (!leads_out_from_anywhere(in)) add_once(labels[{from, to}], label_of(in));
    });
    out << "```mermaid\nstateDiagram-v2\n    [*] --> Offline\n";
    for (const auto& [edge, inputs] : labels) {
        out << "    " << name(edge.first) << " --> " << name(edge.second) << " : ";
        for (std::size_t i = 0; i < inputs.size(); ++i)
            out << (i == 0 ? "" : ", ") << inputs[i];
        out << '\n';
    }
    out << "```\n\n";
}

void write_exits(std::ostream& out) {
    out << "Left out of the picture, because it can happen nearly everywhere:\n\n";
    for (const input& in : all_inputs()) {
        if (!leads_out_from_anywhere(in)) continue;
        std::map<state, std::vector<state>> sources;
        for_each_change([&](const input& each, state from, state to) {
            if (each.name == in.name) add_once(sources[to], from);
        });
        for (const auto& [to, from_all] : sources) {
            out << "- " << label_of(in) << " leads to " << name(to) << " from ";
            for (std::size_t i = 0; i < from_all.size(); ++i)
                out << (i == 0 ? "" : ", ") << name(from_all[i]);
            out << ".\n";
        }
    }
    out << '\n';
}

/// A cell of the overview: the answer, or the reason of the refusal.
std::string in_short(const cell& c) {
    if (c.is == table::verdict::refused) return "`" + std::string{name(c.why)} + "`";
    if (c.then == event_set::withdrawn) return "accepted: withdraws";
    return std::string{name(c.is)};
}

void write_overview(std::ostream& out) {
    out << "| row |";
    for (const input& in : intents())
        out << ' ' << in.name << " |";
    out << "\n|---|";
    for (std::size_t i = 0; i < intent_count; ++i)
        out << "---|";
    out << '\n';
    for (row r : rows()) {
        out << "| " << name_of(r) << " |";
        for (const input& in : intents())
            out << ' ' << in_short(in.in(r)) << " |";
        out << '\n';
    }
    out << '\n';
}

void write_row(std::ostream& out, row r) {
    out << "### " << name_of(r) << "\n\n";
    for (bool are_reports : {false, true}) {
        out << "| " << (are_reports ? "report" : "command") << " | " << (are_reports ? "verdict" : "answer")
            << " | reason | next row | call of the transport | events |\n|---|---|---|---|---|---|\n";
        for (const input& in : are_reports ? reports() : intents())
            out << states_document::line_of(in.name, in.in(r)) << '\n';
        out << '\n';
    }
}

std::string document() {
    std::ostringstream out;
    out << "# The states of a printer and its job\n\n"
           "This page is generated from the table in `include/printjob/job/transitions.hpp` by\n"
           "`cmake --build <build folder> --target states_document`; a test fails when the two differ.\n\n"
           "Commands are submitted by an actor; reports come from the transport and are in parentheses "
           "here.\n"
           "If one label leads to two states, a remembered pause decides.\n\n"
           "## The picture\n\n";
    write_diagram(out);
    write_exits(out);
    out << "## What a command does\n\n"
           "*Accepted* takes effect now; *already* means that the requested state holds or is being "
           "reached;\n"
           "*deferred* is remembered and carried out at the next stable state; anything else is the reason "
           "of\n"
           "a refusal. Two rows stand for a state with a command remembered in it. An accepted command must "
           "still\n"
           "pass the preconditions if it begins or continues a job.\n\n";
    write_overview(out);
    out << "## Every cell\n\n"
           "An arrow in the last column is the change of state. A cell that changes nothing has no next row. "
           "A "
           "report\n"
           "of another job than the active one is always stale.\n\n";
    for (row r : rows())
        write_row(out, r);
    std::string text = out.str();
    text.pop_back(); // one line feed at the end is enough
    return text;
}

} // namespace

int main(int argc, char** argv) {
    const std::string mode = argc == 3 ? argv[1] : "";
    if (mode == "write") {
        std::ofstream file{argv[2], std::ios::binary};
        file << document();
        return file.flush() ? 0 : 1;
    }
    if (mode == "check") {
        std::ifstream file{argv[2], std::ios::binary};
        const std::string there{std::istreambuf_iterator<char>{file}, {}};
        if (there == document()) return 0;
        std::cerr << argv[2] << " differs from the table; build the target states_document\n";
        return 1;
    }
    std::cerr << "usage: states_document write|check <file>\n";
    return 2;
}
