#pragma once
/// The conformance suite: checks that a transport keeps the promises of `printer_transport` in every state.
/// It needs no test framework:
///
///     const auto found = printjob::testing::check_transport([] { return my_bench{}; });
///     std::fputs(found.text().c_str(), stderr);   // one sentence for each broken promise
///     return found.conforms() ? 0 : 1;
///
/// `my_bench` is a small world around the transport; see conformance/bench.hpp. Each check gets a fresh one,
/// has a controller drive it in simulated time, and ends at the first broken promise. What is checked,
/// always:
///
/// - which reports may come in a state, each of the right job, each once for what was asked for, none of a
///   job that is over, and with a reason where something failed
/// - nothing of a job leaves before `started` was polled, while it is paused, behind a cancel, or once it is
///   over
/// - what is paused, cancelled or finished stands still
/// - progress counts from 0, never goes back, and sent ≥ acknowledged ≥ executed
/// - the next deadline is honest: driven at no other time, everything comes; and the transport comes to rest
///
/// and, in the checks below: that every action is answered in time from every state, that a refusal changes
/// nothing, that a job goes on where it was paused, that a lost printer is reported once, and that nothing
/// starts by itself.

#include <printjob/testing/conformance/bench.hpp>
#include <printjob/testing/conformance/report.hpp>
#include <printjob/testing/conformance/world.hpp>

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
    using world = conformance_world<bench_type>;

    /// Keeps `make`, which is called once for each check, and a copy of the settings. Nothing runs yet.
    conformance_suite(MakeBench make, const conformance_settings& settings)
        requires conformance_bench<bench_type>
        : make_{std::move(make)}, settings_{settings} {}

    /// Makes all checks.
    [[nodiscard]] conformance_report run() {
        check("a job runs to its end", [this](world& w) { whole_job(w); });
        check("nothing starts by itself", [](world& w) { idle(w); });
        check("one job follows another", [this](world& w) { two_jobs(w); });
        check("a missing file is refused or fails", [this](world& w) { missing_file(w); });
        check("a report that waits holds the job back", [this](world& w) { report_waits(w); });
        check("a pause while starting prints nothing", [this](world& w) { pause_while_starting(w); });
        check("a resume while pausing is carried out", [this](world& w) { resume_while_pausing(w); });
        check("a pause while resuming is answered", [this](world& w) { pause_while_resuming(w); });
        check("a paused job is restarted", [this](world& w) { restart(w); });
        check("a refused restart leaves the paused job", [this](world& w) { refused_restart(w); });
        check("a second cancel changes nothing", [this](world& w) { cancel_twice(w); });
        for (const state in : active_states) {
            const std::string when = " while " + std::string{name(in)};
            if (in != state::cancelling) check("a cancel" + when, [this, in](world& w) { cancel_in(w, in); });
            check("an emergency stop" + when, [this, in](world& w) { stop_in(w, in); });
        }
        check("a link lost while Connecting", [](world& w) { lose_link_in(w, state::connecting); });
        check("a link lost while Operational", [](world& w) { lose_link_in(w, state::operational); });
        for (const state in : active_states)
            check("a link lost while " + std::string{name(in)}, [in](world& w) { lose_link_in(w, in); });
        for (int part = 1; part < parts && lasts_ > duration::zero(); ++part) {
            const duration at = lasts_ * part / parts;
            const std::string when =
                " after " + std::to_string(part) + "/" + std::to_string(parts) + " of a job";
            check("a pause" + when, [this, at](world& w) { pause_at(w, at); });
            check("a cancel" + when, [this, at](world& w) { cancel_at(w, at); });
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
        world w{bench, log_, settings_};
        carry_out(w);
    }

    // --- steps ---

    /// The job is done, and the printer has carried out all of it, once.
    [[nodiscard]] bool is_done(world& w) {
        if (!w.ends(outcome::done)) return false;
        if (whole_ && w.carried_out() != *whole_) {
            w.fail("a job is carried out once, whole and from its beginning",
                   "the printer carried out " + std::to_string(w.carried_out()) + " instead of " +
                       std::to_string(*whole_));
            return false;
        }
        return true;
    }

    /// Cancels, and prints again: the transport is as good as new.
    void cancel_now(world& w) {
        if (!w.asks(command::cancel) || !w.ends(outcome::cancelled)) return;
        if (!w.stays(state::operational)) return;
        if (w.starts()) (void)is_done(w);
    }

    void go_on(world& w) {
        if (w.asks(command::resume)) (void)is_done(w);
    }

    [[nodiscard]] static file missing(world& w) {
        file what = w.bench().job_reader();
        (void)what.path.assign("no-such.gco");
        (void)what.name.assign("no-such.gco");
        return what;
    }

    // --- checks ---

    void whole_job(world& w) {
        if (!w.connect() || !w.starts()) return;
        const instant begun = w.now();
        if (!w.ends(outcome::done)) return;
        if (w.carried_out() == 0)
            return w.fail("a job that is done was carried out", "the printer did nothing");
        lasts_ = w.now() - begun;
        whole_ = w.carried_out();
        (void)w.stays(state::operational);
    }

    static void idle(world& w) {
        if (w.connect()) (void)w.stays(state::operational);
    }

    void two_jobs(world& w) {
        if (!w.connect() || !w.starts() || !is_done(w)) return;
        if (w.starts()) (void)is_done(w);
    }

    void missing_file(world& w) {
        if (!w.connect()) return;
        if (w.prints(missing(w)) && !w.ends(outcome::failed)) return;
        if (w.carried_out() != 0) return w.fail("a missing file is not printed", "something was");
        if (!w.stays(state::operational)) return;
        if (w.starts()) (void)is_done(w);
    }

    /// The transport is used without a controller: nobody polls.
    void report_waits(world& w) {
        if (!w.connect()) return;
        constexpr job_id id{77};
        if (w.watch().start(id, w.bench().job_reader(), w.now()))
            return w.fail("a readable file can be started", "it was refused");
        constexpr duration step = std::chrono::milliseconds{100};
        const instant last = w.now() + lasts_ + settings_.aftermath;
        while (w.now() < last && !w.has_failed()) {
            w.watch().handle_time(w.now());
            w.bench().clock().advance(step);
            w.bench().handle_time();
            w.watch().look();
        }
        if (w.has_failed()) return;
        const std::optional<report> first = w.bench().transport().poll_report();
        if (!first || first->is != report::form::happened || first->what != report_kind::started ||
            first->job != id)
            w.fail("`started` waits until it is polled", "something else was there, or nothing");
    }

    void pause_while_starting(world& w) {
        if (!w.reach(state::starting) || !w.asks(command::pause)) return;
        if (!w.comes_to(state::paused) || !w.pass(settings_.aftermath)) return;
        if (w.carried_out() != 0) return w.fail("nothing of the job is printed", "something was");
        go_on(w);
    }

    void resume_while_pausing(world& w) {
        if (w.reach(state::pausing)) go_on(w);
    }

    void pause_while_resuming(world& w) {
        if (!w.reach(state::resuming) || !w.asks(command::pause)) return;
        if (w.comes_to(state::paused)) go_on(w);
    }

    void restart(world& w) {
        if (w.reach(state::paused) && w.restarts()) (void)is_done(w);
    }

    /// A transport may also take the file and fail later: then there is nothing to check.
    void refused_restart(world& w) {
        if (!w.reach(state::paused)) return;
        if (!w.watch().restart(job_id{77}, missing(w), w.now()))
            return w.leave_out("the transport does not refuse a restart");
        if (w.stays(state::paused)) go_on(w);
    }

    void cancel_twice(world& w) {
        if (!w.reach(state::cancelling)) return;
        w.watch().cancel(w.now()); // as a controller does when cancelling took too long
        if (w.ends(outcome::cancelled)) (void)w.stays(state::operational);
    }

    void cancel_in(world& w, state in) {
        if (w.reach(in)) cancel_now(w);
    }

    void stop_in(world& w, state in) {
        if (!w.reach(in) || !w.asks(command::emergency_stop)) return;
        if (w.current() != state::error)
            return w.fail("an emergency stop ends in Error", "it is " + std::string{name(w.current())});
        (void)w.pass(settings_.aftermath);
    }

    static void lose_link_in(world& w, state in) {
        if (!w.reach(in)) return;
        const bool had_job = w.has_job();
        w.bench().break_link();
        w.wake();
        const auto is_lost = [&w] { return w.current() == state::offline || w.current() == state::error; };
        if (!w.until(is_lost, w.settings().longest_greeting))
            return w.fail("a lost printer is reported: `disconnected` or `halted`", "it was not");
        if (had_job && !w.ends(outcome::failed)) return;
        if (!w.pass(w.settings().aftermath)) return;
        if constexpr (mendable_bench<bench_type>) {
            w.bench().mend_link();
            w.wake();
            if (w.connect()) (void)w.stays(state::operational);
        }
    }

    void pause_at(world& w, duration at) {
        if (!w.connect() || !w.starts() || !w.pass(at)) return;
        if (w.current() != state::printing)
            return w.leave_out("the job is " + std::string{name(w.current())} + " then");
        if (!w.asks(command::pause)) return;
        if (w.comes_to(state::paused) && w.pass(settings_.aftermath)) go_on(w);
    }

    void cancel_at(world& w, duration at) {
        if (!w.connect() || !w.starts() || !w.pass(at)) return;
        if (!w.has_job()) return w.leave_out("the job is over then");
        cancel_now(w);
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
