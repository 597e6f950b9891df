#pragma once
/// What is simulated: the production controller and streamer, the files they read, the faulty port, and the printer
/// at its other end, on one virtual clock. It decides nothing. Clients, operator and fault schedule act on it; what
/// happens is reported to a `bench_observer`.

#include <printjob/controller.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/testing/simulation/faulty_port.hpp>
#include <printjob/testing/simulation/files.hpp>
#include <printjob/testing/simulation/plan.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// Called for everything that happens on the line and in the printer.
class bench_observer : public port_observer {
public:
    /// Called when another printer was connected.
    virtual void printer_replaced() = 0;
    /// Called when the printer begins to print from its own card, or is known not to.
    virtual void prints_from_card(bool yes) = 0;
    /// Called when the printer was switched on or reset.
    virtual void printer_restarted() = 0;
    /// Called when the printer begins to handle a command.
    virtual void executed(const executed_command& command) = 0;
    /// Called instead of `executed` for a move that the printer acknowledges and does not make, because its
    /// firmware has stopped.
    virtual void ignored_move(const executed_command& command) = 0;

protected:
    ~bench_observer() = default;
};

/// The parts under test and the printer. Neither copied nor moved.
class simulation_bench {
public:
    /// The transport under test.
    using streamer_type = gcode::streamer<faulty_port, simulated_files>;
    /// The controller under test.
    using control_type = controller<streamer_type>;

    /// Keeps a reference to `observer`, which must outlive the bench. `begin` comes before all else.
    explicit simulation_bench(bench_observer& observer) : observer_{observer}, port_{observer} {}
    simulation_bench(const simulation_bench&) = delete;
    simulation_bench& operator=(const simulation_bench&) = delete;

    /// Makes everything anew for `plan`, which must outlive the run; the clock is at the epoch.
    void begin(const simulation_plan& plan) {
        plan_ = &plan;
        now_ = instant{};
        files_.can_open(true);
        for (std::size_t i = 0; i < plan.jobs.size(); ++i)
            files_.at(i).make(static_cast<std::uint32_t>(i + 1), plan.jobs[i].file);
        printers_ = 0;
        resends_ = 0;
        reports_stop_ = false;
        printer_.reset();
        port_.begin(plan.byte_time, plan.latency);
        port_.to_printer().set_rate(plan.to_printer, plan.seed);
        port_.to_host().set_rate(plan.to_host, ~plan.seed);
        replace_printer();
        control_.reset();
        streamer_.emplace(port_, files_, gcode::validate(plan.host.settings()).value());
        control_.emplace(*streamer_);
    }

    // --- parts ---

    /// Returns the plan of the run.
    [[nodiscard]] const simulation_plan& plan() const { return *plan_; }
    /// Returns the virtual time.
    [[nodiscard]] instant now() const { return now_; }
    /// Returns the files that clients can name.
    [[nodiscard]] simulated_files& files() { return files_; }
    /// Returns the port and the line to the printer.
    [[nodiscard]] faulty_port& port() { return port_; }
    /// Returns the printer that is at the line now.
    [[nodiscard]] simulated_marlin& printer() { return *printer_; }
    /// Returns the streamer under test.
    [[nodiscard]] streamer_type& streamer() { return *streamer_; }
    /// Returns the controller under test.
    [[nodiscard]] control_type& control() { return *control_; }
    /// Returns the resend requests of all printers of the run.
    [[nodiscard]] std::uint64_t resends() const { return resends_ + printer_->resends(); }

    // --- time ---

    /// Sets the clock to `when`, unless it is later already, and moves bytes and printer up to it.
    void advance_to(instant when) {
        now_ = (std::max)(now_, when);
        carry();
        if (std::exchange(reports_stop_, false)) say_stopped();
    }
    /// Moves bytes and printer up to the present.
    void carry() { port_.carry(now_); }

    // --- what happens to the printer ---

    /// Connects a printer that was just switched on. Each one has a name of its own.
    void replace_printer() {
        ++printers_;
        observer_.printer_replaced();
        switch_on(std::nullopt);
    }
    /// Switches the same printer on anew, in the course of a job from its own card.
    void print_from_card() { switch_on(card_progress{.printed = 1000, .size = 9000}); }
    /// Presses the printer's reset button. A printer that printed from its card forgets that.
    void reset_printer() {
        if (prints_from_card_) switch_on(std::nullopt);
        is_stopped_ = false;
        printer_->reset(now_);
        observer_.printer_restarted();
    }
    /// Gives the printer its power back.
    void power_on() {
        if (prints_from_card_) return reset_printer();
        is_stopped_ = false;
        printer_->power_on(now_);
        observer_.printer_restarted();
    }
    /// Makes the firmware stop because of an error: it says so, and makes no move until it is reset.
    void stop_printer() {
        if (!printer_->is_on() || printer_->is_killed()) return;
        is_stopped_ = true;
        say_stopped();
    }
    /// Ends the printer's wait for a person at the printer's own screen.
    void answer_at_screen() { port_.type_at_screen(screen_answer); }

private:
    static constexpr std::string_view screen_answer = "M108 screen\n";

    void switch_on(std::optional<card_progress> card) {
        marlin_settings settings = plan_->printer.settings();
        settings.uuid[0] = static_cast<char>('a' + printers_ % 26);
        settings.card = card;
        prints_from_card_ = card.has_value();
        observer_.prints_from_card(prints_from_card_);
        is_stopped_ = false;
        if (printer_) resends_ += printer_->resends();
        printer_.emplace(std::move(settings));
        printer_->handle_time(now_);
        printer_->on_executed([this](const executed_command& command) { was_executed(command); });
        port_.connect(*printer_);
        observer_.printer_restarted();
    }

    void was_executed(const executed_command& command) {
        if (screen_answer.starts_with(command.text) && command.text.size() + 1 == screen_answer.size())
            return port_.ok_is_for_screen();
        if (is_stopped_ && is_move(command.text)) {
            reports_stop_ = true;
            return observer_.ignored_move(command);
        }
        observer_.executed(command);
    }

    [[nodiscard]] static bool is_move(std::string_view command) {
        return command.size() > 2 && command[0] == 'G' && command[1] >= '0' && command[1] <= '3' &&
               command[2] == ' ';
    }

    /// Says what Marlin says when it stops, and again at each move after that.
    void say_stopped() {
        printer_->say("Error:Printer stopped due to errors. Fix the error and use M999 to restart. "
                      "(Temperature is reset. Set it after restarting)");
        carry();
    }

    bench_observer& observer_;
    const simulation_plan* plan_ = nullptr;
    instant now_{};
    simulated_files files_;
    faulty_port port_;
    std::optional<simulated_marlin> printer_;
    std::optional<streamer_type> streamer_;
    std::optional<control_type> control_;
    unsigned printers_ = 0;     ///< that were connected in this run
    std::uint64_t resends_ = 0; ///< of the printers before the present one
    bool prints_from_card_ = false;
    bool is_stopped_ = false;   ///< the firmware makes no moves
    bool reports_stop_ = false; ///< it is about to say so again
};

} // namespace printjob::inline v0::testing
