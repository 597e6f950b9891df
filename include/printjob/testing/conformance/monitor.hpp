#pragma once
/// Stands between a controller and the transport under test, and judges every call and every report.

#include <printjob/job/facts.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/status.hpp>
#include <printjob/job/transitions.hpp>
#include <printjob/testing/conformance/bench.hpp>
#include <printjob/testing/conformance/report.hpp>
#include <printjob/time.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace printjob::inline v0::testing {

/// A `printer_transport` that passes everything on to the bench's own. Refers to bench and log, which must
/// outlive it.
template <conformance_bench Bench>
class conformance_monitor {
public:
    /// The transport under test. The monitor has progress, facts and liveness if this type has.
    using transport_type = std::remove_reference_t<decltype(std::declval<Bench&>().transport())>;

    /// Monitors the transport of `bench` from now on, and writes broken promises into `log`. `ask_row_of` is
    /// to be called before anything else.
    conformance_monitor(Bench& bench, conformance_log& log) : bench_{bench}, log_{log}, sent_{bench.sent()} {}
    conformance_monitor(const conformance_monitor&) = delete;
    conformance_monitor& operator=(const conformance_monitor&) = delete;

    /// Sets the function that returns the present row of the table.
    void ask_row_of(std::function<row()> where) { where_ = std::move(where); }

    /// Looks whether what must stand still does. To be called whenever the printer had its turn.
    void look() {
        const std::uint64_t now_sent = bench_.sent();
        if (held_because_ != nullptr && now_sent != sent_) fail(held_because_, "something of it left");
        sent_ = now_sent;
        if (stands_because_ != nullptr && bench_.carried_out() != stood_at_)
            fail(stands_because_, "the printer went on with it");
    }

    /// Sets whether the transport is driven without its deadline.
    void expect_nothing(bool yes) { expects_nothing_ = yes; }

    /// Returns the last call of the transport.
    [[nodiscard]] const std::string& last_told() const { return told_; }

    // --- the concept ---

    /// Passes a start on. When it was taken, nothing of the job may leave before its `started` is polled, and
    /// progress must count from 0. A refusal must change nothing.
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        return begins("start", id, transport().start(id, what, now));
    }
    /// Passes a restart on, and judges it as a start: when it was taken, nothing may be reported of the job
    /// before any more.
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        return begins("restart", id, transport().restart(id, what, now));
    }
    /// Passes a pause on. One more `paused` may follow, and no `resumed`. One that comes before the job's
    /// first line holds that back.
    void pause(instant now) {
        told_ = "pause";
        ++pauses_owed_;
        resumes_owed_ = 0; // only `paused` follows
        if (bench_.sent() == sent_at_start_) held_because_ = "a pause before the first line lets none out";
        transport().pause(now);
        look();
    }
    /// Passes a resume on. One `resumed` may follow, and the job need not stand still any more.
    void resume(instant now) {
        told_ = "resume";
        ++resumes_owed_;
        may_drain_again_ = true;
        release();
        transport().resume(now);
        look();
    }
    /// Passes a cancel on. From here nothing of the job may leave; the printer may finish what it has.
    void cancel(instant now) {
        told_ = "cancel";
        held_because_ = "nothing of a job leaves after a cancel";
        stands_because_ = nullptr;
        transport().cancel(now);
        look();
    }
    /// Passes an emergency stop on, which must leave in this call. From here nothing of the job may leave,
    /// and nothing may be reported of it.
    void emergency_stop(instant now) {
        told_ = "emergency stop";
        job_is_over_ = true;
        held_because_ = "nothing of a job leaves after an emergency stop";
        stands_because_ = nullptr;
        const std::uint64_t before = bench_.emergency_stops();
        transport().emergency_stop(now);
        if (bench_.emergency_stops() == before)
            fail("an emergency stop leaves in the same call", "none left");
        look();
    }
    /// Drives the transport once, then looks whether anything moved that must stand still, and whether
    /// progress and signs of life are possible.
    void handle_time(instant now) {
        transport().handle_time(now);
        look();
        check_progress();
        check_liveness(now);
    }
    /// Returns when the transport wants to be driven. It is asked as a constant: looking must change nothing.
    [[nodiscard]] instant next_deadline() const { return std::as_const(transport()).next_deadline(); }
    /// Returns the transport's next report, after it was judged: whether it may come in this state, names the right
    /// job, was asked for, and was told of by a deadline.
    [[nodiscard]] std::optional<report> poll_report() {
        const std::optional<report> said = transport().poll_report();
        if (said && expects_nothing_)
            fail("the next deadline says when a transport is to be driven",
                 "a report waited that no deadline told of");
        if (said) judge(*said);
        return said;
    }

    /// Returns how far the transport says it is; `handle_time` judges it.
    [[nodiscard]] printjob::progress progress() const
        requires has_progress<transport_type>
    {
        return std::as_const(transport()).progress();
    }
    /// Returns what the transport knows of the printer. It promises nothing, so nothing is judged.
    [[nodiscard]] const printjob::facts& facts() const
        requires has_facts<transport_type>
    {
        return std::as_const(transport()).facts();
    }
    /// Returns the transport's signs of life; `handle_time` checks them.
    [[nodiscard]] printjob::liveness liveness() const
        requires has_liveness<transport_type>
    {
        return std::as_const(transport()).liveness();
    }

private:
    [[nodiscard]] transport_type& transport() const { return bench_.transport(); }

    [[nodiscard]] static std::string quoted(report_kind what) { return "`" + std::string{name(what)} + "`"; }

    void fail(std::string promised, std::string came) {
        log_.fail(state_of(where_()), told_, std::move(promised), std::move(came), bench_.clock().now());
    }

    void release() {
        held_because_ = nullptr;
        stands_because_ = nullptr;
    }

    void stand_still(const char* because) {
        stands_because_ = because;
        stood_at_ = bench_.carried_out();
    }

    [[nodiscard]] std::optional<refusal> begins(const char* how, job_id id, std::optional<refusal> refused) {
        told_ = how;
        if (refused) {
            told_ += ", which was refused";
            look();
            return refused;
        }
        active_ = id;
        job_is_over_ = drained_ = may_drain_again_ = false;
        starts_owed_ = 1;
        pauses_owed_ = resumes_owed_ = 0;
        stands_because_ = nullptr;
        held_because_ = "no line of a job leaves before its `started` was polled";
        look();
        sent_at_start_ = bench_.sent();
        if constexpr (has_progress<transport_type>) {
            best_ = transport().progress();
            if (best_.sent != 0 || best_.acknowledged != 0 || best_.executed != 0)
                fail("progress counts from 0 when a job begins", "it is that of another job");
        }
        return refused;
    }

    void judge(const report& said) {
        if (said.what()) return judge_event(said, *said.what());
        if (said.job() != job_id::none && said.job() != active_)
            fail("a report names the active job or none", "one names another job");
    }

    void judge_event(const report& said, report_kind kind) {
        const std::string what = quoted(kind);
        if (kind == report_kind::timed_out)
            return fail("only the controller says " + what, "the transport said it");
        const bool tells_of_failure =
            kind == report_kind::failed || kind == report_kind::halted || kind == report_kind::disconnected;
        if (tells_of_failure && said.why() == failure::none)
            fail(what + " tells why", "it came without a reason");
        if (speaks_of_a_job(kind))
            judge_of_job(said, kind);
        else
            judge_of_printer(said, kind);
        if (on(where_(), kind).is == table::verdict::violation)
            fail(what + " is not reported in this state", "it came");
    }

    void judge_of_printer(const report& said, report_kind kind) {
        const std::string what = quoted(kind);
        if (said.job() != job_id::none) fail(what + " names no job", "it names one");
        switch (kind) {
        case report_kind::connecting: is_connected_ = is_lost_ = false; break;
        case report_kind::connected:
            if (is_connected_) fail(what + " is reported once", "it came again");
            is_connected_ = true;
            is_lost_ = false;
            break;
        case report_kind::disconnected:
        case report_kind::halted:
        case report_kind::reset:
            if (is_lost_ && kind != report_kind::reset)
                fail("a lost printer is reported once", what + " came again");
            is_connected_ = false;
            is_lost_ = kind != report_kind::reset;
            end_job();
            break;
        case report_kind::timed_out:
        case report_kind::started:
        case report_kind::paused:
        case report_kind::resumed:
        case report_kind::cancelled:
        case report_kind::drained:
        case report_kind::finished:
        case report_kind::failed: break; // not of the printer
        }
    }

    void judge_of_job(const report& said, report_kind kind) {
        const std::string what = quoted(kind);
        if (said.job() != active_) return fail("a report names the active job", what + " names another");
        if (job_is_over_) return fail("nothing is reported of a job that is over", what + " came");
        switch (kind) {
        case report_kind::started:
            take_owed(starts_owed_, what, "start");
            release();
            break;
        case report_kind::paused:
            take_owed(pauses_owed_, what, "pause");
            held_because_ = "nothing of a job leaves while it is paused";
            stand_still("a job stands still once `paused` was reported");
            break;
        case report_kind::resumed: take_owed(resumes_owed_, what, "resume"); break;
        case report_kind::drained:
            if (drained_ && !may_drain_again_) fail(what + " is reported once", "it came again");
            drained_ = true;
            may_drain_again_ = false;
            break;
        case report_kind::finished:
            end_job();
            stand_still("motion has ended once `finished` was reported");
            break;
        case report_kind::cancelled:
            end_job();
            stand_still("nothing of a job follows once `cancelled` was reported");
            break;
        case report_kind::failed: end_job(); break;
        case report_kind::connecting:
        case report_kind::connected:
        case report_kind::disconnected:
        case report_kind::reset:
        case report_kind::halted:
        case report_kind::timed_out: break; // not of a job
        }
    }

    void take_owed(int& owed, const std::string& what, const char* action) {
        if (owed == 0)
            return fail(what + " is reported once for each " + action + ", and never unasked",
                        "it came once more");
        --owed;
    }

    void end_job() {
        job_is_over_ = true;
        held_because_ = "nothing of a job leaves once it is over";
        stands_because_ = nullptr;
    }

    void check_progress() {
        if constexpr (has_progress<transport_type>) {
            if (active_ == job_id::none || job_is_over_) return;
            const printjob::progress now = transport().progress();
            if (now.acknowledged > now.sent || now.executed > now.acknowledged)
                fail("sent \u2265 acknowledged \u2265 executed", "they are in another order");
            if (now.sent < best_.sent || now.acknowledged < best_.acknowledged ||
                now.executed < best_.executed)
                fail("progress never goes back", "it did");
            const std::uint64_t size = static_cast<file>(bench_.job_reader()).size.value_or(now.sent);
            if (now.sent > size) fail("progress ends with the file", "it went beyond");
            best_ = now;
        }
    }

    void check_liveness(instant now) {
        if constexpr (has_liveness<transport_type>) {
            const printjob::liveness signs = transport().liveness();
            if (signs.last_sign > now)
                fail("the last sign of life lies in the past", "it lies in the future");
            if (signs.expected < duration::zero())
                fail("an expected probe_timer is no less than 0", "it is less");
        }
    }

    Bench& bench_;
    conformance_log& log_;
    std::function<row()> where_;
    std::string told_ = "nothing";

    bool expects_nothing_ = false;
    job_id active_ = job_id::none;
    bool job_is_over_ = true;
    bool is_connected_ = false;
    bool is_lost_ = true; ///< before it was found: there is nothing to lose
    bool drained_ = false;
    bool may_drain_again_ = false;
    int starts_owed_ = 0;
    int pauses_owed_ = 0;
    int resumes_owed_ = 0;

    std::uint64_t sent_;
    std::uint64_t sent_at_start_ = 0;
    const char* held_because_ =
        "nothing of a job leaves before it was started"; ///< null: something may leave
    std::uint64_t stood_at_ = 0;
    const char* stands_because_ = nullptr; ///< null: the printer may carry out something
    printjob::progress best_{};
};

} // namespace printjob::inline v0::testing
