#pragma once
/// A transport that would compile: each case breaks one thing.

#include <printjob/controller.hpp>

#include <optional>

struct transport {
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
