// Writes docs/procedures.md from the tables of the streamer, or checks that the file is what it would write:
//
//     procedures_document write docs/procedures.md
//     procedures_document check docs/procedures.md

#include <printjob/gcode/procedure/stages.hpp>
#include <printjob/gcode/procedure/transitions.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace printjob;
using namespace printjob::gcode;

template <class Enum>
std::vector<Enum> all_of(std::size_t count) {
    std::vector<Enum> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(static_cast<Enum>(i));
    return all;
}
std::vector<task> tasks() {
    return all_of<task>(task_count);
}
std::vector<task_event> events() {
    return all_of<task_event>(task_event_count);
}

// --- words ---

std::string_view words_of(streamer_timer which) {
    switch (which) {
    case streamer_timer::reopen: return "the port is tried again";
    case streamer_timer::more_work: return "";
    case streamer_timer::write_again: return "the bytes are offered again";
    case streamer_timer::temperature: return "the temperatures are asked for";
    case streamer_timer::position: return "10 s have passed without a sign of life (`position_patience`)";
    case streamer_timer::break_wait: return "1 s has passed (`break_wait_again`)";
    case streamer_timer::unnumbered_stop: return "2 s have passed";
    case streamer_timer::hot_ends_off: return "the job was paused for 10 min (`hot_ends_off_after`)";
    case streamer_timer::stop_again: return "100 ms have passed";
    }
    return "";
}

std::string words_of(const stage& at) {
    const std::string limit{words_of(at.limit)};
    switch (at.when) {
    case until::idle: return "everything sent is acknowledged";
    case until::room: return "the link accepts another line";
    case until::idle_or_resend: return "everything sent is acknowledged, or the printer requests a resend";
    case until::idle_or_timer: return "everything sent is acknowledged, or " + limit;
    case until::told_or_timer:
        return "everything sent is acknowledged, and the position was reported or " + limit;
    case until::idle_and_timer: return "everything sent is acknowledged, and " + limit;
    case until::timer: return limit;
    case until::event: return "(until an event ends the task)";
    }
    return "";
}

std::string_view words_of(step what) {
    switch (what) {
    case step::nothing: return "—";
    case step::identify: return "ask who the printer is (M115)";
    case step::confirm_identity:
        return "ask again if it seems to be another than the one that is owed a safe stop";
    case step::judge_identity: return "another printer is owed nothing: `another_printer` is reported";
    case step::request_reports: return "request temperature reports (M155), if it can report";
    case step::ask_temperature: return "ask for the temperatures once (M105), if it can report";
    case step::ask_card: return "ask whether it prints from its card (M27), if a safe stop is owed";
    case step::judge_card: return "one that does is owed nothing: `printer_prints_alone` is reported";
    case step::owed_safe_stop: return "the safe stop, if it is owed";
    case step::reset_numbers: return "reset the line numbers (M110)";
    case step::start_script: return "the start script";
    case step::file_lines: return "the lines of the file, up to its end";
    case step::finish_moves: return "wait for the end of all moves (M400)";
    case step::ask_position: return "ask for the position (M114)";
    case step::ask_targets: return "ask what the heaters are set to now (M105)";
    case step::compare_place: return "note whether the tool was moved meanwhile";
    case step::spindle_off: return "turn laser or spindle off, if it is on (M5)";
    case step::keep_place: return "keep place, modes and targets";
    case step::pause_script:
        return "the pause script, if the position is known; one that moves begins in absolute millimetres";
    case step::judge_motors: return "the position is lost if the motors were switched off";
    case step::hot_ends_off: return "turn off each hot end that is on, and report `hot_ends_turned_off`";
    case step::heat:
        return "if the printer has other targets now: set the previous targets, and wait for them";
    case step::resume_script:
        return "the resume script, if the position is known, or the printer paused by itself";
    case step::return_to_place:
        return "tool, place, extruder, modes, fan, feed rate, laser or spindle, as far as they differ";
    case step::end_resend: return "reset the line numbers (M110): no line of the job is sent again";
    case step::unnumbered_stop: return "if nothing was acknowledged: the safe stop without numbers, twice";
    case step::safe_stop: return "the safe stop: laser or spindle, heaters, fan, motors off";
    case step::note_executed: return "what is acknowledged counts as executed";
    case step::done_script: return "the done script";
    case step::repeat_stop: return "M112 again";
    }
    return "";
}

std::string_view words_of(meanwhile what) {
    switch (what) {
    case meanwhile::nothing: return "";
    case meanwhile::break_waits: return "break a wait for heat or a person (M108), each second";
    case meanwhile::poll_temperature:
        return "ask for the temperatures (M105), each 5 s, unless it reports them";
    }
    return "";
}

std::string_view words_of(task_report what) {
    switch (what) {
    case task_report::nothing: return "";
    case task_report::connecting: return "connecting";
    case task_report::connected: return "connected";
    case task_report::disconnected: return "disconnected";
    case task_report::reset: return "reset, connecting";
    case task_report::halted: return "halted";
    case task_report::started: return "started";
    case task_report::paused: return "paused";
    case task_report::resumed: return "resumed";
    case task_report::drained: return "drained";
    case task_report::finished: return "finished";
    case task_report::outcome: return "cancelled, or failed";
    }
    return "";
}

std::string_view words_of(entry what) {
    switch (what) {
    case entry::nothing: return "";
    case entry::prepare: return "the knowledge of the last job is cleared";
    case entry::poll_now: return "the temperatures are asked for at once";
    case entry::keep_modes: return "modes and targets are kept; the printer keeps its position";
    case entry::forget_place: return "the snapshot of the pause is cleared";
    case entry::end_job: return "resend requests are not answered from now on";
    case entry::greet: return "a new conversation begins with M110";
    case entry::greet_and_stop:
        return "a new conversation begins with M110, and the safe stop is sent without numbers";
    case entry::hang_up: return "what was not written is dropped";
    case entry::stop_unnumbered: return "the safe stop is sent without numbers";
    case entry::emergency_stop: return "M112 leaves at once";
    }
    return "";
}

// --- the page ---

/// What can happen nearly everywhere: a picture with all of it would hide the rest.
bool leads_out_from_anywhere(task_event what) {
    return what == task_event::emergency_stop || what == task_event::port_lost ||
           what == task_event::printer_reset || what == task_event::printer_halted ||
           what == task_event::link_failed;
}

/// Calls `use(from, event, transition)` for every change of the task, in the table's order.
template <class Use>
void for_each_change(Use use) {
    for (const task from : tasks())
        for (const task_event what : events()) {
            const transition& to = on(from, what);
            if (!to.is_ignored && to.next != from) use(from, what, to);
        }
}

void write_diagram(std::ostream& out) {
    std::map<std::pair<task, task>, std::string> labels;
    for_each_change([&](task from, task_event what, const transition& to) {
        if (leads_out_from_anywhere(what)) return;
        std::string& label = labels[{from, to.next}];
        label.append(label.empty() ? "" : ", ").append(name(what));
    });
    out << "```mermaid\nstateDiagram-v2\n    [*] --> absent\n";
    for (const auto& [edge, label] : labels)
        out << "    " << name(edge.first) << " --> " << name(edge.second) << " : " << label << '\n';
    out << "```\n\nLeft out of the picture, because it can happen nearly everywhere:\n\n";
    for (const task_event what : events()) {
        if (!leads_out_from_anywhere(what)) continue;
        std::map<task, std::string> sources;
        for_each_change([&](task from, task_event each, const transition& to) {
            if (each != what) return;
            std::string& all = sources[to.next];
            all.append(all.empty() ? "" : ", ").append(name(from));
        });
        for (const auto& [to, from] : sources)
            out << "- " << name(what) << " leads to " << name(to) << " from " << from << ".\n";
    }
    out << '\n';
}

void write_procedure(std::ostream& out, task what) {
    out << "### " << name(what) << "\n\n| when | then | meanwhile |\n|---|---|---|\n";
    for (const stage& at : stages_of(what))
        out << "| " << words_of(at) << " | " << words_of(at.then) << " | " << words_of(at.beside) << " |\n";
    out << "\n| event | next task | reported | safe stop | what is done then |\n|---|---|---|---|---|\n";
    for (const task_event each : events()) {
        const transition& to = on(what, each);
        if (to.is_ignored) continue;
        out << "| " << name(each) << " | " << name(to.next) << " | " << words_of(to.tells) << " | "
            << (to.owes_stop ? "owed" : "") << " | " << words_of(to.does) << " |\n";
    }
    out << '\n';
}

std::string document() {
    std::ostringstream out;
    out << "# The procedures of the streamer\n\n"
           "This page is generated from `include/printjob/gcode/procedure/transitions.hpp` and `stages.hpp` "
           "by\n"
           "`cmake --build <build folder> --target procedures_document`; a test fails when they differ.\n\n"
           "The states of a *job* are in [states.md](states.md). Here is what the streamer does on the wire "
           "for\n"
           "them: one task at a time, each a procedure of stages that are carried out in their order. What "
           "must\n"
           "hold for all of it is proven by compiling `tests/static/procedures.cpp`.\n\n"
           "## The picture\n\n";
    write_diagram(out);
    out << "## Every procedure\n\n"
           "The first table of a task has its stages: when what stands in the first column holds, one "
           "command of\n"
           "the second is sent; when there is no further one, the next stage follows; after the last, the "
           "task is\n"
           "*completed*. A wait for an acknowledgement always ends: the link asks a silent printer, and "
           "fails when\n"
           "it does not answer (`link_failed`). The second table has what an event does in the task; what is "
           "not\n"
           "listed changes nothing.\n\n"
           "*Owed* in the column of the safe stop means: the next handshake sends it.\n\n";
    for (const task each : tasks())
        write_procedure(out, each);
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
        std::cerr << argv[2] << " differs from the tables; build the target procedures_document\n";
        return 1;
    }
    std::cerr << "usage: procedures_document write|check <file>\n";
    return 2;
}
