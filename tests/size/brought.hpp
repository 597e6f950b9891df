#pragma once
/// What a host brings to the programs that are measured here, declared and no more: what it costs is its own affair.

#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/job/preconditions.hpp>
#include <printjob/job/report.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <optional>
#include <span>

struct external_transport {
    std::optional<printjob::refusal> start(printjob::job_id, const printjob::file&, printjob::instant);
    std::optional<printjob::refusal> restart(printjob::job_id, const printjob::file&, printjob::instant);
    void pause(printjob::instant);
    void resume(printjob::instant);
    void cancel(printjob::instant);
    void emergency_stop(printjob::instant);
    void handle_time(printjob::instant);
    printjob::instant next_deadline() const;
    std::optional<printjob::report> poll_report();
};

struct external_port {
    printjob::result<std::size_t> read_some(std::span<char> into);
    printjob::result<std::size_t> write_some(std::span<const char> from);
};

struct external_files {
    using source_type = printjob::gcode::memory_lines;
    std::optional<printjob::io_error> open(const printjob::file& what, source_type& source);
};

struct bed_is_clear {
    std::optional<printjob::refusal> operator()(const printjob::check_context&) const;
};
