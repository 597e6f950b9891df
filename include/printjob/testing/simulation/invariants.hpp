#pragma once
/// What must hold in every run, whatever happens in it: I1 to I9, I11 and I12. (I10, that a seed has one
/// trace, is seen by running it twice.) Each rule is one function. They judge by what left the host, by what
/// the printer recorded and by what was told, never by what the streamer believes.

#include <printjob/controller.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/testing/simulation/contract.hpp>
#include <printjob/testing/simulation/files.hpp>
#include <printjob/testing/simulation/wire_line.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// A rule that was broken: which, when, and by what.
struct invariant_violation {
    int invariant;    ///< 1 to 12
    instant when;     ///< in the run's virtual time
    std::string what; ///< in words, for whoever looks into it
};

/// Watches one run and remembers the first violation.
class invariant_checker {
public:
    /// What XOR-8 cannot see, and is therefore counted instead of forbidden.
    struct unseen {
        std::uint64_t altered = 0;  ///< numbered lines that were executed with another text
        std::uint64_t headless = 0; ///< commands executed without a number that the host did not send so
        std::uint64_t counting = 0; ///< lines executed out of order behind an altered M110
        std::uint64_t resets = 0;   ///< lines executed again behind a reset whose `start` was lost
        std::uint64_t claims = 0;   ///< said to be executed behind an ok to a line whose number was cut off
    };

    /// `window`: the bytes that the host may have in flight.
    explicit invariant_checker(bool motors_off_at_stop = true, std::size_t window = 128)
        : stop_{motors_off_at_stop}, most_unacknowledged_{4 * window} {}

    /// The first rule that was broken; empty while all hold. What breaks later may come of it.
    [[nodiscard]] const std::optional<invariant_violation>& violation() const { return violation_; }
    /// What was counted so far instead of forbidden.
    [[nodiscard]] const unseen& not_seen() const { return unseen_; }
    /// Whether a job failed and its safe stop has not left yet. A printer that is another one, or prints by
    /// itself, is owed none.
    [[nodiscard]] bool safe_stop_is_due() const { return stop_is_due_ && !stop_.has_left(); }
    /// How many events the controller told so far: two looks show whether a command told any.
    [[nodiscard]] std::uint64_t events_told() const { return events_told_; }
    /// Commands of jobs that the printer executed.
    [[nodiscard]] std::uint64_t lines_executed() const { return lines_executed_; }

    // --- what happened ---

    /// Somebody's start or restart was accepted; the job prints `file`.
    void begins(job_id job, const simulated_file& what) {
        previous_ = run_;
        run_ = {.job = job, .what = &what};
        ++fresh_starts_;
        reset_was_missed_ = reply_struck_ = stop_was_missed_ = false;
        previous_may_finish_ = may_finish_lines_;
        may_finish_lines_ = false;
        stop_is_due_ = false;
        stop_.begin();
    }
    /// The host wrote a line; `text` is without its line feed.
    void wrote(std::string_view text, instant now) {
        now_ = now;
        const wire_line line = read_wire_line(text);
        stop_.take(line.command);
        leaves_alone(line);
        obeys_grammar(line, text);
        repeats_are_bounded(line);
        wrote_raw_ = wrote_raw_ || line.is == wire_line::form::raw;
        if (line.is != wire_line::form::numbered) return;
        if (line.number == 0) previous_may_finish_ = false; // counting begins anew for the next job
        // An ok too many was taken for that of M110, which acts once more when it is executed.
        if (line.number != 0 && m110_is_pending_ && reply_was_ever_struck_) run_.miscounted = true;
        m110_is_pending_ = line.number == 0 || m110_is_pending_;
        const auto tag = simulated_file::tag_of(line.command);
        if (tag) {
            sends_in_order(line);
            stop_.begin();
        }
        sent_[line.number % sent_.size()] = tag ? *tag % simulated_file::most_lines : not_of_a_job;
    }
    /// A line whose front left before the port failed, and whose end behind it; it may be whole by accident.
    void wrote_in_pieces(std::string_view text) {
        std::string whole{text};
        if (whole.ends_with('*')) whole += '0'; // as a firmware reads a checksum without digits
        const wire_line line = read_wire_line(whole);
        if (line.is != wire_line::form::numbered || run_.what == nullptr) return;
        const auto index = run_.what->index_of(line.command);
        if (!index) return;
        if (*index == run_.sent) ++run_.sent;
        sent_[line.number % sent_.size()] = *index;
    }
    /// From now on the printer prints from its own card, or it does not any more.
    void prints_alone(bool yes) {
        is_alone_ = yes;
        was_alone_ = was_alone_ || yes;
        starts_when_alone_ = fresh_starts_;
        faults_when_alone_ = struck_ + troubles_;
    }
    /// Another printer is at the line.
    void machine_changed() { machine_changed_ = true; }
    /// The question who the printer is, or its answer, did not arrive as it was sent.
    void name_was_struck() { name_was_struck_ = true; }
    /// The printer said that it stopped, and that did not arrive as it was said.
    void stop_was_missed() { stop_was_missed_ = true; }
    /// A line was changed on its way so that the printer cannot know it from a good one, and reads this
    /// command in it.
    void was_altered(std::string_view command) { altered_[next_altered_++ % altered_.size()] = command; }
    /// An M110 arrives at the printer, as it was sent or altered in a way that the printer cannot see.
    void sets_counting(bool altered) {
        counting_altered_ = altered;
        run_.miscounted = run_.miscounted || altered;
        counting_lost_ = false;
        run_.altered += altered ? 1U : 0U;
    }
    /// An M110 did not arrive as such. Nobody can know when what the printer says is struck too.
    void lost_counting() {
        counting_lost_ = true;
        if (reply_struck_) miscount();
    }
    /// A line of the printer's was struck, or said unasked.
    void reply_was_struck() {
        reply_struck_ = reply_was_ever_struck_ = true;
        if (counting_lost_) miscount();
    }
    /// A fault struck one line, either way.
    void line_was_struck() { ++struck_; }
    /// Something worse than that happened: to the port, to the printer, or it said what nobody asked for.
    void was_troubled() { ++troubles_; }
    /// The printer's receive buffer was full, and bytes of lines were lost; `expected`: the host was told a wrong
    /// size of it.
    void overflowed(bool expected, instant now) {
        now_ = now;
        overflowed_ = true;
        if (!expected && struck_ == 0 && troubles_ == 0 && !wrote_raw_)
            report(3, "the printer's receive buffer was full, and the host knew its size");
        ++troubles_; // nobody can tell how many lines it struck
    }
    /// The printer was reset, and its `start` did not arrive as it was said.
    void reset_was_missed() { reset_was_missed_ = true; }
    /// The printer began to handle a command.
    void executed(const executed_command& command) {
        now_ = command.when;
        if (command.text == "M110 N0") m110_is_pending_ = false;
        executes_in_order(command);
    }
    /// The printer took a move, and made none, because it has stopped.
    void did_not_move(const executed_command& command) {
        now_ = command.when;
        if (command.number) (run_.sent == 0 ? previous_ : run_).stands = true;
    }
    /// The controller told an event.
    void told(const event& what) {
        now_ = what.at;
        ++events_told_;
        has_one_outcome(what);
        bears_two_faults(what);
        notices_are_true(what);
        starts_only_when_asked(what);
        is_told_in_order(what);
        demand_safe_stop(what);
        last_event_ = what;
        if (what.kind == event_kind::state_changed) told_state_ = what.now_in;
    }

    // --- I1, I5, I6: commands ---

    /// A client asked for something and got this answer, and events were told of it, or none.
    void answered(command asked, const command_view& before, const answer& given, const command_view& after,
                  bool was_told, instant now) {
        now_ = now;
        answers_as_specified(asked, before, given);
        changes_as_answered(asked, before, given, after, was_told);
        stops_at_once(asked, before, given, after);
    }

    /// I1: of several starts at one instant at most one is accepted.
    void concurrent_starts(unsigned accepted, bool one_was_possible, instant now) {
        now_ = now;
        if (accepted != (one_was_possible ? 1U : 0U))
            report(1, "of concurrent starts " + std::to_string(accepted) + " were accepted");
    }

    // --- after every event ---

    /// Whether lines wait in the host for a port that takes nothing, or one has left with its front only; `sent`:
    /// how far in the file. They have been sent, and cannot be taken back when the job ends.
    void holds_lines(bool yes, std::uint64_t sent) {
        if (!run_.is_over || !yes) may_finish_lines_ = yes;
        if (!run_.is_over) committed_ = sent;
    }

    /// I3: executed ≤ acknowledged ≤ sent, and nothing is called executed that the printer did not execute;
    /// what is not acknowledged fits the printer's receive buffer.
    void is_honest(const progress& told, state current, instant now) {
        now_ = now;
        if (!has_job(current) || run_.what == nullptr) return;
        if (told.executed > told.acknowledged || told.acknowledged > told.sent ||
            told.sent > run_.what->content().size())
            return report(3, "executed <= acknowledged <= sent <= size does not hold");
        if (told.executed > run_.what->limit(run_.executed) && !cannot_be_known(run_))
            return report(3, "more is called executed than the printer executed");
        if (told.sent - told.acknowledged > most_unacknowledged_)
            report(3, "more is unacknowledged than the printer's buffer holds");
    }

    /// I4, I8: an idle host owes nobody a safe stop, and told everything that it did.
    void is_settled(state current, instant now) {
        now_ = now;
        if (current != told_state_) report(9, "the state is not the one that was told last");
        if (current == state::operational && safe_stop_is_due())
            report(4, "the host is operational, and the safe stop never left");
    }

    /// I4: waiting hot is bounded: when a job has been paused for `limit`, its hot ends are off. What strikes
    /// the line meanwhile may delay it, and what XOR-8 misses, or a head that was cut off, undo it.
    void waits_cold(state current, bool is_hot, duration limit, instant now) {
        now_ = now;
        const std::uint64_t events = struck_ + troubles_;
        const bool is_new = current != state::paused || !was_paused_ || events != events_while_hot_;
        if (is_new || !is_hot || run_.altered + run_.headless != 0) hot_since_ = now;
        was_paused_ = current == state::paused;
        events_while_hot_ = events;
        if (now > hot_since_ + limit + std::chrono::seconds{5})
            report(4, "paused for long, and a hot end is still on");
    }

    /// I9: a printer that says that it waits for a person does not wait unseen, unless it cannot be heard. What
    /// it says may be ten seconds late.
    void shows_wait(bool waits, state current, instant now) {
        now_ = now;
        const std::uint64_t events = struck_ + troubles_;
        const bool is_heard = current != state::offline && current != state::error;
        if (!waits && troubles_ == 0) wait_was_told_ = false; // else it may have been said and told before
        if (!waits || !is_heard || events != events_in_wait_) waits_since_ = now;
        events_in_wait_ = events;
        if (!wait_was_told_ && now > waits_since_ + std::chrono::seconds{15})
            report(9, "a person is awaited, and nobody was told");
    }

    /// I7, I12: said by the runner when something did not come in time, or never ends.
    void never_came(int invariant, std::string_view what, instant now) {
        now_ = now;
        report(invariant, std::string{what});
    }

private:
    static constexpr std::uint32_t not_of_a_job = 0xFFFF'FFFF;
    static constexpr unsigned most_repeats = 14; ///< ten resend requests, and oks that came too late

    /// One run of a file.
    struct run {
        job_id job = job_id::none;
        const simulated_file* what = nullptr;
        std::uint32_t executed = 0; ///< how many of its commands the printer executed
        std::uint32_t sent = 0;     ///< how many of its lines have left the host
        bool stands = false;        ///< the printer took moves of it and made none
        bool miscounted = false;    ///< an M110 was altered; so may what was sent before the next
        std::uint32_t altered = 0;  ///< executed with another text: XOR-8 missed it
        std::uint32_t headless =
            0;                ///< commands that ran without a number, and whose oks nobody can tell apart
        bool is_over = false; ///< cancelling, or it has its outcome
        outcome ended = outcome::none;
    };

    void miscount() {
        counting_altered_ = true;
        ++run_.altered;
    }

    void report(int invariant, std::string what) {
        if (!violation_) violation_ = invariant_violation{invariant, now_, std::move(what)};
    }

    /// Whether something happened in this run that the host cannot see, and that makes it believe more than
    /// is true: counted then.
    [[nodiscard]] bool cannot_be_known(const run& of) {
        const bool cannot =
            of.altered != 0 || of.headless != 0 || counting_altered_ || reset_was_missed_ || stop_was_missed_;
        unseen_.claims += cannot ? 1U : 0U;
        return cannot;
    }

    // --- I2 ---

    /// I2: the printer executes the lines of a job in order and each once, and nothing of a job after the
    /// next began. What runs without its number, and what XOR-8 misses, is counted apart.
    void executes_in_order(const executed_command& command) {
        if (command.number && note_altered(*command.number, command.text)) return;
        if (!command.number && !may_be_raw(command.text)) {
            ++unseen_.headless;
            ++run_.headless;
        }
        if (!command.number || !simulated_file::tag_of(command.text)) return;
        if (advances(run_.sent == 0 ? previous_ : run_, command.text)) {
            ++lines_executed_;
            return;
        }
        if ((run_.sent == 0 ? previous_ : run_).stands)
            return; // what follows the missing moves is out of order
        if (counting_altered_ || run_.miscounted) {
            ++unseen_.counting;
            return;
        }
        if (reset_was_missed_) {
            ++unseen_.resets;
            return;
        }
        report(2, "executed twice, out of order or after its job: " + std::string{command.text});
    }

    [[nodiscard]] static bool advances(run& of, std::string_view text) {
        if (of.what == nullptr || of.executed == of.what->size() || text != of.what->command(of.executed))
            return false;
        ++of.executed;
        return true;
    }

    /// Whether this is a line that was altered on its way and that XOR-8 let pass; it counts for the line that
    /// the host sent under its number.
    [[nodiscard]] bool note_altered(std::int64_t number, std::string_view text) {
        const auto found = std::ranges::find(altered_, text);
        const bool was_told = !text.empty() && found != altered_.end();
        if (!was_told && !overflowed_)
            return false; // what a full buffer makes of two lines nobody can tell before
        const std::uint32_t index = sent_[static_cast<std::size_t>(number) % sent_.size()];
        const bool is_of_job = run_.what != nullptr && index < run_.what->size();
        if (is_of_job && run_.what->command(index) == text) return false; // another line that is just so
        if (!was_told && !is_of_job && !simulated_file::tag_of(text)) return false; // one of the host's own
        if (was_told) found->clear();
        ++unseen_.altered;
        if (run_.what != nullptr && index == run_.executed && index < run_.sent) {
            ++run_.executed;
        } else {
            counting_altered_ = true; // it ran under another number than it was sent with
        }
        ++run_.altered;
        return true;
    }

    // --- I4 ---

    /// I4: a job's lines leave in order, only while it is active, and never after cancel, failure or done.
    void sends_in_order(const wire_line& line) {
        if (run_.what == nullptr)
            return report(8, "a job's line without a job: " + std::string{line.command});
        if (ends_half_line(line)) return;
        const auto index = run_.what->index_of(line.command);
        if (!index) return report(4, "a line of another job: " + std::string{line.command});
        const bool was_on_its_way = may_finish_lines_ && run_.what->limit(*index) < committed_;
        if (run_.is_over && !was_on_its_way)
            return report(4, "a line after the job's end: " + std::string{line.command});
        if (*index > run_.sent) return report(2, "a line was left out before " + std::string{line.command});
        if (*index == run_.sent) ++run_.sent;
    }

    /// Whether this is the line of the job before whose front had left when this one began.
    [[nodiscard]] bool ends_half_line(const wire_line& line) {
        if (!previous_may_finish_ || run_.sent != 0 || previous_.what == nullptr) return false;
        previous_may_finish_ = false;
        const auto index = previous_.what->index_of(line.command);
        return index && *index == previous_.sent;
    }

    /// I4: after cancel or failure, not after a restart, the safe stop is wanted on the wire. A printer that
    /// is not the one that was left, or that prints by itself, gets none.
    void demand_safe_stop(const event& what) {
        const bool has_reached = what.now_in == state::operational; // and so the stop must have left before
        if (what.kind == event_kind::print_cancelled && has_reached && !stop_.has_left())
            report(4, "cancelled, and the safe stop has not left");
        if (what.kind == event_kind::print_failed) {
            if (has_reached && what.why != failure::printer_reset && !stop_.has_left())
                report(4, "failed, and the safe stop has not left");
            stop_is_due_ = true;
        }
        if (what.kind == event_kind::noticed &&
            (what.told == notice::another_printer || what.told == notice::printer_prints_alone))
            stop_is_due_ = false;
        if (what.kind == event_kind::print_cancelling) run_.is_over = true;
    }

    /// I4: a printer that prints by itself is not stopped for a job that it did not print, if it could be heard.
    void leaves_alone(const wire_line& line) {
        if (!is_alone_ || line.command != "M140 S0") return;
        if (fresh_starts_ == starts_when_alone_ && struck_ + troubles_ == faults_when_alone_)
            report(4, "a safe stop was sent to a printer that prints by itself");
    }

    // --- I5, I6 ---

    /// I5: the answer is the one that the contract states.
    void answers_as_specified(command asked, const command_view& before, const answer& given) {
        const verdict is = given ? *given : verdict::refused;
        if (is == specified_answer(asked, before)) return;
        report(5, std::string{name(asked)} + " in " + std::string{name(state_of(before.where))} + " was " +
                      std::string{given ? name(*given) : given.error().name});
    }

    /// I5: what is refused or already so changes nothing and sends nothing; what is accepted or deferred has
    /// an effect, which is told.
    void changes_as_answered(command asked, const command_view& before, const answer& given,
                             const command_view& after, bool was_told) {
        const bool same = before.where == after.where && before.job == after.job &&
                          before.status == after.status && before.wire_bytes == after.wire_bytes;
        const std::string what{name(asked)};
        if (!given || given == verdict::already) {
            if (!same || was_told) report(5, what + " had no effect by its answer, and had one");
            return;
        }
        if (given == verdict::deferred && before.wire_bytes != after.wire_bytes)
            report(5, what + " was deferred, and something was sent");
        const bool begins = asked == command::start || asked == command::restart;
        if (begins && static_cast<std::uint32_t>(after.job) != static_cast<std::uint32_t>(before.job) + 1)
            report(1, "an accepted start began no job, or several");
        const bool stops_again = asked == command::emergency_stop && before.where == row::error;
        if (!was_told && !stops_again) report(5, what + " was taken, and dropped");
    }

    /// I6: the emergency stop leaves in the same step, in every state.
    void stops_at_once(command asked, const command_view& before, const answer& given,
                       const command_view& after) {
        if (asked != command::emergency_stop || !given) return;
        run_.is_over = true;
        if (before.line_is_free && after.stops == before.stops) report(6, "M112 did not leave at once");
    }

    // --- I7 ---

    /// I7: no numbered line is repeated without end.
    void repeats_are_bounded(const wire_line& line) {
        const bool counts = line.is == wire_line::form::numbered && line.number != 0;
        if (!counts) {
            if (line.number == 0 && line.is == wire_line::form::numbered) repeated_ = 0;
            return;
        }
        repeated_ = line.number == repeated_number_ ? repeated_ + 1 : 0;
        repeated_number_ = line.number;
        if (repeated_ > most_repeats) report(7, "a line was repeated without end");
    }

    // --- I8 ---

    /// I8: no job begins that nobody asked for.
    void starts_only_when_asked(const event& what) {
        if (what.kind != event_kind::print_started) return;
        if (previous_.job != job_id::none && previous_.ended == outcome::none)
            report(1, "a job began while another was active");
        if (++starts_told_ > fresh_starts_) report(8, "a job began by itself");
        if (what.by.from != source::user) report(8, "a job began that no client asked for");
    }

    // --- I9 ---

    /// I9: a job has exactly one outcome.
    void has_one_outcome(const event& what) {
        const bool cancelled = what.kind == event_kind::print_cancelled;
        const bool failed = what.kind == event_kind::print_failed;
        const bool done = what.kind == event_kind::print_done;
        if (what.kind == event_kind::violation) report(9, "the transport reported what cannot be");
        if (what.kind == event_kind::overrun) report(9, "events were lost");
        if (!cancelled && !failed && !done) return;
        run& of = what.job == previous_.job ? previous_ : run_;
        if (what.job != of.job || what.job == job_id::none) return report(9, "the outcome of no job");
        if (of.ended != outcome::none) return report(9, "a second outcome of one job");
        of.ended = cancelled ? outcome::cancelled : failed ? outcome::failed : outcome::done;
        of.is_over = true;
        if (failed && what.why == failure::none) report(9, "a failure without a cause");
        if (done && of.what != nullptr && of.executed != of.what->size() && !cannot_be_known(of))
            report(2, "done, and only " + std::to_string(of.executed) + " lines were executed");
        if (done && of.what != nullptr && !of.what->is_whole()) report(2, "done, and the file has no end");
    }

    /// I9: what excuses a missing safe stop is true: another printer, or one that prints by itself.
    void notices_are_true(const event& what) {
        if (what.kind == event_kind::state_changed && what.now_in == state::operational) {
            was_alone_ = is_alone_;
            machine_changed_ = false;
        }
        if (what.kind != event_kind::noticed) return;
        wait_was_told_ = wait_was_told_ || what.told == notice::waiting_for_user;
        if (what.told == notice::printer_prints_alone && !was_alone_)
            report(9, "the printer was said to print by itself, and does not");
        if (what.told == notice::another_printer && !machine_changed_ && !name_was_struck_)
            report(9, "the printer was said to be another one, and is not");
    }

    // --- I12 ---

    /// I12: a job is not lost for two lines that were struck in a whole run, whatever struck them; nor while a
    /// person or a heater is waited for.
    void bears_two_faults(const event& what) {
        const bool is_of_line =
            what.why == failure::printer_not_responding || what.why == failure::resend_limit ||
            what.why == failure::resend_impossible || what.why == failure::starting_timeout ||
            what.why == failure::pausing_timeout || what.why == failure::resuming_timeout ||
            what.why == failure::cancelling_timeout || what.why == failure::finishing_timeout;
        if (what.kind != event_kind::print_failed || !is_of_line || struck_ > 2 || troubles_ > 0) return;
        if (!cannot_be_known(run_))
            report(12, "two lines that were struck cost the job: " + std::string{name(what.why)});
    }

    // --- I9 ---

    /// I9: events come in the contract's order; each is told once its state holds.
    void is_told_in_order(const event& what) {
        const auto behind = [&](event_kind kind, state now_in) {
            if (last_event_.kind != kind || what.now_in != now_in)
                report(9, std::string{name(what.kind)} + " behind " + std::string{name(last_event_.kind)} +
                              " in " + std::string{name(what.now_in)});
        };
        switch (what.kind) {
        case event_kind::print_started: behind(event_kind::state_changed, state::starting); break;
        case event_kind::print_paused: behind(event_kind::state_changed, state::paused); break;
        case event_kind::print_done: behind(event_kind::state_changed, state::operational); break;
        case event_kind::print_cancelled:
            // A restart ends the old job first.
            if (what.now_in != state::starting) behind(event_kind::state_changed, state::operational);
            break;
        case event_kind::print_failed:
            if (is_operational(what.now_in))
                behind(event_kind::state_changed, state::operational);
            else
                behind(event_kind::state_changed, what.now_in);
            break;
        case event_kind::state_changed:
            if (what.now_in == told_state_) report(9, "a change to the same state");
            break;
        case event_kind::print_resumed:
            if (what.now_in != state::printing) report(9, "resumed, and not printing");
            break;
        case event_kind::print_cancelling:
            if (what.now_in != state::cancelling) report(9, "cancelling, and not in that state");
            break;
        case event_kind::file_selected:
        case event_kind::command_deferred:
        case event_kind::deferral_withdrawn:
        case event_kind::deferral_refused:
        case event_kind::printer_reset:
        case event_kind::noticed:
        case event_kind::violation:
        case event_kind::overrun: break;
        }
    }

    // --- I11 ---

    /// I11: every line on the wire is in the grammar, and fits the printer's buffer for a command.
    void obeys_grammar(const wire_line& line, std::string_view text) {
        if (cut_line_ && !text.empty() && text != "N0 M110 N0*125" && text != "M112")
            return report(11, "a line was cut, and neither a handshake nor a stop followed");
        cut_line_ = text.empty() && cut_line_;
        bool good = text.size() <= 95;
        switch (line.is) {
        case wire_line::form::blank: break;
        case wire_line::form::broken:
            // A greeting cuts off what was not written of the line before it; without a checksum no printer
            // executes that.
            cut_line_ = true;
            break;
        case wire_line::form::raw: good = good && may_be_raw(line.command); break;
        case wire_line::form::numbered:
            good = good && (is_in_grammar(line.command) || text == "N0 M110 N0*125");
            break;
        }
        if (!good) report(11, "not in the grammar: " + std::string{text});
    }

    std::optional<invariant_violation> violation_;
    instant now_{};
    run run_{};
    run previous_{};
    safe_stop_watch stop_;
    std::array<std::uint32_t, 1024> sent_ = all_of_no_job();
    event last_event_{};
    state told_state_ = state::offline;
    unseen unseen_{};
    bool may_finish_lines_ = false; ///< the port took nothing when the job ended: sent lines wait for it
    std::uint64_t committed_ = 0;   ///< bytes of the file that had been sent then
    std::uint64_t fresh_starts_ = 0;
    std::uint64_t starts_told_ = 0;
    std::uint64_t events_told_ = 0;
    std::uint64_t lines_executed_ = 0;
    std::uint32_t repeated_number_ = 0;
    unsigned repeated_ = 0;
    std::array<std::string, 8> altered_; ///< lately, and not seen executed yet
    std::size_t next_altered_ = 0;
    bool wrote_raw_ = false;  ///< what must act past everything asks for no room
    bool overflowed_ = false; ///< bytes were lost, nobody knows of which lines
    bool counting_altered_ = false;
    bool counting_lost_ = false;
    bool reply_struck_ = false; ///< since the job began
    bool reset_was_missed_ = false;
    bool reply_was_ever_struck_ = false;
    bool m110_is_pending_ = false; ///< the host sent it, and the printer has not executed it
    bool stop_was_missed_ = false; ///< since the job began
    bool is_alone_ = false;        ///< it prints from its card
    bool was_alone_ = false;       ///< since the host was operational last
    bool machine_changed_ = false; ///< since then
    bool name_was_struck_ = false;
    std::uint64_t starts_when_alone_ = 0;
    std::uint64_t faults_when_alone_ = 0;
    bool wait_was_told_ = false;
    std::uint64_t events_in_wait_ = 0;
    instant waits_since_{}; ///< for a person, and nothing struck since
    bool cut_line_ = false; ///< the line before was not whole
    bool stop_is_due_ = false;
    std::uint64_t struck_ = 0;           ///< lines, either way
    std::uint64_t troubles_ = 0;         ///< and what is worse
    bool was_paused_ = false;            ///< when it was looked at last
    std::uint64_t events_while_hot_ = 0; ///< how many of both when it was looked at last
    instant hot_since_{};                ///< paused with a hot end on, and nothing struck since
    bool previous_may_finish_ = false;   ///< a line of the job before, whose front has left
    std::uint64_t most_unacknowledged_;  ///< bytes of the file: those on the wire, and comments

    [[nodiscard]] static std::array<std::uint32_t, 1024> all_of_no_job() {
        std::array<std::uint32_t, 1024> all;
        all.fill(not_of_a_job);
        return all;
    }
};

} // namespace printjob::inline v0::testing
