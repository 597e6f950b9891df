#pragma once
/// What each check of the conformance suite works with: a bench, a controller over its transport, and a way to let time
/// pass until something holds. The transport is driven as a waiting thread would: at its own deadline, or when
/// input waits.

#include <printjob/controller.hpp>
#include <printjob/testing/conformance/bench.hpp>
#include <printjob/testing/conformance/monitor.hpp>
#include <printjob/testing/conformance/report.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// How patient the suite is, in simulated time.
struct conformance_settings {
    state_timeouts limits{};                              ///< the controller's, for each state that must end
    duration longest_job = std::chrono::hours{1};         ///< a job that lasts longer is taken for stuck
    duration longest_greeting = std::chrono::minutes{10}; ///< until `connected`, and until a loss is noticed
    duration aftermath = std::chrono::minutes{1};         ///< how long it is watched that nothing follows
};

/// A bench with a controller, and what the checks do with it. After a failure every step is refused, so a
/// check ends at its first.
template <conformance_bench Bench>
class conformance_fixture {
public:
    /// Puts a controller over the bench's transport, with a monitor between them. Refers to all three, which
    /// must outlive it.
    conformance_fixture(Bench& bench, conformance_log& log, const conformance_settings& settings)
        : bench_{bench}, log_{log}, settings_{settings}, monitor_{bench, log},
          control_{monitor_, preconditions<>{}, settings.limits} {
        monitor_.ask_row_of([this] { return control_.current_row(); });
    }
    conformance_fixture(const conformance_fixture&) = delete;
    conformance_fixture& operator=(const conformance_fixture&) = delete;

    /// Returns the bench: for checks that break the link, or ask for its file.
    [[nodiscard]] Bench& bench() { return bench_; }
    /// Returns the monitored transport: for checks that call it past the controller.
    [[nodiscard]] conformance_monitor<Bench>& monitor() { return monitor_; }
    /// Returns the present, by the bench's clock.
    [[nodiscard]] instant now() const { return bench_.clock().now(); }
    /// Returns the state in which the controller sees printer and job.
    [[nodiscard]] state current() const { return control_.current(); }
    /// True if a job is active, from Starting to Finishing or Cancelling.
    [[nodiscard]] bool has_job() const { return printjob::has_job(current()); }
    /// True if a promise was broken in this check, which is over then.
    [[nodiscard]] bool has_failed() const { return log_.has_failed(); }
    /// Returns how patient the checks are.
    [[nodiscard]] const conformance_settings& settings() const { return settings_; }

    /// Writes a broken promise down: what was promised, and what came instead. State and time are the present
    /// ones; of several in one check the first counts.
    void fail(std::string promised, std::string came) {
        log_.fail(current(), monitor_.last_told(), std::move(promised), std::move(came), now());
    }
    /// Writes down that the check under way could not be made, and why. It does not count as made; nothing
    /// more is to be done in it.
    void leave_out(const std::string& why) { log_.leave_out(why); }

    // --- time ---

    /// Lets time pass until `done()` is true; false when that does not come within `limit`, or a promise was
    /// broken on the way.
    template <std::predicate Done>
    [[nodiscard]] bool until(Done done, duration limit) {
        constexpr int most_turns_at_once = 10'000;
        const instant last = now() + limit;
        for (int turns = 0; turns < most_turns_at_once; ++turns) {
            take_turn();
            if (has_failed()) return false;
            if (done()) return true;
            instant next = (std::min)(bench_.next_event(), control_.next_deadline());
            if (bench_.input_waits()) next = now();
            if (next > last) {
                bench_.clock().advance_to(last);
                bench_.handle_time();
                monitor_.look();
                return !has_failed() && done();
            }
            if (next > now()) turns = 0;
            bench_.clock().advance_to(next);
        }
        if (control_.next_deadline() <= now())
            fail("a transport comes to rest at each instant",
                 "its next deadline stays at the present, however often it is driven");
        else
            fail("a transport takes in what waits for it", "input stays there, however often it is driven");
        return false;
    }

    /// Lets time pass; false when a promise was broken meanwhile.
    [[nodiscard]] bool pass(duration span) {
        (void)until([] { return false; }, span);
        return !has_failed();
    }

    /// Drives the transport once, as when a hang-up wakes the thread that waits for it.
    void wake() { advance(); }

    // --- the way to a state ---

    /// Runs until the printer is found and greeted; a failure when that does not come.
    [[nodiscard]] bool connect() {
        if (until([this] { return current() == state::operational; }, settings_.longest_greeting))
            return true;
        fail("`connected` is reported of a printer that can be reached", "it did not come");
        return false;
    }

    /// Submits a command that the controller accepts in this state.
    [[nodiscard]] bool asks(command what) {
        note_before();
        const answer given = control_.submit(what, now());
        told_before_ = monitor_.last_told();
        check_silence();
        if (!given) fail("`" + std::string{name(what)} + "` can be carried out", refusal_text(given.error()));
        return given.has_value() && !has_failed();
    }

    /// Starts the bench's file.
    [[nodiscard]] bool starts() {
        const answer given = prints(bench_.job_reader());
        if (!given) fail("a readable file can be started", refusal_text(given.error()));
        return given.has_value() && !has_failed();
    }
    /// Asks for a file to be printed and gives the controller's answer, which may be a refusal; `carried_out`
    /// counts from here.
    [[nodiscard]] answer prints(const file& what) {
        carried_at_start_ = bench_.carried_out();
        return control_.print(what, now());
    }
    /// Restarts the paused job; `carried_out` counts from here. A refusal is a failure.
    [[nodiscard]] bool restarts() {
        carried_at_start_ = bench_.carried_out();
        return asks(command::restart);
    }

    /// Brings a job into a state. False when it cannot be: a promise was broken, or the transport passes the
    /// state by within one call, and the check is left out.
    [[nodiscard]] bool reach(state wanted) {
        if (wanted == state::connecting) {
            (void)until([this] { return current() != state::offline; }, settings_.longest_greeting);
            return is(wanted);
        }
        if (!connect()) return false;
        if (wanted == state::operational) return true;
        if (!starts()) return false;
        if (wanted == state::starting) return is(wanted);
        if (!begins_to_print()) return false;
        if (wanted == state::printing) return true;
        if (wanted == state::finishing) {
            (void)until([this, wanted] { return current() == wanted || !has_job(); }, settings_.longest_job);
            return is(wanted);
        }
        if (!asks(wanted == state::cancelling ? command::cancel : command::pause)) return false;
        if (wanted == state::cancelling || wanted == state::pausing) return is(wanted);
        if (!comes_to(state::paused)) return false;
        if (wanted == state::paused) return true;
        return asks(command::resume) && is(wanted); // resuming
    }

    /// Runs until the state holds; a failure when the job ends before.
    [[nodiscard]] bool comes_to(state wanted) {
        if (until([this, wanted] { return current() == wanted || !has_job(); }, settings_.longest_job) &&
            current() == wanted)
            return true;
        fail("the job becomes " + std::string{name(wanted)}, "it is " + std::string{name(current())});
        return false;
    }

    /// Runs until the job is over; a failure when it ends in another way.
    [[nodiscard]] bool ends(outcome wanted) {
        if (!until([this] { return !has_job(); }, settings_.longest_job)) {
            fail("a job comes to its end", "it is still " + std::string{name(current())});
            return false;
        }
        if (control_.last_outcome() == wanted) return true;
        fail("the job ends " + outcome_text(wanted), "it ended " + outcome_text(control_.last_outcome()));
        return false;
    }

    /// Returns how much the printer has carried out of the present job, or the last.
    [[nodiscard]] std::uint64_t carried_out() const { return bench_.carried_out() - carried_at_start_; }

    /// Checks for a while that nothing follows.
    [[nodiscard]] bool stays(state wanted) {
        if (!pass(settings_.aftermath)) return false;
        if (current() == wanted) return true;
        fail("the printer stays " + std::string{name(wanted)}, "it is " + std::string{name(current())});
        return false;
    }

private:
    [[nodiscard]] static std::string refusal_text(const refusal& no) {
        return "it was refused: " + std::string{no.name};
    }
    [[nodiscard]] static std::string outcome_text(outcome what) {
        switch (what) {
        case outcome::none: return "without an outcome";
        case outcome::done: return "done";
        case outcome::cancelled: return "cancelled";
        case outcome::failed: return "failed";
        }
        return "without an outcome";
    }

    [[nodiscard]] bool is(state wanted) {
        if (has_failed()) return false;
        if (current() == wanted) return true;
        leave_out("the transport passes " + std::string{name(wanted)} + " by");
        return false;
    }

    [[nodiscard]] bool begins_to_print() {
        (void)until([this] { return !has_job() || (current() == state::printing && carried_out() > 0); },
                    settings_.longest_job);
        if (current() == state::printing) return true;
        fail("the job is printed", "it is " + std::string{name(current())});
        return false;
    }

    void take_turn() {
        bench_.handle_time();
        monitor_.look();
        if (!bench_.input_waits() && control_.next_deadline() > now()) return;
        const bool asked = bench_.input_waits() || monitor_.next_deadline() <= now();
        monitor_.expect_nothing(!asked); // the controller's own limit has passed
        advance();
        monitor_.expect_nothing(false);
    }

    void advance() {
        note_before();
        control_.advance(now());
        check_silence();
    }

    /// A controller that gives up waiting makes the state another, and tells the transport to cancel.
    void note_before() {
        before_ = current();
        told_before_ = monitor_.last_told();
    }

    /// True if the controller gave up waiting for a report.
    void check_silence() {
        while (const auto told = control_.poll_event()) {
            const std::string_view missing = report_missing_at(told->why());
            if (missing.empty() || has_failed()) continue;
            log_.fail(before_, told_before_, std::string{missing} + " is reported in time", "nothing came",
                      now());
        }
    }

    [[nodiscard]] static std::string_view report_missing_at(failure why) {
        switch (why) {
        case failure::connecting_timeout: return "`connected`";
        case failure::starting_timeout: return "`started`";
        case failure::pausing_timeout: return "`paused`";
        case failure::resuming_timeout: return "`resumed`";
        case failure::cancelling_timeout: return "`cancelled`";
        case failure::finishing_timeout: return "`finished`";
        case failure::none:
        case failure::printer_disconnected:
        case failure::printer_reset:
        case failure::printer_error:
        case failure::printer_not_responding:
        case failure::resend_limit:
        case failure::resend_impossible:
        case failure::file_not_readable:
        case failure::line_refused:
        case failure::emergency_stop:
        case failure::reports_lost: break; // told by the transport
        }
        return {};
    }

    Bench& bench_;
    conformance_log& log_;
    const conformance_settings& settings_;
    conformance_monitor<Bench> monitor_;
    controller<conformance_monitor<Bench>> control_;
    state before_ = state::offline;
    std::string told_before_;
    std::uint64_t carried_at_start_ = 0;
};

} // namespace printjob::inline v0::testing
