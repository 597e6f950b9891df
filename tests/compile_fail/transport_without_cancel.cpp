// expected: transport_without_cancel\.cpp:23.*cancel\(now\)
//
// The message names the user's line and the member that is missing.

#include <printjob/controller.hpp>

#include <optional>

struct half_a_transport {
    std::optional<printjob::refusal> start(printjob::job_id, const printjob::file&, printjob::instant);
    std::optional<printjob::refusal> restart(printjob::job_id, const printjob::file&, printjob::instant);
    void pause(printjob::instant);
    void resume(printjob::instant);
    void emergency_stop(printjob::instant);
    void handle_time(printjob::instant);
    printjob::instant next_deadline() const;
    std::optional<printjob::report> poll_report();
};

void use() {
    half_a_transport printer;
    // The next line is the one to be named.
    printjob::controller control{printer};
}
