#pragma once
/// The conformance suite: checks that a transport keeps the promises of `printer_transport` in every state.
/// It needs no test framework:
///
///     const auto found = printjob::testing::check_transport([] { return my_bench{}; });
///     std::fputs(found.text().c_str(), stderr);   // one sentence for each broken promise
///     return found.conforms() ? 0 : 1;
///
/// `my_bench` holds the transport and what it talks to; see conformance/bench.hpp. Each check gets a fresh one, has a
/// controller drive it in simulated time, and ends at the first broken promise. What is checked,
/// always:
///
/// - which reports may come in a state, each of the right job, each once for what was asked for, none of a
///   job that is over, and with a reason where something failed
/// - nothing of a job leaves before `started` was polled, while it is paused, after a cancel, or once it is
///   over
/// - what is paused, cancelled or finished stands still
/// - progress counts from 0, never goes back, and sent >= acknowledged >= executed
/// - the next deadline is honest: driven at no other time, everything comes; and the transport comes to rest
///
/// and, in the checks below: that every action is answered in time from every state, that a refusal changes
/// nothing, that a job goes on where it was paused, that a lost printer is reported once, that a printer that was reset
/// is found again, and that nothing starts by itself.

#include <printjob/testing/conformance/bench.hpp>
#include <printjob/testing/conformance/fixture.hpp>
#include <printjob/testing/conformance/report.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace printjob::inline v0::testing {

/// The checks, one function each. `MakeBench` is called without arguments and returns a fresh bench by value;
/// the bench need not be movable.
template <class MakeBench>
class conformance_suite {
public:
    /// The bench that `MakeBench` makes.
    using bench_type = std::invoke_result_t<MakeBench&>;
    /// What a check works with: a fresh bench under a controller.
    using fixture = conformance_fixture<bench_type>;

    /// Keeps `make`, which is called once for each check, and a copy of the settings. Nothing runs yet.
    conformance_suite(MakeBench make, const conformance_settings& settings)
        requires conformance_bench<bench_type>
        : make_{std::move(make)}, settings_{settings} {}

    /// Makes all checks.
    [[nodiscard]] conformance_report run() {
        check("a job runs to its end", [this](fixture& test) { whole_job(test); });
        check("nothing starts by itself", [](fixture& test) { idle(test); });
        check("one job follows another", [this](fixture& test) { two_jobs(test); });
        check("a missing file is refused or fails", [this](fixture& test) { missing_file(test); });
        check("a report that waits holds the job back", [this](fixture& test) { report_waits(test); });
        check("a pause while starting prints nothing", [this](fixture& test) { pause_while_starting(test); });
        check("a resume while pausing is carried out", [this](fixture& test) { resume_while_pausing(test); });
        check("a pause while resuming is answered", [this](fixture& test) { pause_while_resuming(test); });
        check("a paused job is restarted", [this](fixture& test) { restart(test); });
        check("a refused restart leaves the paused job", [this](fixture& test) { refused_restart(test); });
        check("a second cancel changes nothing", [this](fixture& test) { cancel_twice(test); });
        for (const state in : active_states) {
            const std::string when = " while " + std::string{name(in)};
            if (in != state::cancelling)
                check("a cancel" + when, [this, in](fixture& test) { cancel_in(test, in); });
            check("an emergency stop" + when, [this, in](fixture& test) { stop_in(test, in); });
        }
        check("an emergency stop while Operational",
              [this](fixture& test) { stop_in(test, state::operational); });
        for (const state in : {state::operational, state::printing, state::paused})
            check("a reset after an emergency stop while " + std::string{name(in)},
                  [this, in](fixture& test) { reset_after_stop(test, in); });
        check("a link lost while Connecting", [](fixture& test) { lose_link_in(test, state::connecting); });
        check("a link lost while Operational", [](fixture& test) { lose_link_in(test, state::operational); });
        for (const state in : active_states)
            check("a link lost while " + std::string{name(in)},
                  [in](fixture& test) { lose_link_in(test, in); });
        for (int part = 1; part < parts && lasts_ > duration::zero(); ++part) {
            const duration at = lasts_ * part / parts;
            const std::string when =
                " after " + std::to_string(part) + "/" + std::to_string(parts) + " of a job";
            check("a pause" + when, [this, at](fixture& test) { pause_at(test, at); });
            check("a cancel" + when, [this, at](fixture& test) { cancel_at(test, at); });
        }
        return log_.report();
    }

private:
    static constexpr std::array active_states{state::starting, state::printing, state::pausing,
                                              state::paused,   state::resuming, state::cancelling,
                                              state::finishing};
    static constexpr int parts = 12; ///< of a job, at whose ends it is interrupted

    template <class Check>
    void check(std::string what, Check&& carry_out) {
        log_.begin(std::move(what));
        bench_type bench = make_();
        fixture test{bench, log_, settings_};
        carry_out(test);
    }

    // --- steps ---

    /// Runs until the job is done; true if the printer has carried out all of it, once.
    [[nodiscard]] bool is_done(fixture& test) {
        if (!test.ends(outcome::done)) return false;
        if (whole_ && test.carried_out() != *whole_) {
            test.fail("a job is carried out once, whole and from its beginning",
                      "the printer carried out " + std::to_string(test.carried_out()) + " instead of " +
                          std::to_string(*whole_));
            return false;
        }
        return true;
    }

    /// Cancels, and prints again: the transport is as good as new.
    void cancel_now(fixture& test) {
        if (!test.asks(command::cancel) || !test.ends(outcome::cancelled)) return;
        if (!test.stays(state::operational)) return;
        if (test.starts()) (void)is_done(test);
    }

    void go_on(fixture& test) {
        if (test.asks(command::resume)) (void)is_done(test);
    }

    [[nodiscard]] static file missing(fixture& test) {
        file what = test.bench().job_reader();
        (void)what.path.assign("no-such.gco");
        (void)what.name.assign("no-such.gco");
        return what;
    }

    // --- checks ---

    void whole_job(fixture& test) {
        if (!test.connect() || !test.starts()) return;
        const instant begun = test.now();
        if (!test.ends(outcome::done)) return;
        if (test.carried_out() == 0)
            return test.fail("a job that is done was carried out", "the printer did nothing");
        lasts_ = test.now() - begun;
        whole_ = test.carried_out();
        (void)test.stays(state::operational);
    }

    static void idle(fixture& test) {
        if (test.connect()) (void)test.stays(state::operational);
    }

    void two_jobs(fixture& test) {
        if (!test.connect() || !test.starts() || !is_done(test)) return;
        if (test.starts()) (void)is_done(test);
    }

    void missing_file(fixture& test) {
        if (!test.connect()) return;
        if (test.prints(missing(test)) && !test.ends(outcome::failed)) return;
        if (test.carried_out() != 0) return test.fail("a missing file is not printed", "something was");
        if (!test.stays(state::operational)) return;
        if (test.starts()) (void)is_done(test);
    }

    /// The transport is used without a controller: its reports are not polled.
    void report_waits(fixture& test) {
        if (!test.connect()) return;
        constexpr job_id id{77};
        if (test.monitor().start(id, test.bench().job_reader(), test.now()))
            return test.fail("a readable file can be started", "it was refused");
        constexpr duration step = std::chrono::milliseconds{100};
        const instant last = test.now() + lasts_ + settings_.aftermath;
        while (test.now() < last && !test.has_failed()) {
            test.monitor().handle_time(test.now());
            test.bench().clock().advance(step);
            test.bench().handle_time();
            test.monitor().look();
        }
        if (test.has_failed()) return;
        const std::optional<report> first = test.bench().transport().poll_report();
        if (!first || first->what() != report_kind::started || first->job() != id)
            test.fail("`started` waits until it is polled", "something else was there, or nothing");
    }

    void pause_while_starting(fixture& test) {
        if (!test.reach(state::starting) || !test.asks(command::pause)) return;
        if (!test.comes_to(state::paused) || !test.pass(settings_.aftermath)) return;
        if (test.carried_out() != 0) return test.fail("nothing of the job is printed", "something was");
        go_on(test);
    }

    void resume_while_pausing(fixture& test) {
        if (test.reach(state::pausing)) go_on(test);
    }

    void pause_while_resuming(fixture& test) {
        if (!test.reach(state::resuming) || !test.asks(command::pause)) return;
        if (test.comes_to(state::paused)) go_on(test);
    }

    void restart(fixture& test) {
        if (test.reach(state::paused) && test.restarts()) (void)is_done(test);
    }

    /// A transport may also take the file and fail later: then there is nothing to check.
    void refused_restart(fixture& test) {
        if (!test.reach(state::paused)) return;
        if (!test.monitor().restart(job_id{77}, missing(test), test.now()))
            return test.leave_out("the transport does not refuse a restart");
        if (test.stays(state::paused)) go_on(test);
    }

    void cancel_twice(fixture& test) {
        if (!test.reach(state::cancelling)) return;
        test.monitor().cancel(test.now()); // as a controller does when cancelling took too long
        if (test.ends(outcome::cancelled)) (void)test.stays(state::operational);
    }

    void cancel_in(fixture& test, state in) {
        if (test.reach(in)) cancel_now(test);
    }

    void stop_in(fixture& test, state in) {
        if (!test.reach(in) || !test.asks(command::emergency_stop)) return;
        if (test.current() != state::error)
            return test.fail("an emergency stop ends in Error", "it is " + std::string{name(test.current())});
        (void)test.pass(settings_.aftermath);
    }

    void reset_after_stop(fixture& test, state in) {
        if constexpr (resettable_bench<bench_type>) {
            if (!test.reach(in) || !test.asks(command::emergency_stop) || !test.pass(settings_.aftermath))
                return;
            test.bench().reset_printer();
            test.wake();
            const auto is_back = [&test] { return test.current() == state::operational; };
            if (!test.until(is_back, settings_.longest_greeting))
                return test.fail("a printer that was reset is found again: `connected`",
                                 "it stays " + std::string{name(test.current())});
            if (test.stays(state::operational) && test.starts()) (void)is_done(test);
        } else {
            test.leave_out("the bench has no `reset_printer()`");
        }
    }

    static void lose_link_in(fixture& test, state in) {
        if (!test.reach(in)) return;
        const bool had_job = test.has_job();
        test.bench().break_link();
        test.wake();
        const auto is_lost = [&test] {
            return test.current() == state::offline || test.current() == state::error;
        };
        if (!test.until(is_lost, test.settings().longest_greeting))
            return test.fail("a lost printer is reported: `disconnected` or `halted`", "it was not");
        if (had_job && !test.ends(outcome::failed)) return;
        if (!test.pass(test.settings().aftermath)) return;
        if constexpr (mendable_bench<bench_type>) {
            test.bench().mend_link();
            test.wake();
            if (test.connect()) (void)test.stays(state::operational);
        }
    }

    void pause_at(fixture& test, duration at) {
        if (!test.connect() || !test.starts() || !test.pass(at)) return;
        if (test.current() != state::printing)
            return test.leave_out("the job is " + std::string{name(test.current())} + " then");
        if (!test.asks(command::pause)) return;
        if (test.comes_to(state::paused) && test.pass(settings_.aftermath)) go_on(test);
    }

    void cancel_at(fixture& test, duration at) {
        if (!test.connect() || !test.starts() || !test.pass(at)) return;
        if (!test.has_job()) return test.leave_out("the job is over then");
        cancel_now(test);
    }

    MakeBench make_;
    conformance_settings settings_;
    conformance_log log_;
    duration lasts_{};                   ///< a job that nobody interrupts
    std::optional<std::uint64_t> whole_; ///< what the printer carries out of it
};

/// Checks a transport; see the top of this header. `make_bench()` returns a fresh bench with a fresh
/// transport.
template <class MakeBench>
[[nodiscard]] conformance_report check_transport(MakeBench make_bench,
                                                 const conformance_settings& settings = {}) {
    return conformance_suite<MakeBench>{std::move(make_bench), settings}.run();
}

} // namespace printjob::inline v0::testing
