// Empty definitions, so that the measured programs can be linked. They are subtracted: see table.sh.

#include "brought.hpp"

using namespace printjob;

std::optional<refusal> external_transport::start(job_id, const file&, instant) {
    return {};
}
std::optional<refusal> external_transport::restart(job_id, const file&, instant) {
    return {};
}
void external_transport::pause(instant) {}
void external_transport::resume(instant) {}
void external_transport::cancel(instant) {}
void external_transport::emergency_stop(instant) {}
void external_transport::handle_time(instant) {}
instant external_transport::next_deadline() const {
    return never;
}
std::optional<report> external_transport::poll_report() {
    return {};
}

result<std::size_t> external_port::read_some(std::span<char>) {
    return 0;
}
result<std::size_t> external_port::write_some(std::span<const char>) {
    return 0;
}

std::optional<io_error> external_files::open(const file&, source_type&) {
    return {};
}

std::optional<refusal> bed_is_clear::operator()(const check_context&) const {
    return {};
}
