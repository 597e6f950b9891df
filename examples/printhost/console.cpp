#include "console.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <system_error>

namespace printhost {

namespace {

/// Replaces control characters, those of UTF-8's second block (U+0080 to U+009F) included.
std::string printable(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool of_second_block =
            byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (of_second_block) ++i;
        result += byte < 0x20 || byte == 0x7F || of_second_block ? '?' : text[i];
    }
    return result;
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
    char text[96];
    const int size = std::snprintf(text, sizeof text, format, values...);
    return {text, std::min(static_cast<std::size_t>(std::max(size, 0)), sizeof text - 1)};
}

std::string clock_text(printjob::duration time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return formatted("%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                     static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
}

std::string heater_text(const char* name, const printjob::temperature& heater) {
    if (!heater.actual) return {};
    return formatted("  %s %.1f/%.0f °C", name, static_cast<double>(*heater.actual),
                     static_cast<double>(heater.target.value_or(0)));
}

/// What is known of a failure: ": line 12 (byte 345): …; errno 5 …; the printer said: …". Empty when nothing is.
std::string failure_text(const printjob::event& what) {
    if (what.details() == nullptr) return {};
    const printjob::diagnosis& known = *what.details();
    std::string text;
    if (known.line != 0)
        text += ", line " + std::to_string(known.line) + " (byte " + std::to_string(known.byte) + ")";
    if (!known.fault.empty()) text += ": " + std::string{known.fault};
    if (known.native != 0) text += ": " + std::system_category().message(known.native);
    if (!known.words.empty()) text += "; the printer said: " + std::string{known.words.view()};
    return text;
}

} // namespace

void console::say(std::string_view line) {
    const auto live = shown_;
    clear();
    std::printf("%s\n", printable(line).c_str());
    if (!live.empty()) std::printf("%s", live.c_str());
    shown_ = live;
    std::fflush(stdout);
}

void console::show(const printjob::job_status& job, const printjob::facts& printer) {
    const bool active = printjob::has_job(job.current);
    const double percent = job.completion.value_or(0);
    if (!is_terminal_) {
        const int tens = active ? static_cast<int>(percent / 10) : 0;
        if (tens > told_tens_ && job.selected)
            say(std::string{job.selected->name.view()} + ": " + std::to_string(tens * 10) + " %");
        told_tens_ = tens;
        return;
    }
    std::string line{name(job.current)};
    if (active && job.selected) line += "  " + printable(job.selected->name.view());
    if (active && job.completion) line += formatted("  %.1f %%", percent);
    if (active && job.time_left) line += "  " + clock_text(*job.time_left) + " left";
    if (printer.tool_count > 0) line += heater_text("nozzle", printer.tools[0]);
    if (printer.bed) line += heater_text("bed", *printer.bed);
    if (line == shown_) return;
    clear();
    std::printf("%s", line.c_str());
    std::fflush(stdout);
    shown_ = line;
}

void console::clear() {
    if (!shown_.empty()) std::printf("\r\x1b[K");
    shown_.clear();
}

std::string words(const printjob::event& what) {
    using printjob::event_kind;
    std::string text{name(what.kind())};
    if (what.kind() == event_kind::state_changed) {
        text = "State: " + std::string{name(what.now_in())};
        if (what.why() != printjob::failure::none)
            text += " (" + std::string{name(what.why())} + ")" + failure_text(what);
        return text;
    }
    if (what.job() != printjob::job_id::none)
        text += ", job " + std::to_string(static_cast<unsigned>(what.job()));
    switch (what.kind()) {
    case event_kind::state_changed: break;
    case event_kind::print_failed: text += ": " + std::string{name(what.why())} + failure_text(what); break;
    case event_kind::command_deferred:
    case event_kind::deferral_withdrawn: text += ": " + std::string{name(*what.asked())}; break;
    case event_kind::deferral_refused: text += ": " + std::string{name(what.refused())}; break;
    case event_kind::noticed: text += ": " + std::string{name(what.told())}; break;
    case event_kind::violation: text += ": " + std::string{name(*what.what())}; break;
    case event_kind::overrun: text += ": " + std::to_string(what.lost()) + " events lost"; break;
    case event_kind::print_started:
    case event_kind::print_paused:
    case event_kind::print_resumed:
    case event_kind::print_cancelling:
    case event_kind::print_cancelled:
    case event_kind::print_done:
    case event_kind::file_selected:
    case event_kind::printer_reset:
        if (what.by().from != printjob::source::host)
            text += " (by " + std::string{name(what.by().from)} + ")";
        break;
    }
    return text;
}

} // namespace printhost
