#pragma once
/// A printer at the other end of the UART, in simulated time: the library's own simulated Marlin.

#include "job_task.hpp"
#include "text_line.hpp"
#include "uart_port.hpp"
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/simulated_marlin.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <optional>
#include <span>
#include <string_view>

/// Writes down what the task hears, and what the printer does.
class transcript {
public:
    explicit transcript(void (*print)(std::string_view)) : print_{print} {}

    void happened(const printjob::event& what) {
        text_line line = at(what.at());
        if (what.kind() == printjob::event_kind::state_changed)
            line << "state " << name(what.now_in());
        else
            line << name(what.kind());
        if (what.job() != printjob::job_id::none) line << ", job " << static_cast<std::uint64_t>(what.job());
        if (what.why() != printjob::failure::none) line << ": " << name(what.why());
        print_((line << "\n").view());
    }

    void answered(printjob::command asked, const printjob::answer& given) {
        text_line line;
        line << "            " << name(asked) << " is " << (given ? name(*given) : given.error().name)
             << "\n";
        print_(line.view());
    }

    void executed(const printjob::testing::executed_command& what) {
        text_line line = at(what.when);
        print_((line << "  printer: " << what.text << "\n").view());
    }

    void note(std::string_view words) {
        print_(words);
        print_("\n");
    }

private:
    [[nodiscard]] static text_line at(printjob::instant when) {
        const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch());
        const auto milliseconds = static_cast<std::uint64_t>(passed.count());
        text_line line;
        if (milliseconds < 10'000) line << " ";
        line << milliseconds / 1000 << ".";
        line << milliseconds / 100 % 10 << milliseconds / 10 % 10 << milliseconds % 10 << " s  ";
        return line;
    }

    void (*print_)(std::string_view);
};

/// A job task, its UART and the printer. `watch(work)` makes every call of the library's: it may look at what the
/// call costs.
template <class Watch>
class printer_bench {
public:
    using files_type = printjob::gcode::memory_files;
    using task_type = job_task<uart_port, files_type>;

    printer_bench(files_type& files, transcript& told, Watch& watch) : told_{told}, watch_{watch} {
        printer_.on_executed([this](const auto& command) { told_.executed(command); });
        watch_([&] { task_.emplace(port_, files); });
    }

    /// Selects a file; false when that is refused.
    [[nodiscard]] bool select(const printjob::file& what) {
        bool agreed = false;
        watch_([&] { agreed = task_->control().select(what, clock_.now()).has_value(); });
        return agreed;
    }

    /// Wishes for a command, as another task would.
    [[nodiscard]] bool wish_for(printjob::command what) { return task_->wish_for(what); }

    /// Gives the task one turn.
    void turn() {
        watch_([&] { task_->turn(clock_.now(), told_); });
    }

    /// Runs until `done()`, an hour at most, jumping from each instant at which something happens to the next. False
    /// when it was in vain.
    template <std::predicate Done>
    [[nodiscard]] bool run_until(Done done) {
        while (clock_.now() < printjob::instant{std::chrono::hours{1}}) {
            turn();
            if (done()) return true;
            if (!carry_bytes()) clock_.advance_to(std::min(printer_.next_event(), task_->next_deadline()));
        }
        return false;
    }

    [[nodiscard]] printjob::state current() { return task_->control().current(); }
    [[nodiscard]] printjob::outcome last_outcome() { return task_->control().last_outcome(); }
    [[nodiscard]] const printjob::testing::simulated_marlin& printer() const { return printer_; }
    [[nodiscard]] task_type& task() { return *task_; }
    [[nodiscard]] printjob::instant now() const { return clock_.now(); }

private:
    /// Does what the interrupts of the UART and its wires would do. Returns whether anything moved.
    [[nodiscard]] bool carry_bytes() {
        bool moved = false;
        while (const auto byte = port_.next_to_send()) {
            printer_.receive(std::span{&*byte, 1}, clock_.now());
            moved = true;
        }
        printer_.handle_time(clock_.now());
        while (!printer_.output().empty() && port_.can_receive()) {
            moved = port_.received(printer_.output().front());
            printer_.consume(1);
        }
        return moved;
    }

    transcript& told_;
    Watch& watch_;
    printjob::testing::manual_clock clock_;
    // It looks ahead for three moves only, so that a short file does not lie in its planner as a whole.
    printjob::testing::simulated_marlin printer_{{.planner_places = 4}};
    uart_port port_;
    std::optional<task_type> task_;
};
