#pragma once
/// A transport that sends no line of a job: the printer prints a file from its own card, and the host only
/// sends the orders: select, begin, pause, resume, cancel. Source: Marlin's documentation of M21 to M27 and M524.
///
/// It does one task at a time, like the streamer; each step sends one command once the one before is
/// answered:
///
/// - greet: M110, M21, M27; connected
/// - select: M23; started, or failed when the card has no such file
/// - begin: M24, once `started` was polled: a pause that comes before takes effect before its first line
/// - print: M27 every so often; drained when the last byte was read
/// - finish: until `Done printing file`, which Marlin says when motion has ended; finished
/// - pausing: M25, M400; paused
/// - resuming: M24; resumed
/// - cancelling: M108, M25, M524, the safe stop; cancelled
///
/// Its limit: a printer that is lost continues printing, for its job needs no host. When it is found again and
/// still prints, that is reported (`printer_prints_alone`), nothing is sent to it, and a start is refused.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/procedure/printer_facts.hpp>
#include <printjob/gcode/procedure/safe_stop.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/gcode/syntax/line_splitter.hpp>
#include <printjob/gcode/syntax/number.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/status.hpp>
#include <printjob/text.hpp>
#include <printjob/transport/byte_port.hpp>
#include <printjob/transport/report_queue.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace transports {

using namespace printjob;

/// Prints files of the printer's card. Refers to the port, which must outlive it; is neither copied nor
/// moved.
template <class Port>
class card_printer {
public:
    explicit card_printer(Port& port)
        requires byte_port<Port>
        : port_{port} {}
    card_printer(const card_printer&) = delete;
    card_printer& operator=(const card_printer&) = delete;

    // --- getters ---

    /// What the printer has read of the file counts as taken; while it is paused, as executed.
    [[nodiscard]] printjob::progress progress() const {
        return {.sent = read_, .acknowledged = read_, .executed = executed_, .time_left = std::nullopt};
    }
    [[nodiscard]] const printjob::facts& facts() const { return known_.facts; }
    [[nodiscard]] printjob::liveness liveness() const {
        return {.last_sign = link_.last_sign(), .expected = link_.expected_silence()};
    }
    [[nodiscard]] instant next_deadline() const {
        if (task_ == task::absent) return now_ + look_again;
        if (!reports_.empty()) return now_;
        const instant next = link_.output().empty() ? never : now_ + write_again;
        if (task_ == task::halted) return next;
        if (!link_.ready()) return std::min(next, link_.next_deadline());
        return asks_now_and_then() ? std::min(next, ask_at_) : now_;
    }

    /// Blocks until the port has something to do, `until` has come, or `wake` was called. This and `wake` may
    /// be called beside the other calls.
    void wait(instant until)
        requires waiting_port<Port>
    {
        port_.wait(until);
    }
    /// Ends the `wait` that is under way, or the next one.
    void wake()
        requires wakeable_port<Port>
    {
        port_.wake();
    }

    // --- commands: called by the controller ---

    /// Refused when the file does not lie on the card, its name cannot be sent, or the printer prints by
    /// itself.
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        return begin(id, what, now);
    }
    /// M23 closes the paused file: there is nothing else to undo.
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        return begin(id, what, now);
    }
    void pause(instant now) { enter(task::pausing, now); }
    void resume(instant now) { enter(task::resuming, now); }
    void cancel(instant now) {
        if (task_ == task::cancelling || job_ == job_id::none) return;
        stop(report_kind::cancelled, failure::none, now);
        link_.send_raw("M108", now); // a wait for heat would keep the rest waiting
        write();
    }
    void emergency_stop(instant now) {
        job_ = job_id::none;
        link_.interrupt("\nM112\n");
        link_.send_numbered_anyway("M112");
        enter(task::halted, now);
        write();
    }

    // --- inputs ---

    void handle_time(instant now) {
        now_ = now;
        read(now);
        if (task_ == task::absent) return;
        if (task_ != task::halted) {
            link_.handle_time(now);
            if (link_.saw_reset()) printer_was_reset(now);
            if (link_.failed() != failure::none) printer_is_silent(now);
            while (reports_.empty() && link_.ready() && takes_step(now)) {
            }
        }
        write();
    }

    // --- outputs ---

    [[nodiscard]] std::optional<report> poll_report() { return reports_.poll(); }

private:
    enum class task : std::uint8_t {
        absent,
        greet,
        idle,
        select,
        begin,
        print,
        finish,
        pausing,
        paused,
        resuming,
        cancelling,
        halted
    };

    static constexpr duration look_again = std::chrono::seconds{1}; ///< at a port that is closed
    static constexpr duration ask_again = std::chrono::seconds{2};  ///< how far it is
    static constexpr duration write_again = std::chrono::milliseconds{20};

    [[nodiscard]] std::optional<refusal> begin(job_id id, const file& what, instant now) {
        if (what.origin != file_origin::sdcard)
            return refusal{reason::precondition, "not_on_card",
                           "The file does not lie on the printer's card"};
        if (prints_alone_)
            return refusal{reason::precondition, "printer_prints_alone",
                           "The printer prints a job of its own"};
        if (!name_can_be_sent(what.path.view())) return refuse(reason::file_not_readable, command::start);
        job_ = id;
        read_ = size_ = executed_ = 0;
        is_selected_ = has_begun_ = is_done_ = false;
        enter(task::select, now);
        return std::nullopt;
    }

    /// A name goes into a command of the host's: what the grammar would change or refuse is no name.
    [[nodiscard]] bool name_can_be_sent(std::string_view path) {
        constexpr std::string_view verb = "M23 ";
        std::array<char, gcode::longest_command_buffer> raw{};
        std::array<char, gcode::longest_command_buffer> into{};
        if (path.empty() || verb.size() + path.size() > selecting_.capacity) return false;
        std::ranges::copy(verb, raw.begin());
        std::ranges::copy(path, raw.begin() + verb.size());
        const std::string_view command{raw.data(), verb.size() + path.size()};
        const auto sanitised = gcode::line_rules{gcode::marlin}.sanitise(command, into);
        return sanitised && *sanitised == command && selecting_.assign(command);
    }

    void enter(task next, instant now) {
        task_ = next;
        step_ = 0;
        ask_at_ = now;
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

    /// The job's last report.
    void end_job(report_kind what, failure why, instant now) {
        tell(what, why);
        job_ = job_id::none;
        enter(task::idle, now);
    }

    // --- steps: each is taken once everything that was sent is answered, and no report waits ---

    /// False when there is nothing to do now.
    [[nodiscard]] bool takes_step(instant now) {
        switch (task_) {
        case task::greet: return greets(now);
        case task::select: return selects(now);
        case task::begin:
            has_begun_ = true;
            enter(task::print, now);
            return sends("M24", now);
        case task::pausing: return pauses(now);
        case task::resuming: return resumes(now);
        case task::cancelling: return cancels(now);
        case task::print:
        case task::finish: return watches(now);
        case task::idle:
        case task::paused: return asks(now);
        case task::absent:
        case task::halted: return false;
        }
        return false;
    }

    [[nodiscard]] bool sends(std::string_view command, instant now) {
        link_.send(command, gcode::word_of(command), gcode::origin::host, 0, now);
        return true;
    }

    [[nodiscard]] bool asks_now_and_then() const {
        return task_ == task::idle || task_ == task::print || task_ == task::finish || task_ == task::paused;
    }

    [[nodiscard]] bool asks(instant now) {
        if (now < ask_at_) return false;
        ask_at_ = now + ask_again;
        return sends("M27", now);
    }

    [[nodiscard]] bool greets(instant now) {
        switch (step_++) {
        case 0: return sends("M21", now);
        case 1: return sends("M27", now);
        case 2: // an ok may have been of something else: the answer counts, not the ok
        case 3:
        case 4:
            if (!told_of_card_) return sends("M27", now);
            break;
        default: break;
        }
        if (prints_alone_) reports_.push(report::tells_of(job_id::none, notice::printer_prints_alone));
        enter(task::idle, now);
        tell(report_kind::connected);
        return true;
    }

    [[nodiscard]] bool selects(instant now) {
        if (step_++ == 0) return sends(selecting_.view(), now);
        if (!is_selected_) {
            stop(report_kind::failed, failure::file_not_readable, now); // restarted, it may still be hot
            return true;
        }
        enter(task::begin, now);
        tell(report_kind::started);
        return true;
    }

    [[nodiscard]] bool watches(instant now) {
        if (task_ == task::print && (is_done_ || (size_ > 0 && read_ == size_))) {
            enter(task::finish, now);
            tell(report_kind::drained);
            return true;
        }
        if (!is_done_) return asks(now);
        executed_ = read_;
        end_job(report_kind::finished, failure::none, now);
        return true;
    }

    [[nodiscard]] bool pauses(instant now) {
        if (has_begun_) {
            switch (step_++) {
            case 0: return sends("M25", now);
            case 1: return sends("M400", now);
            default: break;
            }
        }
        executed_ = read_;
        enter(task::paused, now);
        tell(report_kind::paused);
        return true;
    }

    [[nodiscard]] bool resumes(instant now) {
        if (step_++ == 0 && has_begun_ && !is_done_) return sends("M24", now);
        enter(has_begun_ ? task::print : task::begin, now);
        tell(report_kind::resumed);
        return true;
    }

    [[nodiscard]] bool cancels(instant now) {
        const std::size_t step = step_++;
        if (step == 0) return sends("M25", now);
        if (step == 1)
            return sends("M524", now); // of a job that is paused: the file is closed, nothing moves
        const gcode::safe_stop script{.spoken = gcode::marlin,
                                      .tools = std::max<std::uint8_t>(known_.facts.tool_count, 1)};
        if (const auto command = script.step(step - 2)) return sends(command->view(), now);
        end_job(ends_as_, ends_because_, now);
        return true;
    }

    // --- what the printer says ---

    void read(instant now) {
        std::array<char, 1024> bytes;
        const auto count = port_.read_some(bytes);
        if (!count) return port_lost(now);
        if (task_ == task::absent) found_printer(now);
        splitter_.push(std::span{bytes}.first(*count), [&](std::string_view line) {
            gcode::for_each_response(line, gcode::marlin,
                                     [&](const gcode::interpreted_response& said) { take_in(said, now); });
        });
    }

    void take_in(const gcode::interpreted_response& said, instant now) {
        if (said.means == gcode::meaning::started) return printer_was_reset(now);
        if (task_ == task::halted) return;
        link_.handle_response(said, now);
        if (said.has_temperatures) known_.take_temperatures(said.text);
        if (said.means == gcode::meaning::halted) return printer_died(now);
        if (said.kind == gcode::response_kind::sd_printing) take_progress(said);
        if (said.kind == gcode::response_kind::sd_not_printing) take_end(said.text);
        if (said.kind != gcode::response_kind::other) return;
        if (said.text == "File selected") is_selected_ = true;
        if (said.text == "SD card ok") known_.facts.card_ready = tristate::yes;
    }

    void take_progress(const gcode::response& said) {
        told_of_card_ = true;
        if (job_ == job_id::none) {
            prints_alone_ = true;
            return;
        }
        std::string_view size = said.text.substr(said.text.find('/') + 1);
        if (const auto bytes = gcode::take_number(size)) size_ = *bytes;
        if (task_ == task::paused && has_begun_) { // it was resumed at the printer
            enter(task::print, now_);
            tell(report_kind::resumed);
        }
        // A number that a fault on the line made smaller, or larger than the file, is not believed.
        if (said.number && *said.number <= size_) read_ = std::max<std::uint64_t>(read_, *said.number);
    }

    void take_end(std::string_view text) {
        told_of_card_ = true;
        prints_alone_ = false;
        const bool says_done = text.starts_with("Done printing file");
        const bool was_missed = task_ == task::finish; // it was asked, and everything had been read
        if (has_begun_ && (says_done || was_missed)) is_done_ = true;
        // Paused or stopped at the printer: that is a request for a command like any other.
        if (task_ == task::print && !is_done_)
            reports_.push(report::asks_for(job_, command::cancel, source::printer));
    }

    // --- the printer comes and goes ---

    void found_printer(instant now) {
        splitter_.clear();
        tell(report_kind::connecting);
        greet(now);
    }

    void greet(instant now) {
        job_ = job_id::none;
        prints_alone_ = told_of_card_ = false;
        known_.forget();
        link_.greet(now);
        enter(task::greet, now);
    }

    void port_lost(instant now) {
        if (task_ == task::absent) return;
        tell(report_kind::disconnected, failure::printer_disconnected);
        link_.hang_up();
        job_ = job_id::none;
        enter(task::absent, now);
    }

    void printer_was_reset(instant now) {
        if (task_ != task::greet) {
            tell(report_kind::reset, failure::printer_reset);
            tell(report_kind::connecting);
        }
        greet(now);
    }

    void printer_died(instant now) {
        tell(report_kind::halted, failure::printer_error);
        job_ = job_id::none;
        enter(task::halted, now);
    }

    void printer_is_silent(instant now) {
        if (task_ != task::greet) {
            tell(report_kind::halted, link_.failed());
            tell(report_kind::connecting);
        }
        greet(now);
    }

    void write() {
        const auto bytes = link_.output();
        if (bytes.empty()) return;
        const auto count = port_.write_some(bytes);
        if (!count) return port_lost(now_);
        link_.wrote(*count);
    }

    Port& port_;
    gcode::printer_link link_{gcode::link_settings{}};
    gcode::line_splitter splitter_{};
    report_queue reports_{};
    gcode::printer_facts known_{};

    task task_ = task::absent;
    std::uint8_t step_ = 0;
    instant now_{};
    instant ask_at_{};

    job_id job_ = job_id::none;
    text<gcode::marlin.longest_line> selecting_{}; ///< M23 with the file's name
    std::uint64_t read_ = 0;                       ///< bytes of the file that the printer has read
    std::uint64_t size_ = 0;                       ///< as the printer reports it; 0: not reported yet
    std::uint64_t executed_ = 0;
    report_kind ends_as_ = report_kind::cancelled;
    failure ends_because_ = failure::none;
    bool is_selected_ = false;
    bool has_begun_ = false; ///< M24 was sent
    bool is_done_ = false;   ///< the printer said so
    bool prints_alone_ = false;
    bool told_of_card_ = false; ///< since the greeting: whether it prints from there
};

template <class Port>
card_printer(Port&) -> card_printer<Port>;

} // namespace transports
