#pragma once
/// Why a job failed, or why a printer cannot be used.

#include <printjob/records.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// Why a job failed or a printer stopped.
enum class failure : std::uint8_t {
    none,
    printer_disconnected,
    printer_reset,
    printer_error,          ///< the firmware reported an error that it does not recover from
    printer_not_responding, ///< the printer was silent past every limit
    resend_limit,           ///< resends of the same line were requested too often
    resend_impossible,      ///< a line was requested that was never sent, or is no longer stored
    file_not_readable,      ///< the job's file could not be read further
    line_refused,           ///< a line of the file breaks the grammar
    emergency_stop,
    connecting_timeout,
    starting_timeout,
    pausing_timeout,
    resuming_timeout,
    cancelling_timeout,
    finishing_timeout,
    reports_lost, ///< the transport had more reports at once than it can store for the controller
};

/// How many failures there are, `none` among them.
inline constexpr std::size_t failure_count = 17;

/// The name and the sentence of a failure.
struct failure_record {
    /// The failure that is described.
    failure is;
    /// Its snake_case name, as events and documents show it.
    std::string_view name;
    /// One line for people.
    std::string_view sentence;
};

/// One record for each failure, in their order.
// clang-format off
inline constexpr std::array<failure_record, failure_count> failure_records{{
    {failure::none, "none", ""},
    {failure::printer_disconnected, "printer_disconnected", "The printer is gone"},
    {failure::printer_reset, "printer_reset", "The printer was reset"},
    {failure::printer_error, "printer_error", "The printer reported an error that it does not recover from"},
    {failure::printer_not_responding, "printer_not_responding", "The printer does not answer"},
    {failure::resend_limit, "resend_limit", "The printer asked for the same line too often"},
    {failure::resend_impossible, "resend_impossible", "The printer asked for a line that cannot be sent again"},
    {failure::file_not_readable, "file_not_readable", "The file could not be read to its end"},
    {failure::line_refused, "line_refused", "The file contains a line that must not be sent"},
    {failure::emergency_stop, "emergency_stop", "Emergency stop"},
    {failure::connecting_timeout, "connecting_timeout", "Greeting the printer took too long"},
    {failure::starting_timeout, "starting_timeout", "Starting the job took too long"},
    {failure::pausing_timeout, "pausing_timeout", "Pausing the job took too long"},
    {failure::resuming_timeout, "resuming_timeout", "Resuming the job took too long"},
    {failure::cancelling_timeout, "cancelling_timeout", "Cancelling the job took too long"},
    {failure::finishing_timeout, "finishing_timeout", "Finishing the job took too long"},
    {failure::reports_lost, "reports_lost", "More happened at once than could be followed"},
}};
// clang-format on

/// Returns the snake_case name of a failure, as events and documents show it.
[[nodiscard]] constexpr std::string_view name(failure why) {
    return value_of(failure_records, why).name;
}

/// Returns one sentence that describes a failure; static text.
[[nodiscard]] constexpr std::string_view sentence(failure why) {
    return value_of(failure_records, why).sentence;
}

} // namespace printjob::inline v0
