#pragma once
/// A transport that sends neither lines nor bytes: Moonraker's HTTP API lets a Klipper host print a file of
/// its own. Source: Moonraker's documentation ("Printer Administration", "Server Administration", "Basic
/// Print Status").
///
/// It looks at the printer's status once a second and does one task at a time. A step of a task gives one
/// order and waits for its answer, which comes when Klipper has carried the order out; a status counts only
/// when it was asked for after that.
///
/// - look: server/info every two seconds, until Klippy is ready; connected
/// - check: the file's metadata; started, or failed when there is no such file
/// - begin: print/start, once `started` was polled: a pause that comes before takes effect before its first
///   line
/// - print: until the job is complete; drained
/// - finish: M400, for Klipper says complete when the last line was read; finished
/// - pausing: print/pause, M400; paused
/// - resuming: print/resume; resumed
/// - cancelling: print/cancel, heaters, fan and motors off; cancelled
///
/// Its limit: a Klipper host that is lost continues printing. When it is found again and still prints, that is
/// reported (`printer_prints_alone`), nothing is sent to it, and a start is refused.

#include "http_exchange.hpp"
#include "klipper_status.hpp"
#include <printjob/job/file.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/report_queue.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace transports {

using namespace printjob;

/// Prints files of a Klipper host. Refers to the exchange, which must outlive it; is neither copied nor
/// moved.
template <class Http>
class moonraker_printer {
public:
    explicit moonraker_printer(Http& http)
        requires http_exchange<Http>
        : http_{http} {}
    moonraker_printer(const moonraker_printer&) = delete;
    moonraker_printer& operator=(const moonraker_printer&) = delete;

    // --- getters ---

    /// What Klipper has read of the file counts as taken; while it is paused, as executed.
    [[nodiscard]] printjob::progress progress() const {
        return {.sent = read_, .acknowledged = read_, .executed = executed_, .time_left = std::nullopt};
    }
    /// While Klippy starts, or an order is being carried out, every answer is a sign of life.
    [[nodiscard]] printjob::liveness liveness() const { return {.last_sign = last_sign_, .expected = {}}; }

    [[nodiscard]] instant next_deadline() const {
        if (!reports_.empty()) return now_;
        if (!question_) return ask_at_;
        return task_ == task::look ? never : reached_at_ + patience; // a reply ends the wait
    }

    /// Blocks until a reply has come, `until` has come, or `wake` was called. This and `wake` may be called
    /// beside the other calls, where the exchange has them.
    void wait(instant until)
        requires requires(Http& http) { http.wait(until); }
    {
        http_.wait(until);
    }
    /// Ends the `wait` that is under way, or the next one.
    void wake()
        requires requires(Http& http) { http.wake(); }
    {
        http_.wake();
    }

    // --- commands: called by the controller ---

    /// Refused while the printer prints a job that is not ours.
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        if (prints_alone_)
            return refusal{reason::precondition, "printer_prints_alone",
                           "The printer prints a job of its own"};
        begin(id, what, now);
        return std::nullopt;
    }
    /// The paused job is cleared away in Klipper before the next begins.
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        const bool clears = has_begun_;
        begin(id, what, now);
        clears_first_ = clears;
        return std::nullopt;
    }
    void pause(instant now) { enter(task::pausing, now); }
    void resume(instant now) { enter(task::resuming, now); }
    void cancel(instant now) {
        if (task_ != task::cancelling && job_ != job_id::none)
            stop(report_kind::cancelled, failure::none, now);
    }
    void emergency_stop(instant now) {
        (void)http_.send("POST", "/printer/emergency_stop");
        lose(standing::halted, now);
    }

    // --- inputs ---

    void handle_time(instant now) {
        now_ = now;
        while (const auto reply = http_.poll())
            take_in(*reply, now);
        if (task_ != task::look && now >= reached_at_ + patience) be_disconnected(now);
        while (reports_.empty() && !order_ && takes_step(now)) {
        }
        if (!question_ && now >= ask_at_) ask(now);
    }

    // --- outputs ---

    [[nodiscard]] std::optional<report> poll_report() { return reports_.poll(); }

private:
    enum class task : std::uint8_t {
        look,
        idle,
        check,
        begin,
        print,
        finish,
        pausing,
        paused,
        resuming,
        cancelling
    };
    /// The last report of the printer's state while it is looked for.
    enum class standing : std::uint8_t { offline, connecting, halted };

    static constexpr duration look_again = std::chrono::seconds{2}; ///< as Moonraker's documents say
    static constexpr duration ask_again = std::chrono::seconds{1};
    static constexpr duration patience = std::chrono::seconds{10}; ///< without an answer: the printer is lost

    void begin(job_id id, const file& what, instant now) {
        job_ = id;
        filename_ = percent_encoded(what.path.view());
        size_ = what.size;
        read_ = executed_ = 0;
        has_begun_ = clears_first_ = false;
        enter(task::check, now);
    }

    void enter(task next, instant now) {
        task_ = next;
        step_ = 0;
        last_sign_ = now;
    }

    void tell(report_kind what, failure why = failure::none) {
        reports_.push(speaks_of_a_job(what) ? report::of_job(job_, what, why)
                                            : report::of_printer(what, why));
    }

    /// Makes the printer safe, and ends the job then.
    void stop(report_kind then, failure why, instant now) {
        ends_as_ = then;
        ends_because_ = why;
        enter(task::cancelling, now);
    }

    void end_job(report_kind what, failure why, instant now) {
        tell(what, why);
        job_ = job_id::none;
        has_begun_ = false;
        enter(task::idle, now);
    }

    // --- steps: each is taken once no order is under way and no report waits; false: there is nothing to do
    // ---

    [[nodiscard]] bool takes_step(instant now) {
        switch (task_) {
        case task::check: return checks(now);
        case task::begin: return begins(now);
        case task::print: return watches(now);
        case task::finish: return finishes(now);
        case task::pausing: return pauses(now);
        case task::paused: return stays_paused(now);
        case task::resuming: return resumes(now);
        case task::cancelling: return cancels(now);
        case task::look:
        case task::idle: return false;
        }
        return false;
    }

    bool orders(std::string_view method, const std::string& target) {
        order_ = http_.send(method, target);
        return true;
    }
    bool runs_script(std::string_view lines) {
        return orders("POST", "/printer/gcode/script?script=" + percent_encoded(lines));
    }

    [[nodiscard]] bool was_carried_out() const { return order_status_ == 200; }

    /// Whether the order may not have got there: it is given again once the printer answers.
    [[nodiscard]] bool was_lost() const { return order_status_ == 0 || order_status_ == 503; }
    [[nodiscard]] bool gives_again() {
        if (!is_known()) return false;
        --step_;
        return true;
    }

    [[nodiscard]] bool is(klipper_job what) const { return status_ && status_->job == what; }
    [[nodiscard]] bool is_active() const { return is(klipper_job::printing) || is(klipper_job::paused); }
    [[nodiscard]] bool is_known() const { return status_ && status_->job != klipper_job::unknown; }

    [[nodiscard]] bool checks(instant now) {
        if (step_ == 0) {
            ++step_;
            return orders("GET", "/server/files/metadata?filename=" + filename_);
        }
        if (was_lost()) return gives_again();
        if (step_ == 1 && !was_carried_out()) {
            has_begun_ = clears_first_; // the job that was paused is still there
            stop(report_kind::failed, failure::file_not_readable, now);
            return true;
        }
        if (step_ == 1 && clears_first_) {
            ++step_;
            return runs_script("SDCARD_RESET_FILE\nCLEAR_PAUSE");
        }
        enter(task::begin, now);
        tell(report_kind::started);
        return true;
    }

    [[nodiscard]] bool begins(instant now) {
        if (step_++ == 0) {
            has_begun_ = true;
            return orders("POST", "/printer/print/start?filename=" + filename_);
        }
        if (was_carried_out())
            enter(task::print, now);
        else
            stop(report_kind::failed, failure::printer_error, now);
        return true;
    }

    /// Handles the status of a job that was not changed from here.
    [[nodiscard]] bool watches(instant now) {
        if (is(klipper_job::complete)) {
            enter(task::finish, now);
            tell(report_kind::drained);
        } else if (is(klipper_job::error)) {
            stop(report_kind::failed, failure::printer_error, now);
        } else if (is(klipper_job::paused)) { // by somebody at the printer, or by its runout sensor
            executed_ = read_;
            enter(task::paused, now);
            tell(report_kind::paused);
        } else if (is(klipper_job::cancelled) || is(klipper_job::standby)) {
            reports_.push(report::asks_for(job_, command::cancel, source::printer));
            status_.reset();
        } else {
            return false;
        }
        return true;
    }

    [[nodiscard]] bool stays_paused(instant now) {
        if (!has_begun_) return false;
        if (is(klipper_job::printing)) {
            enter(task::print, now);
            tell(report_kind::resumed);
            return true;
        }
        if (!is(klipper_job::cancelled) && !is(klipper_job::standby)) return false;
        reports_.push(report::asks_for(job_, command::cancel, source::printer));
        status_.reset();
        return true;
    }

    [[nodiscard]] bool finishes(instant now) {
        if (step_ == 0) {
            ++step_;
            return runs_script("M400");
        }
        if (was_lost()) return gives_again();
        executed_ = read_;
        end_job(report_kind::finished, failure::none, now);
        return true;
    }

    [[nodiscard]] bool pauses(instant now) {
        if (has_begun_ && step_ == 0) {
            ++step_;
            return orders("POST", "/printer/print/pause");
        }
        if (has_begun_ && step_ == 1) {
            if (!is_known()) return false;
            if (is(klipper_job::printing)) { // the order came to nothing: once more, with the next status
                status_.reset();
                if (!was_carried_out()) step_ = 0;
                return false;
            }
            ++step_;
            return runs_script("M400");
        }
        if (has_begun_ && was_lost()) return gives_again();
        executed_ = read_;
        enter(task::paused, now);
        tell(report_kind::paused);
        return true;
    }

    [[nodiscard]] bool resumes(instant now) {
        if (!has_begun_) {
            enter(task::begin, now);
            tell(report_kind::resumed);
            return true;
        }
        if (step_ == 0) {
            if (!is_known()) return false;
            ++step_;
            // A job that was complete when the pause came continues without an order.
            if (is(klipper_job::paused)) return orders("POST", "/printer/print/resume");
        }
        if (!is_known()) return false;
        if (is(klipper_job::paused)) {
            status_.reset();
            if (!was_carried_out()) step_ = 0;
            return false;
        }
        enter(task::print, now);
        tell(report_kind::resumed);
        return true;
    }

    [[nodiscard]] bool cancels(instant now) {
        if (has_begun_ && step_ == 0) {
            if (!is_known()) return false;
            ++step_;
            if (is_active()) return orders("POST", "/printer/print/cancel");
        }
        if (has_begun_ && step_ == 1) {
            if (!is_known()) return false;
            if (is_active()) {
                status_.reset();
                if (!was_carried_out()) step_ = 0;
                return false;
            }
            ++step_;
            return runs_script("TURN_OFF_HEATERS\nM107\nM84");
        }
        if (has_begun_ && was_lost()) return gives_again();
        end_job(ends_as_, ends_because_, now);
        return true;
    }

    // --- what the printer says ---

    void ask(instant now) {
        question_ = task_ == task::look && !is_ready_
                        ? http_.send("GET", "/server/info")
                        : http_.send("GET", "/printer/objects/query?webhooks&virtual_sdcard&print_stats");
        ask_at_ = now + (task_ == task::look ? look_again : ask_again);
    }

    void take_in(const http_reply& reply, instant now) {
        if (reply.status != 0) reached_at_ = now;
        if (order_ == reply.ticket) {
            order_.reset();
            order_status_ = reply.status;
            if (was_carried_out()) last_sign_ = now;
            status_.reset(); // it speaks of the time before
            question_.reset();
            ask_at_ = now;
        } else if (question_ == reply.ticket) {
            question_.reset();
            if (reply.status != 0 && order_) last_sign_ = now;
            if (task_ == task::look)
                take_while_looking(reply, now);
            else
                take_status(reply, now);
        }
    }

    void take_while_looking(const http_reply& reply, instant now) {
        if (is_ready_) {
            is_ready_ = false;
            const klipper_status seen = reply.status == 200 ? read_status(reply.body) : klipper_status{};
            if (seen.host != klippy::ready) return;
            prints_alone_ = seen.job == klipper_job::printing || seen.job == klipper_job::paused;
            if (prints_alone_) reports_.push(report::tells_of(job_id::none, notice::printer_prints_alone));
            enter(task::idle, now);
            tell(report_kind::connected);
            return;
        }
        switch (reply.status == 200 ? read_server_info(reply.body) : klippy::disconnected) {
        case klippy::ready:
            stand(standing::connecting);
            is_ready_ = true;
            ask_at_ = now;
            break;
        case klippy::startup:
            stand(standing::connecting);
            last_sign_ = now; // it may take its time
            break;
        case klippy::error:
        case klippy::shutdown:
            if (told_ == standing::offline) stand(standing::connecting);
            stand(standing::halted);
            break;
        case klippy::disconnected: stand(standing::offline); break;
        case klippy::unknown: break;
        }
    }

    /// Reports the printer's state if it has changed.
    void stand(standing now) {
        if (told_ == now) return;
        told_ = now;
        switch (now) {
        case standing::offline: tell(report_kind::disconnected, failure::printer_disconnected); break;
        case standing::connecting: tell(report_kind::connecting); break;
        case standing::halted: tell(report_kind::halted, failure::printer_error); break;
        }
    }

    void take_status(const http_reply& reply, instant now) {
        if (reply.status == 503) return be_disconnected(now); // Moonraker lost Klippy
        if (reply.status != 200) return;
        const klipper_status seen = read_status(reply.body);
        switch (seen.host) {
        case klippy::ready: break;
        case klippy::startup:
            tell(report_kind::reset, failure::printer_reset);
            tell(report_kind::connecting);
            return lose(standing::connecting, now);
        case klippy::error:
        case klippy::shutdown:
            tell(report_kind::halted, failure::printer_error);
            return lose(standing::halted, now);
        case klippy::disconnected: return be_disconnected(now);
        case klippy::unknown: return;
        }
        if (order_) return; // it may speak of the time before
        status_ = seen;
        if (job_ == job_id::none) prints_alone_ = is_active();
        if (has_begun_ && is_known())
            read_ = std::max(read_, std::min(seen.position, size_.value_or(seen.position)));
    }

    void be_disconnected(instant now) {
        tell(report_kind::disconnected, failure::printer_disconnected);
        lose(standing::offline, now);
    }

    /// Nothing that was asked or ordered counts any more; the printer is looked for.
    void lose(standing told, instant now) {
        told_ = told;
        job_ = job_id::none;
        order_.reset();
        question_.reset();
        status_.reset();
        has_begun_ = is_ready_ = prints_alone_ = false;
        ask_at_ = now + look_again;
        enter(task::look, now);
    }

    Http& http_;
    report_queue reports_{};

    task task_ = task::look;
    std::uint8_t step_ = 0;
    standing told_ = standing::offline;
    bool is_ready_ = false; ///< looking: Klippy is, and its status is asked for
    bool prints_alone_ = false;
    instant now_{};
    instant ask_at_{};
    instant reached_at_{};
    instant last_sign_{};

    std::optional<std::uint32_t> order_;    ///< under way
    std::optional<std::uint32_t> question_; ///< under way
    int order_status_ = 0;                  ///< of the last order
    std::optional<klipper_status> status_;  ///< since the last order

    job_id job_ = job_id::none;
    std::string filename_;
    std::optional<std::uint64_t> size_;
    std::uint64_t read_ = 0;
    std::uint64_t executed_ = 0;
    bool has_begun_ = false;    ///< Klipper got the order to start it
    bool clears_first_ = false; ///< a paused job is in its way
    report_kind ends_as_ = report_kind::cancelled;
    failure ends_because_ = failure::none;
};

template <class Http>
moonraker_printer(Http&) -> moonraker_printer<Http>;

} // namespace transports
