#pragma once
/// A printer and a transport that are as simple as can be, and keep every promise of the concept. Each flaw
/// breaks one of them: the conformance suite must find it.

#include <printjob/job/refusals.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/transport/printer_transport.hpp>
#include <printjob/transport/report_queue.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace toy {

using namespace printjob;
using namespace std::chrono_literals;

/// What a toy transport does wrong.
enum class flaw : std::uint8_t {
    none,
    never_connects,
    connects_twice,
    starts_by_itself,
    ignores_missing_file,
    begins_a_refused_job,
    says_started_twice,
    sends_before_started_is_polled,
    prints_through_a_deferred_pause,
    forgets_to_pause,
    says_paused_twice,
    pauses_too_early,
    sends_while_paused,
    forgets_to_resume,
    begins_again_at_resume,
    resumes_into_a_pause,
    finishes_too_early,
    finishes_and_fails,
    forgets_to_finish,
    forgets_to_cancel,
    sends_after_a_cancel,
    cancels_twice,
    names_no_job,
    names_an_old_job,
    says_timed_out,
    fails_without_a_reason,
    swallows_a_lost_link,
    loses_the_link_twice,
    goes_on_after_a_lost_link,
    holds_the_emergency_stop_back,
    talks_after_an_emergency_stop,
    keeps_old_progress,
    counts_backwards,
    acknowledges_too_much,
    never_rests,
    sleeps_too_long,
    sees_into_the_future,
    stays_in_error,
    goes_on_after_a_reset,
};

/// The printer: it takes ten pieces, and works a second on each.
struct printer {
    static constexpr std::uint64_t pieces = 10;
    static constexpr duration piece_takes = 1s;

    bool reachable = true;
    std::uint64_t taken = 0; ///< pieces of jobs, ever
    std::uint64_t made = 0;  ///< of them, those that are finished
    std::uint64_t lost = 0;  ///< of them, those that a reset has lost
    std::uint64_t stops = 0; ///< emergency stops
    std::uint64_t resets = 0;
    instant made_next = never; ///< when it finishes the piece that it works on

    void take(instant now) {
        ++taken;
        if (made_next == never) made_next = now + piece_takes;
    }
    void handle_time(instant now) {
        while (made_next <= now) {
            ++made;
            made_next = waiting() > 0 ? made_next + piece_takes : never;
        }
    }
    /// It forgets its pieces.
    void reset() {
        ++resets;
        lost += waiting();
        made_next = never;
    }
    [[nodiscard]] std::uint64_t waiting() const { return taken - made - lost; }
    [[nodiscard]] bool is_at_rest() const { return made_next == never; }
};

/// The transport. It keeps at most two pieces in the printer, and looks after it twice a second.
class transport {
public:
    transport(printer& at, flaw wrong) : printer_{at}, wrong_{wrong} {}

    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        const bool is_there = what.path == "toy.gcode";
        if (!is_there && wrong_ == flaw::begins_a_refused_job) printer_.take(now);
        if (!is_there && wrong_ != flaw::ignores_missing_file)
            return refuse(reason::file_not_readable, command::start);
        previous_ = job_;
        job_ = id;
        if (wrong_ != flaw::keeps_old_progress) progress_ = {};
        given_ = is_there ? 0 : printer::pieces; // all of nothing
        progress_.sent = given_;
        enter(task::prepare, now);
        if (wrong_ == flaw::sends_before_started_is_polled) give(now);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        return start(id, what, now);
    }
    void pause(instant now) {
        if (wrong_ == flaw::prints_through_a_deferred_pause && given_ == 0) give(now);
        if (wrong_ == flaw::resumes_into_a_pause && task_ == task::go_on) tell(report_kind::resumed);
        enter(task::hold, now);
    }
    void resume(instant now) {
        if (wrong_ == flaw::begins_again_at_resume) given_ = 0;
        enter(task::go_on, now);
    }
    void cancel(instant now) {
        if (wrong_ == flaw::sends_after_a_cancel) give(now);
        if (task_ != task::stop || wrong_ == flaw::cancels_twice) enter(task::stop, now);
        if (wrong_ == flaw::cancels_twice) ++cancels_;
    }
    void emergency_stop(instant now) {
        if (wrong_ != flaw::holds_the_emergency_stop_back) ++printer_.stops;
        if (wrong_ == flaw::talks_after_an_emergency_stop) tell(report_kind::failed, failure::emergency_stop);
        enter(task::dead, now);
    }

    void handle_time(instant now) {
        now_ = now;
        looks_at_ = now + 500ms;
        if (task_ == task::dead && !is_reset(now)) return;
        if (!printer_.reachable) return lose_link(now);
        if (reports_.empty() || wrong_ == flaw::sends_before_started_is_polled) proceed(now);
    }
    [[nodiscard]] instant next_deadline() const {
        if (wrong_ == flaw::never_rests && task_ == task::print) return now_;
        if (wrong_ == flaw::sleeps_too_long && task_ == task::hold) return never;
        return reports_.empty() ? looks_at_ : now_;
    }
    [[nodiscard]] std::optional<report> poll_report() { return reports_.poll(); }

    [[nodiscard]] printjob::progress progress() const { return progress_; }
    [[nodiscard]] printjob::liveness liveness() const {
        return {.last_sign = wrong_ == flaw::sees_into_the_future ? now_ + 1h : instant{}, .expected = {}};
    }

private:
    enum class task : std::uint8_t {
        absent,
        greet,
        idle,
        prepare,
        print,
        hold,
        held,
        go_on,
        stop,
        finish,
        dead
    };

    void enter(task next, instant now) {
        task_ = next;
        ready_at_ = now + 400ms; // so that every state can be seen
    }

    void tell(report_kind what, failure why = failure::none) {
        job_id id = job_;
        if (wrong_ == flaw::names_no_job && what == report_kind::paused) id = job_id::none;
        if (wrong_ == flaw::names_an_old_job && what == report_kind::started && previous_ != job_id::none)
            id = previous_;
        if (wrong_ == flaw::fails_without_a_reason) why = failure::none;
        reports_.push(speaks_of_a_job(what) ? report::of_job(id, what, why) : report::of_printer(what, why));
    }

    void give(instant now) {
        printer_.take(now);
        ++given_;
        progress_.sent = given_;
    }

    /// The printer begins anew, and so does the transport.
    [[nodiscard]] bool is_reset(instant now) {
        if (resets_ == printer_.resets || wrong_ == flaw::stays_in_error) return false;
        resets_ = printer_.resets;
        enter(task::absent, now);
        return true;
    }

    void lose_link(instant now) {
        if (wrong_ == flaw::swallows_a_lost_link) return;
        if (task_ == task::absent && wrong_ != flaw::loses_the_link_twice) return;
        tell(report_kind::disconnected, failure::printer_disconnected);
        if (wrong_ != flaw::goes_on_after_a_lost_link) given_ = printer::pieces;
        enter(task::absent, now);
    }

    void proceed(instant now) {
        if (now < ready_at_) {
            looks_at_ = ready_at_;
            return;
        }
        switch (task_) {
        case task::absent:
            tell(report_kind::connecting);
            enter(task::greet, now);
            break;
        case task::greet: greet(now); break;
        case task::idle: break;
        case task::prepare:
            tell(report_kind::started);
            if (wrong_ == flaw::says_started_twice) tell(report_kind::started);
            enter(task::print, now);
            break;
        case task::print: print(now); break;
        case task::hold: hold(now); break;
        case task::held:
            if (wrong_ == flaw::sends_while_paused && given_ < printer::pieces) give(now);
            break;
        case task::go_on:
            if (wrong_ == flaw::forgets_to_resume) break;
            tell(report_kind::resumed);
            enter(task::print, now);
            break;
        case task::stop: stop(now); break;
        case task::finish:
            if (wrong_ == flaw::forgets_to_finish) break;
            if (!printer_.is_at_rest() && wrong_ != flaw::finishes_too_early) break;
            tell(report_kind::finished);
            if (wrong_ == flaw::finishes_and_fails) tell(report_kind::failed, failure::printer_error);
            enter(task::idle, now);
            break;
        case task::dead: break;
        }
    }

    void greet(instant now) {
        if (wrong_ == flaw::never_connects) return;
        tell(report_kind::connected);
        if (wrong_ == flaw::connects_twice) tell(report_kind::connected);
        const bool is_careless = wrong_ == flaw::goes_on_after_a_lost_link ||
                                 (wrong_ == flaw::goes_on_after_a_reset && resets_ > 0);
        const bool goes_on = is_careless && given_ > 0 && given_ < printer::pieces;
        enter(goes_on ? task::print : task::idle, now);
        if (wrong_ == flaw::starts_by_itself) give(now);
    }

    void print(instant now) {
        while (given_ < printer::pieces && printer_.waiting() < 2)
            give(now);
        acknowledge();
        if (wrong_ == flaw::says_timed_out) {
            reports_.push(report::of_printer(report_kind::timed_out, failure::starting_timeout));
            return;
        }
        if (given_ < printer::pieces) return;
        tell(report_kind::drained);
        enter(task::finish, now);
    }

    void acknowledge() {
        progress_.acknowledged = given_;
        if (wrong_ == flaw::acknowledges_too_much) progress_.acknowledged = given_ + 1;
        if (wrong_ == flaw::counts_backwards && given_ == 5) progress_.acknowledged = 1;
    }

    void hold(instant now) {
        if (wrong_ == flaw::forgets_to_pause) return;
        if (!printer_.is_at_rest() && wrong_ != flaw::pauses_too_early) return;
        tell(report_kind::paused);
        if (wrong_ == flaw::says_paused_twice) tell(report_kind::paused);
        progress_.executed = progress_.acknowledged;
        enter(task::held, now);
    }

    void stop(instant now) {
        if (wrong_ == flaw::forgets_to_cancel) return;
        if (!printer_.is_at_rest()) return;
        for (int i = 0; i < std::max(cancels_, 1); ++i)
            tell(report_kind::cancelled);
        cancels_ = 0;
        enter(task::idle, now);
    }

    printer& printer_;
    flaw wrong_;
    report_queue reports_{};
    task task_ = task::absent;
    job_id job_ = job_id::none;
    job_id previous_ = job_id::none;
    printjob::progress progress_{};
    std::uint64_t given_ = 0; ///< pieces of this job
    int cancels_ = 0;
    std::uint64_t resets_ = 0; ///< of the printer, that it has noticed
    instant now_{};
    instant ready_at_{};
    instant looks_at_{};
};

/// What the suite needs around them.
struct bench {
    explicit bench(flaw wrong) : at{}, under_test{at, wrong} {}

    [[nodiscard]] toy::transport& transport() { return under_test; }
    [[nodiscard]] testing::manual_clock& clock() { return time; }
    void handle_time() { at.handle_time(time.now()); }
    [[nodiscard]] instant next_event() const { return at.made_next; }
    [[nodiscard]] bool input_waits() const { return false; }
    [[nodiscard]] file job_reader() const {
        file what;
        (void)what.name.assign("toy.gcode");
        (void)what.path.assign("toy.gcode");
        what.size = printer::pieces;
        return what;
    }
    [[nodiscard]] std::uint64_t sent() const { return at.taken; }
    [[nodiscard]] std::uint64_t carried_out() const { return at.made; }
    [[nodiscard]] std::uint64_t emergency_stops() const { return at.stops; }
    void break_link() { at.reachable = false; }
    void mend_link() { at.reachable = true; }
    void reset_printer() { at.reset(); }

    testing::manual_clock time;
    printer at;
    toy::transport under_test;
};

} // namespace toy
