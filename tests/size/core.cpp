// The whole core for a program that brings its own transport: the table, one precondition, one controller.
// Its machine code is measured; it is not run.

#include <printjob/controller.hpp>

#include <optional>

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

struct bed_is_clear {
    std::optional<printjob::refusal> operator()(const printjob::inquiry&) const;
};

using control_type = printjob::controller<external_transport, printjob::preconditions<bed_is_clear>>;

// What a host calls.
bool ask(control_type& control, printjob::command what, printjob::instant now) {
    return control.ask(what, now).has_value();
}
bool select(control_type& control, const printjob::file& what, printjob::instant now) {
    return control.select(what, now).has_value();
}
printjob::instant step(control_type& control, printjob::instant now) {
    control.advance(now);
    return control.next_deadline();
}
bool poll(control_type& control, printjob::event& into) {
    const auto next = control.poll_event();
    if (next) into = *next;
    return next.has_value();
}
void status(const control_type& control, printjob::job_status& into, printjob::instant now) {
    into = control.status(now);
}
