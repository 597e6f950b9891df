#pragma once
/// The states of a printer under job control, and the rows of the table, with one record for each row.

#include <printjob/job/failure.hpp>
#include <printjob/job/state_timeouts.hpp>
#include <printjob/records.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace printjob::inline v0 {

/// The state of the printer and its job.
enum class state : std::uint8_t {
    offline,     ///< no printer
    connecting,  ///< the handshake with a printer is under way
    operational, ///< ready; no job is active
    starting,    ///< a job was accepted and is being prepared
    printing,    ///< its lines are being executed
    pausing,     ///< coming to rest
    paused,      ///< the job waits
    resuming,    ///< heating and moving back before printing continues
    cancelling,  ///< the job is being ended early
    finishing,   ///< every line was acknowledged; motion has not ended yet
    error,       ///< the printer cannot be used until it is reset or reconnected
};

/// How many states there are.
inline constexpr std::size_t state_count = 11;

/// A row of the table: a state, with the command that is remembered in it.
enum class row : std::uint8_t {
    offline,
    connecting,
    operational,
    starting,
    starting_then_pause,
    printing,
    pausing,
    pausing_then_resume,
    paused,
    resuming,
    cancelling,
    finishing,
    error,
};

/// How many rows the table has.
inline constexpr std::size_t row_count = 13;

/// What a state means for the job.
enum class occupation : std::uint8_t {
    unusable,     ///< only the emergency stop is accepted
    idle,         ///< no job is active
    job_waits,    ///< a job is active; the time does not count as print time
    job_is_timed, ///< a job is active, and the time counts
};

/// The description of a row.
struct row_record {
    /// The row that is described.
    row is;
    /// The public state.
    state shown;
    /// The state's text, as clients of OctoPrint's API compare it.
    std::string_view wire;
    /// What it means for the job.
    occupation job;
    /// The setting that limits a row that must end; else null.
    duration state_timeouts::* limit;
    /// What the job fails with if the row lasts longer than its limit.
    failure too_late;
};

/// One record for each row, in their order. A new state is a record here, a line in each grid of
/// `transitions.hpp`, and its name in the two enumerations above.
// clang-format off
inline constexpr std::array<row_record, row_count> row_records{{
    {row::offline,             state::offline,     "Offline",     occupation::unusable,     nullptr,                     failure::none},
    {row::connecting,          state::connecting,  "Connecting",  occupation::unusable,     &state_timeouts::connecting, failure::connecting_timeout},
    {row::operational,         state::operational, "Operational", occupation::idle,         nullptr,                     failure::none},
    {row::starting,            state::starting,    "Starting",    occupation::job_waits,    &state_timeouts::starting,   failure::starting_timeout},
    {row::starting_then_pause, state::starting,    "Starting",    occupation::job_waits,    &state_timeouts::starting,   failure::starting_timeout},
    {row::printing,            state::printing,    "Printing",    occupation::job_is_timed, nullptr,                     failure::none},
    {row::pausing,             state::pausing,     "Pausing",     occupation::job_is_timed, &state_timeouts::pausing,    failure::pausing_timeout},
    {row::pausing_then_resume, state::pausing,     "Pausing",     occupation::job_is_timed, &state_timeouts::pausing,    failure::pausing_timeout},
    {row::paused,              state::paused,      "Paused",      occupation::job_waits,    nullptr,                     failure::none},
    {row::resuming,            state::resuming,    "Resuming",    occupation::job_waits,    &state_timeouts::resuming,   failure::resuming_timeout},
    {row::cancelling,          state::cancelling,  "Cancelling",  occupation::job_is_timed, &state_timeouts::cancelling, failure::cancelling_timeout},
    {row::finishing,           state::finishing,   "Finishing",   occupation::job_is_timed, &state_timeouts::finishing,  failure::finishing_timeout},
    {row::error,               state::error,       "Error",       occupation::unusable,     nullptr,                     failure::none},
}};
// clang-format on

namespace detail {

/// One field of all records, by row.
template <auto Field>
inline constexpr auto by_row = field_of<Field>(row_records);

/// The same by state: rows of one state have the same.
template <auto Field>
inline constexpr auto by_state = [] {
    std::array<std::remove_cvref_t<decltype(row_records[0].*Field)>, state_count> all{};
    for (const row_record& each : row_records)
        all[index_of(each.shown)] = each.*Field;
    return all;
}();

} // namespace detail

/// Returns the public state of a row.
[[nodiscard]] constexpr state state_of(row r) {
    return detail::by_row<&row_record::shown>[index_of(r)];
}

/// Returns the setting that limits a row; null if it need not end.
[[nodiscard]] constexpr duration state_timeouts::* limit_of(row r) {
    return detail::by_row<&row_record::limit>[index_of(r)];
}

/// Returns what the job fails with if a row lasts longer than its limit.
[[nodiscard]] constexpr failure failure_past_limit(row r) {
    return detail::by_row<&row_record::too_late>[index_of(r)];
}

/// Returns the text of a state as clients of OctoPrint's API compare it ("Operational", "Printing", ...).
[[nodiscard]] constexpr std::string_view name(state s) {
    return value_of(detail::by_state<&row_record::wire>, s);
}

/// True if a job is active: it has begun and has no outcome yet.
[[nodiscard]] constexpr bool has_job(state s) {
    return detail::by_state<&row_record::job>[index_of(s)] >= occupation::job_waits;
}

/// True if commands can be accepted: every state but offline, connecting and error.
[[nodiscard]] constexpr bool is_operational(state s) {
    return detail::by_state<&row_record::job>[index_of(s)] != occupation::unusable;
}

/// True if the time in a state counts as the job's print time.
[[nodiscard]] constexpr bool is_timed(state s) {
    return detail::by_state<&row_record::job>[index_of(s)] == occupation::job_is_timed;
}

} // namespace printjob::inline v0
