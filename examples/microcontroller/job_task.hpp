#pragma once
/// Job control as a task: what an RTOS, or a main loop without one, calls again and again.

#include "byte_ring.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/streamer.hpp>

#include <optional>

/// One printer's job control. Everything but `wish_for` belongs to the one task that owns it.
template <class Port, class Files>
class job_task {
public:
    using printer_type = printjob::gcode::streamer<Port, Files>;

    job_task(Port& port, Files& files) : printer_{port, files}, control_{printer_} {}

    /// Asks for a command from another task or from an interrupt; always the same one. The task must be woken then.
    /// False: too many wait already.
    [[nodiscard]] bool wish_for(printjob::command what) { return wishes_.put(static_cast<char>(what)); }

    /// One turn: carries out wishes, drives the printer, tells the listener. Does not block. It is due when bytes came
    /// or have left, when somebody wished for something, and at `next_deadline()`.
    template <class Listener>
    void turn(printjob::instant now, Listener& listener) {
        while (const auto wish = wishes_.take()) {
            const auto asked = static_cast<printjob::command>(*wish);
            listener.answered(asked, control_.submit(asked, now));
        }
        control_.advance(now);
        while (const auto event = control_.poll_event())
            listener.happened(*event);
    }

    [[nodiscard]] printjob::instant next_deadline() const { return control_.next_deadline(); }

    /// For what needs an answer at once, in the same task: a display, an HTTP server.
    [[nodiscard]] printjob::controller<printer_type>& control() { return control_; }

private:
    printer_type printer_;
    printjob::controller<printer_type> control_;
    byte_ring<8> wishes_;
};
