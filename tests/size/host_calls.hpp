#pragma once
/// What a host calls of a controller, each once, so that all of it is there to be measured.

#include <printjob/controller.hpp>

/// What goes in and comes out, where no optimiser can foresee it.
struct exchange {
    printjob::command asked;
    printjob::file what;
    printjob::instant now;
    printjob::instant wakes_at;
    printjob::event happened;
    printjob::job_status status;
    bool agreed;
};

template <class Control>
void call_everything(Control& control, exchange& with) {
    with.agreed = control.select(with.what, with.now).has_value();
    with.agreed = control.submit(with.asked, with.now).has_value();
    control.advance(with.now);
    with.wakes_at = control.next_deadline();
    if (const auto next = control.poll_event()) with.happened = *next;
    with.status = control.status(with.now);
}
