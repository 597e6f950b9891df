// Who satisfies the concepts, and who does not.

#include <printjob/controller.hpp>
#include <printjob/job/preconditions.hpp>
#include <printjob/testing/scripted_transport.hpp>
#include <printjob/transport/byte_port.hpp>
#include <printjob/transport/line_source.hpp>
#include <printjob/transport/printer_transport.hpp>

#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace {

using namespace printjob;

struct complete {
    std::optional<refusal> start(job_id, const file&, instant);
    std::optional<refusal> restart(job_id, const file&, instant);
    void pause(instant);
    void resume(instant);
    void cancel(instant);
    void emergency_stop(instant);
    void handle_time(instant);
    [[nodiscard]] instant next_deadline() const;
    std::optional<report> poll_report();
};
static_assert(printer_transport<complete>);
static_assert(printer_transport<testing::scripted_transport>);
static_assert(!printer_transport<int>);
static_assert(!printer_transport<const complete>);

// Each part is needed.
struct without_restart : complete {
    void restart(job_id, const file&, instant);
};
static_assert(!starts_jobs<without_restart> && !printer_transport<without_restart>);
struct without_resume : complete {
    int resume(instant);
};
static_assert(!pauses_jobs<without_resume> && !printer_transport<without_resume>);
struct without_cancel : complete {
    void cancel();
};
static_assert(!ends_jobs<without_cancel> && !printer_transport<without_cancel>);
struct changes_when_looked_at : complete {
    instant next_deadline();
};
static_assert(!is_driven<changes_when_looked_at> && !printer_transport<changes_when_looked_at>);

// Optional abilities are detected, and only with their right type.
static_assert(!has_progress<complete> && !has_facts<complete> && !has_liveness<complete>);
static_assert(has_progress<testing::scripted_transport>);
static_assert(has_facts<testing::scripted_transport>);
static_assert(has_liveness<testing::scripted_transport>);
struct tells_percent : complete {
    [[nodiscard]] double progress() const;
};
static_assert(!has_progress<tells_percent> && !printer_transport<tells_percent>);
struct keeps_its_progress : complete { // a member, and no function
    printjob::progress progress;
};
static_assert(!printer_transport<keeps_its_progress>);
struct changes_with_each_look : complete {
    printjob::progress progress();
};
static_assert(!printer_transport<changes_with_each_look>);
struct tells_facts_by_value : complete {
    [[nodiscard]] printjob::facts facts() const;
};
static_assert(!has_facts<tells_facts_by_value> && !printer_transport<tells_facts_by_value>);
struct tells_facts_that_may_be_changed : complete {
    [[nodiscard]] printjob::facts& facts();
};
static_assert(!printer_transport<tells_facts_that_may_be_changed>);
struct tells_facts : complete {
    [[nodiscard]] const printjob::facts& facts() const;
};
static_assert(has_facts<tells_facts> && printer_transport<tells_facts>);
struct tells_signs_of_a_heater : complete {
    [[nodiscard]] printjob::liveness liveness(int heater) const;
};
static_assert(!printer_transport<tells_signs_of_a_heater>);
struct tells_signs_as_a_time : complete {
    [[nodiscard]] instant liveness() const;
};
static_assert(!printer_transport<tells_signs_as_a_time>);

// Time limits are no preconditions, and need none.
static_assert(
    std::is_same_v<decltype(controller{std::declval<complete&>(), state_timeouts{}}), controller<complete>>);
static_assert(!precondition_set<state_timeouts> && precondition_set<preconditions<>>);
static_assert(!std::is_constructible_v<controller<complete, state_timeouts>, complete&, state_timeouts>);

// A controller is made of a transport that lives elsewhere.
static_assert(std::is_constructible_v<controller<complete>, complete&>);
static_assert(!std::is_constructible_v<controller<complete>, complete>);
static_assert(!std::is_constructible_v<controller<complete>, const complete&>);
static_assert(!std::is_copy_constructible_v<controller<complete>>);
static_assert(!std::is_move_constructible_v<controller<complete>>);
static_assert(!std::is_copy_assignable_v<controller<complete>>);

struct port {
    result<std::size_t> read_some(std::span<char>);
    result<std::size_t> write_some(std::span<const char>);
};
static_assert(byte_port<port>);
struct port_with_int {
    result<std::size_t> read_some(std::span<char>);
    int write_some(std::span<const char>);
};
static_assert(!byte_port<port_with_int>);
struct port_that_only_reads {
    result<std::size_t> read_some(std::span<char>);
};
static_assert(!byte_port<port_that_only_reads>);

struct lines {
    result<std::optional<source_line>> next_line();
    void close();
};
static_assert(line_source<lines>);
struct lines_without_errors {
    std::optional<source_line> next_line();
};
static_assert(!line_source<lines_without_errors>);
struct files {
    using source_type = lines;
    std::optional<io_error> open(const file&, lines&);
};
static_assert(file_opener<files>);
struct files_of_nothing {
    using source_type = int;
    std::optional<io_error> open(const file&, int&);
};
static_assert(!file_opener<files_of_nothing>);

constexpr auto a_check = [](const check_context&) -> std::optional<refusal> { return std::nullopt; };
constexpr auto a_bool = [](const check_context&) { return true; };
static_assert(precondition<decltype(a_check)>);
static_assert(!precondition<decltype(a_bool)>);
using a_check_type = std::remove_const_t<decltype(a_check)>;
static_assert(
    std::is_same_v<decltype(preconditions{a_check, a_check}), preconditions<a_check_type, a_check_type>>);

} // namespace
