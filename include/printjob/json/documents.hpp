#pragma once
/// The documents that clients of OctoPrint's API read: the job, the printer, the version, and an error.
///
/// A value that is not known is null. Text that is not UTF-8 is sent with replacement characters. Source of
/// the field names: the API's documentation and OctoPrint 1.11.8.

#include <printjob/job/facts.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>
#include <printjob/version.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace printjob::inline v0::json {

/// `GET /api/version`. Slicers want `api`, and a `text` that begins with "OctoPrint". Static text.
inline constexpr std::string_view version_document =
    "{\"api\":\"0.1\",\"server\":\"" PRINTJOB_VERSION_STRING
    "\",\"text\":\"OctoPrint (printjob " PRINTJOB_VERSION_STRING ")\"}";

/// The text of a state as clients compare it: the state's name, but "Offline after error" for a printer that
/// was lost with an error.
[[nodiscard]] constexpr std::string_view state_text(state current, failure last_error) {
    if (current == state::offline && last_error != failure::none) return "Offline after error";
    return name(current);
}

/// The text of a document. Bytes that are no UTF-8 are replaced.
[[nodiscard]] inline std::string text_of(const nlohmann::json& document) {
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A value, or null when it is not known.
template <class Value>
[[nodiscard]] nlohmann::json or_null(const std::optional<Value>& value) {
    nlohmann::json known;
    if (value) known = *value;
    return known;
}

/// Text, or null when there is none.
[[nodiscard]] inline nlohmann::json text_or_null(std::string_view value) {
    nlohmann::json known;
    if (!value.empty()) known = value;
    return known;
}

/// A time in whole seconds, or null when it is not known.
[[nodiscard]] inline nlohmann::json seconds_or_null(const std::optional<duration>& time) {
    nlohmann::json known;
    if (time) known = std::chrono::floor<std::chrono::seconds>(*time).count();
    return known;
}

/// The key of a tool: "tool0", "tool1" …
[[nodiscard]] inline std::string tool_key(std::size_t index) {
    return "tool" + std::to_string(index);
}

/// `job.file`: always an object, its fields null while no file is selected.
[[nodiscard]] inline nlohmann::json file_fields(const std::optional<file>& selected) {
    nlohmann::json fields{{"name", nullptr},   {"path", nullptr}, {"display", nullptr},
                          {"origin", nullptr}, {"size", nullptr}, {"date", nullptr}};
    if (!selected) return fields;
    fields["name"] = selected->name.view();
    fields["path"] = selected->path.view();
    fields["display"] = selected->name.view();
    fields["origin"] = selected->origin == file_origin::local ? "local" : "sdcard";
    fields["size"] = or_null(selected->size);
    fields["date"] = or_null(selected->date);
    return fields;
}

/// `job.filament`: the tools whose use the host knows; null when it knows none.
[[nodiscard]] inline nlohmann::json filament_fields(const file_analysis& analysis) {
    nlohmann::json fields;
    for (std::size_t i = 0; i < max_tools; ++i) {
        const auto& use = analysis.filament[i];
        if (use) fields[tool_key(i)] = {{"length", use->length_mm}, {"volume", use->volume_cm3}};
    }
    return fields;
}

/// `progress`: always an object, its fields null without a job. Of a file without a byte there is no part.
[[nodiscard]] inline nlohmann::json progress_fields(const job_status& of) {
    const bool has_bytes = !of.selected || of.selected->size != 0;
    nlohmann::json origin;
    if (of.time_left_origin == estimate_origin::printer) origin = "printer";
    if (of.time_left_origin == estimate_origin::linear) origin = "linear";
    return {{"completion", or_null(of.completion)},
            {"filepos", has_bytes ? or_null(of.acknowledged) : nlohmann::json{}},
            {"printTime", seconds_or_null(of.print_time)},
            {"printTimeLeft", seconds_or_null(of.time_left)},
            {"printTimeLeftOrigin", origin}};
}

/// `GET /api/job`: the file, the job's user and its progress, in every state. `error`, the snake_case name of
/// what went wrong, is there only while there is one.
[[nodiscard]] inline std::string job_document(const job_status& of) {
    const file_analysis analysis = of.selected ? of.selected->analysis : file_analysis{};
    nlohmann::json document{{"job",
                             {{"file", file_fields(of.selected)},
                              {"estimatedPrintTime", or_null(analysis.estimated_print_time)},
                              {"averagePrintTime", or_null(analysis.average_print_time)},
                              {"lastPrintTime", or_null(analysis.last_print_time)},
                              {"filament", filament_fields(analysis)},
                              {"user", text_or_null(of.started_by.user.view())}}},
                            {"progress", progress_fields(of)},
                            {"state", state_text(of.current, of.last_error)}};
    // A failed job leaves an operational printer: only this tells a client that polls that it was not cancelled.
    const failure why = of.last_error != failure::none ? of.last_error : of.failed_with;
    if (why != failure::none) document["error"] = sentence(why);
    return text_of(document);
}

/// `state.flags`: which of the printer's conditions hold. `printing` covers every state with a job but
/// paused, so `printing` and `paused` are never both true.
[[nodiscard]] inline nlohmann::json flag_fields(state current, known card_ready) {
    return {{"operational", is_operational(current)},
            {"printing", has_job(current) && current != state::paused},
            {"pausing", current == state::pausing},
            {"paused", current == state::paused},
            {"resuming", current == state::resuming},
            {"cancelling", current == state::cancelling},
            {"finishing", current == state::finishing},
            {"ready", current == state::operational},
            {"error", current == state::error},
            {"closedOrError", current == state::offline || current == state::error},
            {"sdReady", card_ready == known::yes}};
}

/// One heater: °C, in hundredths; null while unknown. `offset` is always 0: printjob corrects no targets.
[[nodiscard]] inline nlohmann::json temperature_fields(const temperature& of) {
    const auto degrees = [](std::optional<float> value) {
        nlohmann::json known;
        if (value && std::isfinite(*value)) known = std::round(static_cast<double>(*value) * 100) / 100;
        return known;
    };
    return {{"actual", degrees(of.actual)}, {"target", degrees(of.target)}, {"offset", 0}};
}

/// `temperature`: `tool0` and `bed` are always there, other tools and `chamber` once they were heard of.
[[nodiscard]] inline nlohmann::json temperatures_fields(const facts& of) {
    nlohmann::json fields{{"tool0", temperature_fields(of.tools[0])},
                          {"bed", temperature_fields(of.bed.value_or(temperature{}))}};
    for (std::size_t i = 1; i < of.tool_count && i < max_tools; ++i)
        fields[tool_key(i)] = temperature_fields(of.tools[i]);
    if (of.chamber) fields["chamber"] = temperature_fields(*of.chamber);
    return fields;
}

/// `GET /api/printer`: the state with its flags, and the temperatures.
[[nodiscard]] inline std::string printer_document(state current, failure last_error, const facts& of) {
    return text_of(
        {{"state",
          {{"text", state_text(current, last_error)}, {"flags", flag_fields(current, of.card_ready)}}},
         {"temperature", temperatures_fields(of)}});
}

/// The body of a refusal with an embedder's own name and sentence.
[[nodiscard]] inline std::string error_document(const refusal& no) {
    return text_of({{"error", no.sentence}, {"reason", no.name}});
}

} // namespace printjob::inline v0::json
