/// The names and sentences of the enumerations of the job headers.

#include <printjob/job/answer.hpp>
#include <printjob/job/event.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/transitions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string_view>

using namespace printjob;

namespace {

/// Compares the names of all values, in their order. A value after the last has the first one's name: so an
/// enumerator that is new fails here, and a byte that is none of them does no harm.
template <class Enum, std::size_t Count>
void check_names(const std::array<std::string_view, Count>& names) {
    for (std::size_t i = 0; i < Count; ++i)
        CHECK(name(static_cast<Enum>(i)) == names[i]);
    CHECK(name(static_cast<Enum>(Count)) == names[0]);
}

} // namespace

TEST_CASE("commands, intents and sources have the names that clients and logs know") {
    check_names<intent>(std::to_array<std::string_view>(
        {"start", "restart", "pause", "resume", "toggle", "cancel", "emergency_stop", "select"}));
    for (std::size_t i = 0; i < command_count; ++i)
        CHECK(name(static_cast<command>(i)) == name(static_cast<intent>(i)));
    check_names<source>(std::to_array<std::string_view>({"host", "user", "printer", "file"}));
}

TEST_CASE("states have the texts that OctoPrint's clients compare") {
    check_names<state>(std::to_array<std::string_view>({"Offline", "Connecting", "Operational", "Starting",
                                                        "Printing", "Pausing", "Paused", "Resuming",
                                                        "Cancelling", "Finishing", "Error"}));
}

TEST_CASE("events have the names that OctoPrint's users know") {
    check_names<event_kind>(std::to_array<std::string_view>(
        {"StateChanged", "PrintStarted", "PrintPaused", "PrintResumed", "PrintCancelling", "PrintCancelled",
         "PrintDone", "PrintFailed", "FileSelected", "CommandDeferred", "DeferralWithdrawn",
         "DeferralRefused", "PrinterReset", "Noticed", "Violation", "Overrun"}));
}

TEST_CASE("reports, failures and notices have stable names") {
    check_names<report_kind>(std::to_array<std::string_view>(
        {"connecting", "connected", "disconnected", "reset", "halted", "timed_out", "started", "paused",
         "resumed", "cancelled", "drained", "finished", "failed"}));
    check_names<failure>(std::to_array<std::string_view>(
        {"none", "printer_disconnected", "printer_reset", "printer_error", "printer_not_responding",
         "resend_limit", "resend_impossible", "file_not_readable", "line_refused", "emergency_stop",
         "connecting_timeout", "starting_timeout", "pausing_timeout", "resuming_timeout",
         "cancelling_timeout", "finishing_timeout", "reports_lost"}));
    check_names<notice>(std::to_array<std::string_view>(
        {"none", "waiting_for_user", "hot_ends_turned_off", "another_printer", "printer_prints_alone",
         "position_unknown", "many_resends", "prompt", "reports_lost", "safe_stop_unanswered"}));
}

TEST_CASE("reasons, verdicts, acceptances and actions have stable names") {
    check_names<reason>(std::to_array<std::string_view>(
        {"none", "not_operational", "job_active", "no_file_selected", "file_not_readable", "not_paused",
         "no_active_job", "job_is_ending", "position_lost", "precondition"}));
    check_names<table::verdict>(std::to_array<std::string_view>(
        {"accepted", "deferred", "already", "refused", "stale", "violation", "applied"}));
    check_names<acceptance>(std::to_array<std::string_view>({"accepted", "deferred", "already"}));
    check_names<action>(
        std::to_array<std::string_view>({"none", "start", "restart", "pause", "resume", "cancel",
                                         "emergency_stop", "select", "carry_out_deferred"}));
}

TEST_CASE("every failure has a sentence of its own, which is one and not a list") {
    std::set<std::string_view> seen;
    for (auto i = static_cast<int>(failure::printer_disconnected);
         i <= static_cast<int>(failure::reports_lost); ++i) {
        const std::string_view words = sentence(static_cast<failure>(i));
        CAPTURE(words);
        REQUIRE_FALSE(words.empty());
        CHECK((words.front() >= 'A' && words.front() <= 'Z'));
        CHECK(words.find_first_of(".\n") == std::string_view::npos);
        CHECK(seen.insert(words).second);
    }
    CHECK(sentence(failure::none).empty());
    CHECK(sentence(static_cast<failure>(0xFF)).empty());
}

TEST_CASE("every reason has a sentence of its own") {
    std::set<std::string_view> seen;
    for (auto i = static_cast<int>(reason::not_operational); i <= static_cast<int>(reason::precondition); ++i)
        CHECK(seen.insert(sentence(static_cast<reason>(i), intent::pause)).second);
    CHECK(seen.count("") == 0);
    CHECK(sentence(reason::none, intent::pause).empty());
    CHECK(sentence(static_cast<reason>(0xFF), intent::pause).empty());
}

TEST_CASE("a refusal carries the name and the sentence of its reason") {
    const refusal no = refuse(reason::job_active, intent::select);
    CHECK(no.why == reason::job_active);
    CHECK(no.name == "job_active");
    CHECK(no.sentence == sentence(reason::job_active, intent::select));
    CHECK(no.sentence != sentence(reason::job_active, intent::start));
}
