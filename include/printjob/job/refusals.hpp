#pragma once
/// Refusals: the reasons, with the name and the sentence of each.

#include <printjob/job/command.hpp>
#include <printjob/records.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// Why a command is refused. `name(reason)` is its stable form on the wire.
enum class reason : std::uint8_t {
    none,
    not_operational,
    job_active,
    no_file_selected,
    file_not_readable,
    not_paused,
    no_active_job,
    job_is_ending,
    position_lost,
    precondition, ///< one of the embedder's own checks, which gives the refusal its name
};

/// How many reasons there are, `none` among them.
inline constexpr std::size_t reason_count = 10;

/// Why a command was refused: a stable name for programs and a sentence for people. Both are static texts and
/// never contain what a client sent.
struct refusal {
    /// The reason.
    reason why;
    std::string_view name;     ///< snake_case; equals `name(why)` but for `reason::precondition`
    std::string_view sentence; ///< one line of plain text

    friend constexpr bool operator==(const refusal&, const refusal&) = default;
};

/// The name and the sentence of a reason.
struct reason_record {
    /// The reason that is described.
    reason is;
    /// Its snake_case name, as in an HTTP error body.
    std::string_view name;
    /// One line for people, as OctoPrint 1.11.8 words it where it has one.
    std::string_view sentence;
};

/// One record for each reason, in their order.
// clang-format off
inline constexpr std::array<reason_record, reason_count> reason_records{{
    {reason::none, "none", ""},
    {reason::not_operational, "not_operational", "Printer is not operational"},
    {reason::job_active, "job_active", "Printer already has an active print job, did you mean 'restart'?"},
    {reason::no_file_selected, "no_file_selected", "No file is selected"},
    {reason::file_not_readable, "file_not_readable", "The selected file cannot be read"},
    {reason::not_paused, "not_paused", "Printer does not have an active print job or is not paused"},
    {reason::no_active_job, "no_active_job", "Printer is neither printing nor paused, 'pause' command cannot be performed"},
    {reason::job_is_ending, "job_is_ending", "The job is already ending"},
    {reason::position_lost, "position_lost", "The position was lost while paused"},
    {reason::precondition, "precondition", "A precondition does not hold"},
}};
// clang-format on

namespace detail {
inline constexpr auto reason_names = field_of<&reason_record::name>(reason_records);
inline constexpr auto reason_sentences = field_of<&reason_record::sentence>(reason_records);
} // namespace detail

/// Returns the stable snake_case name of a reason, as in an HTTP error body.
[[nodiscard]] constexpr std::string_view name(reason why) {
    return value_of(detail::reason_names, why);
}

/// Returns the sentence of a refusal; static text. Two reasons have a different sentence for one of the
/// intents.
[[nodiscard]] constexpr std::string_view sentence(reason why, intent asked) {
    using namespace std::string_view_literals;
    if (why == reason::job_active && asked == intent::select) return "A print job is active"sv;
    if (why == reason::no_active_job && asked == intent::cancel)
        return "Printer is neither printing nor paused, 'cancel' command cannot be performed"sv;
    return value_of(detail::reason_sentences, why);
}

/// Returns the refusal of an intent for one of the library's own reasons.
[[nodiscard]] constexpr refusal refuse(reason why, intent asked) {
    return {why, name(why), sentence(why, asked)};
}
/// Returns the refusal of a command for one of the library's own reasons.
[[nodiscard]] constexpr refusal refuse(reason why, command asked) {
    return refuse(why, intent_of(asked));
}

} // namespace printjob::inline v0
