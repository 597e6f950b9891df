#pragma once
/// The documents that clients of OctoPrint's API read: the job, the printer, the version, and an error.
///
/// A value that is not known is null. Invalid UTF-8 is sent as replacement characters. The members of an
/// object come in alphabetical order. Throws nothing but `std::bad_alloc`. Source of the names: the API's
/// documentation and OctoPrint 1.11.8.

#include <printjob/job/facts.hpp>
#include <printjob/job/status.hpp>
#include <printjob/json/document_writer.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>
#include <printjob/version.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace printjob::inline v0::json {

/// The body of `GET /api/version`. Slicers require `api`, and a `text` that begins with "OctoPrint". Static
/// text.
inline constexpr std::string_view version_document =
    "{\"api\":\"0.1\",\"server\":\"" PRINTJOB_VERSION_STRING
    "\",\"text\":\"OctoPrint (printjob " PRINTJOB_VERSION_STRING ")\"}";

/// Returns the text of a state as clients compare it: the state's name, but "Offline after error" if the
/// printer was lost with an error.
[[nodiscard]] constexpr std::string_view state_text(state current, failure last_error) {
    if (current == state::offline && last_error != failure::none) return "Offline after error";
    return name(current);
}

/// Writes a text; null if it is empty.
inline void write_text_or_null(document_writer& to, std::string_view text) {
    if (text.empty()) return to.null();
    to.text(text);
}

/// Writes `job.file`: always an object, its fields null while no file is selected.
inline void write_file(document_writer& to, const std::optional<file>& selected) {
    to.open_object();
    if (selected) {
        to.key("date").number(selected->date);
        to.key("display").text(selected->name.view());
        to.key("name").text(selected->name.view());
        to.key("origin").text(selected->origin == file_origin::local ? "local" : "sdcard");
        to.key("path").text(selected->path.view());
        to.key("size").number(selected->size);
    } else {
        for (const std::string_view field : {"date", "display", "name", "origin", "path", "size"})
            to.key(field).null();
    }
    to.close_object();
}

/// Returns the key of a tool: "tool0", "tool1" ...
[[nodiscard]] inline std::string tool_key(std::size_t index) {
    return "tool" + std::to_string(index);
}

/// Writes `job.filament`: the tools whose use the host knows; null if it knows none.
inline void write_filament(document_writer& to, const file_analysis& analysis) {
    const auto is_known = [](const auto& use) { return use.has_value(); };
    if (std::none_of(analysis.filament.begin(), analysis.filament.end(), is_known)) return to.null();
    to.open_object();
    for (std::size_t i = 0; i < max_tools; ++i) {
        const auto& use = analysis.filament[i];
        if (!use) continue;
        to.key(tool_key(i)).open_object();
        to.key("length").number(use->length_mm);
        to.key("volume").number(use->volume_cm3);
        to.close_object();
    }
    to.close_object();
}

/// Writes a time in whole seconds, rounded down.
[[nodiscard]] inline std::optional<std::chrono::seconds::rep>
whole_seconds(const std::optional<duration>& time) {
    if (!time) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(*time).count();
}

/// Writes `progress`: always an object, its fields null without a job. An empty file has no `completion`.
inline void write_progress(document_writer& to, const job_status& of) {
    const bool has_bytes = !of.selected || of.selected->size != 0;
    to.open_object();
    to.key("completion").number(of.completion);
    to.key("filepos").number(has_bytes ? of.acknowledged : std::nullopt);
    to.key("printTime").number(whole_seconds(of.print_time));
    to.key("printTimeLeft").number(whole_seconds(of.time_left));
    to.key("printTimeLeftOrigin");
    switch (of.time_left_origin) {
    case estimate_origin::none: to.null(); break;
    case estimate_origin::printer: to.text("printer"); break;
    case estimate_origin::linear: to.text("linear"); break;
    }
    to.close_object();
}

/// Writes `errorDetail`: the diagnosis of a failure; each field that is not known is null.
inline void write_error_detail(document_writer& to, const diagnosis& of) {
    const auto number_unless_0 = [](auto value) { return value != 0 ? std::optional{value} : std::nullopt; };
    to.open_object();
    to.key("byte").number(of.line != 0 ? std::optional{of.byte} : std::nullopt);
    write_text_or_null(to.key("fault"), of.fault);
    to.key("line").number(number_unless_0(of.line));
    to.key("native").number(number_unless_0(of.native));
    write_text_or_null(to.key("words"), of.words.view());
    to.close_object();
}

/// Returns the body of `GET /api/job`: the file, the job's user and its progress, in every state. `error`,
/// the sentence of a failure, is present only while there is one; `errorDetail` only while more is known of
/// it.
[[nodiscard]] inline std::string job_document(const job_status& of) {
    const file_analysis analysis = of.selected ? of.selected->analysis : file_analysis{};
    const std::string_view user = of.started_by.user.view();
    // After a failed job the printer is operational: only this shows a polling client that it was not
    // cancelled.
    const failure why = of.last_error != failure::none ? of.last_error : of.failed_with;

    document_writer to;
    to.open_object();
    if (why != failure::none) to.key("error").text(sentence(why));
    if (why != failure::none && of.details) write_error_detail(to.key("errorDetail"), *of.details);
    to.key("job").open_object();
    to.key("averagePrintTime").number(analysis.average_print_time);
    to.key("estimatedPrintTime").number(analysis.estimated_print_time);
    write_filament(to.key("filament"), analysis);
    write_file(to.key("file"), of.selected);
    to.key("lastPrintTime").number(analysis.last_print_time);
    write_text_or_null(to.key("user"), user);
    to.close_object();
    write_progress(to.key("progress"), of);
    to.key("state").text(state_text(of.current, of.last_error));
    to.close_object();
    return std::move(to).finish();
}

/// Writes `state.flags`. `printing` is true in every state with a job but paused, so `printing` and `paused`
/// are never both true.
inline void write_flags(document_writer& to, state current, tristate card_ready) {
    to.open_object();
    to.key("cancelling").flag(current == state::cancelling);
    to.key("closedOrError").flag(current == state::offline || current == state::error);
    to.key("error").flag(current == state::error);
    to.key("finishing").flag(current == state::finishing);
    to.key("operational").flag(is_operational(current));
    to.key("paused").flag(current == state::paused);
    to.key("pausing").flag(current == state::pausing);
    to.key("printing").flag(has_job(current) && current != state::paused);
    to.key("ready").flag(current == state::operational);
    to.key("resuming").flag(current == state::resuming);
    to.key("sdReady").flag(card_ready == tristate::yes);
    to.close_object();
}

/// Writes one heater: degrees Celsius, in hundredths; null while unknown. `offset` is always 0: printjob corrects no targets.
inline void write_temperature(document_writer& to, const temperature& of) {
    const auto degrees = [](std::optional<float> value) -> std::optional<double> {
        if (!value) return std::nullopt;
        return std::round(static_cast<double>(*value) * 100) / 100;
    };
    to.open_object();
    to.key("actual").number(degrees(of.actual));
    to.key("offset").number(0);
    to.key("target").number(degrees(of.target));
    to.close_object();
}

/// Writes `temperature`: `tool0` and `bed` are always present, other tools and `chamber` after their first
/// report.
inline void write_temperatures(document_writer& to, const facts& of) {
    to.open_object();
    write_temperature(to.key("bed"), of.bed.value_or(temperature{}));
    if (of.chamber) write_temperature(to.key("chamber"), *of.chamber);
    write_temperature(to.key("tool0"), of.tools[0]);
    for (std::size_t i = 1; i < of.tool_count && i < max_tools; ++i)
        write_temperature(to.key(tool_key(i)), of.tools[i]);
    to.close_object();
}

/// Returns the body of `GET /api/printer`: the state with its flags, and the temperatures.
[[nodiscard]] inline std::string printer_document(state current, failure last_error, const facts& of) {
    document_writer to;
    to.open_object();
    to.key("state").open_object();
    write_flags(to.key("flags"), current, of.card_ready);
    to.key("text").text(state_text(current, last_error));
    to.close_object();
    write_temperatures(to.key("temperature"), of);
    to.close_object();
    return std::move(to).finish();
}

/// Returns the body of a refusal with an embedder's own name and sentence.
[[nodiscard]] inline std::string error_document(const refusal& no) {
    document_writer to;
    to.open_object();
    to.key("error").text(no.sentence);
    to.key("reason").text(no.name);
    to.close_object();
    return std::move(to).finish();
}

} // namespace printjob::inline v0::json
