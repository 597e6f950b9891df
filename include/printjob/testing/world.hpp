#pragma once
/// The replayable world: production controller, streamer and link, a simulated Marlin, a faulty line,
/// clients and an operator, on one virtual clock. One 64-bit seed names a run, and the same seed gives the
/// same run on every compiler.
///
/// Each job has two phases. In the first, safety, its acts rain: commands and faults as planned. In the
/// second, liveness, they stop: within 60 s beyond what the job's own waits and moves take it must have its
/// outcome (a paused one is cancelled first), and the printer must be operational again.
/// The invariants are checked after every event.

#include <printjob/controller.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/testing/world/invariants.hpp>
#include <printjob/testing/world/lies.hpp>
#include <printjob/testing/world/plan.hpp>
#include <printjob/testing/world/port.hpp>
#include <printjob/testing/world/tally.hpp>
#include <printjob/testing/world/trace.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// How a world ended.
struct world_result {
    /// The rule that was broken; empty when the world lived through its plan and every rule held.
    std::optional<world_violation> violation;
    std::uint64_t hash = 0; ///< of its trace
    world_tally tally;      ///< what happened in it, until its end or the violation
};

/// Runs worlds, one after the other. Single-owner; neither copied nor moved.
class world : private world_port_watch {
public:
    /// Is told everything that happens in a replay, in words.
    using narrator = std::function<void(instant, std::string_view)>;

    /// Runs nothing yet. `lie`: what it shows wrongly in every run, to prove that the rules notice it.
    explicit world(world_lie lie = world_lie::none) : lie_{lie} {}
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    /// From now on everything is told to `listener`; an empty function: to nobody.
    void on_happening(narrator listener) { narrate_ = std::move(listener); }

    /// Lives through a plan, up to its end or the first violation.
    [[nodiscard]] world_result run(const world_plan& plan) {
        begin(plan);
        if (!comes_true("the printer was never greeted", limit_of_liveness,
                        [&] { return control_->current() == state::operational; }))
            return result();
        for (std::uint8_t job = 0; job < plan.jobs.size() && goes_on(); ++job) {
            ask_for(job);
            let_acts_rain(job);
            come_to_rest();
        }
        return result();
    }

private:
    using streamer_type = gcode::streamer<world_port, world_files>;
    using control_type = controller<streamer_type>;

    static constexpr duration limit_of_liveness = std::chrono::seconds{60};
    static constexpr duration scripts_take = std::chrono::seconds{15}; ///< at most: a pause, a resume
    static constexpr duration noise_lasts = std::chrono::minutes{2};   ///< beyond what the job takes
    static constexpr duration faults_linger = std::chrono::seconds{5}; ///< behind the last act of a job
    static constexpr duration cooling_takes = std::chrono::seconds{30};
    static constexpr duration look_again = std::chrono::seconds{1}; ///< how often people look
    static constexpr duration patience_of_people = std::chrono::seconds{8};
    static constexpr std::string_view screens_answer = "M108 screen\n";
    static constexpr int most_turns_at_once = 20'000;

    // --- a world begins and ends ---

    void begin(const world_plan& plan) {
        plan_ = &plan;
        now_ = instant{};
        trace_ = {};
        tally_ = {.worlds = 1};
        rules_.emplace(plan.host.motors_off, std::max<std::size_t>(plan.host.receive_buffer, 128));
        timers_ = {};
        turns_at_once_ = 0;
        next_act_ = 0;
        answered_at_ = {};
        says_stopped_ = false;
        lines_ = stops_ = 0;
        selected_.reset();
        files_.can_open(true);
        for (std::size_t i = 0; i < plan.jobs.size(); ++i)
            files_.at(i).make(static_cast<std::uint32_t>(i + 1), plan.jobs[i].file);
        machines_ = 0;
        port_.begin(plan.byte_time, plan.latency);
        port_.to_printer().expect(plan.to_printer, plan.seed);
        port_.to_host().expect(plan.to_host, ~plan.seed);
        plug_in_machine();
        control_.reset();
        streamer_.emplace(port_, files_, plan.host.settings());
        control_.emplace(*streamer_);
    }

    /// A printer that was just switched on. Every one names itself differently.
    void plug_in_machine() {
        ++machines_;
        rules_->machine_changed();
        switch_on_machine(std::nullopt);
    }

    /// The printer that was there before, which now prints from its `card`, or does not.
    void switch_on_machine(std::optional<card_progress> card) {
        marlin_settings settings = plan_->printer.settings();
        settings.uuid[0] = static_cast<char>('a' + machines_ % 26);
        settings.card = card;
        prints_alone_ = card.has_value();
        rules_->prints_alone(prints_alone_);
        is_stopped_ = false;
        if (marlin_) tally_.resends += marlin_->resends();
        marlin_.emplace(std::move(settings));
        marlin_->handle_time(now_);
        marlin_->on_executed([this](const executed_command& command) { was_executed(command); });
        port_.connect(*marlin_);
        misheard_before_ = misheard();
    }

    void reset_printer() {
        if (prints_alone_) switch_on_machine(std::nullopt); // it forgets what it printed
        is_stopped_ = false;
        marlin_->reset(now_);
        misheard_before_ = misheard();
    }
    void power_on() {
        if (prints_alone_) return reset_printer();
        is_stopped_ = false;
        marlin_->power_on(now_);
        misheard_before_ = misheard();
    }

    [[nodiscard]] bool goes_on() const { return !rules_->violation(); }

    [[nodiscard]] world_result result() {
        tally_.lines = lines_;
        tally_.executed = rules_->lines_executed();
        tally_.resends += marlin_->resends();
        tally_.altered = rules_->not_seen().altered;
        tally_.headless = rules_->not_seen().headless;
        tally_.counting = rules_->not_seen().counting;
        tally_.resets = rules_->not_seen().resets;
        tally_.claims = rules_->not_seen().claims;
        tally_.seconds = static_cast<std::uint64_t>(now_.time_since_epoch().count() / 1'000'000);
        if (lie_ == world_lie::differs_every_time) trace_.note('?', now_, ++lies_);
        marlin_.reset();
        return {rules_->violation(), trace_.hash(), tally_};
    }

    // --- phases ---

    void ask_for(std::uint8_t job) {
        make_noise(true);
        switch (plan_->jobs[job].begin) {
        case world_begin::print: print(job); break;
        case world_begin::select_start:
            select(job);
            submit(command::start);
            break;
        case world_begin::starts_at_once:
            select(job);
            start_at_once(3);
            break;
        }
        if (lie_ == world_lie::leaves_the_grammar) rules_->wrote("G1 X1", now_);
        if (lie_ == world_lie::overfills_buffer) rules_->overflowed(false, now_);
        if (lie_ == world_lie::stops_another_print) {
            rules_->prints_alone(true);
            rules_->wrote("N9 M140 S0*108", now_);
        }
        if (lie_ == world_lie::invents_excuse) {
            event excuse{};
            excuse.kind = event_kind::noticed;
            excuse.told = notice::printer_prints_alone;
            rules_->told(excuse);
        }
        for (int i = 0; i < 30 && lie_ == world_lie::repeats_for_ever; ++i)
            rules_->wrote("N1 M105*38", now_);
    }

    void make_noise(bool yes) {
        port_.to_printer().be_noisy(yes);
        port_.to_host().be_noisy(yes);
    }
    /// Whether there is a job for which nobody has to do anything.
    [[nodiscard]] bool goes_by_itself() const {
        const bool waits = marlin_->is_waiting_for_user() && plan_->operator_takes == duration::zero();
        return has_job(control_->current()) && control_->current() != state::paused && !waits;
    }
    [[nodiscard]] bool has_noise() const {
        return plan_->to_printer.per_mille + plan_->to_host.per_mille > 0;
    }

    void let_acts_rain(std::uint8_t job) {
        const instant noise_ends = now_ + job_takes() + noise_lasts;
        count_from_here();
        while (goes_on()) {
            const bool has_act = next_act_ < plan_->acts.size() && plan_->acts[next_act_].job == job;
            instant due = now_;
            if (has_act) {
                due = is_due() ? now_ : since_act_ + plan_->acts[next_act_].patience;
            } else {
                const bool calm = timers_.first() == never && port_.to_printer().armed() == 0 &&
                                  port_.to_host().armed() == 0;
                due = since_act_ + faults_linger;
                if (has_noise() && goes_by_itself() && now_ < noise_ends)
                    due = std::min(now_ + look_again, noise_ends);
                else if (calm || now_ >= due)
                    return;
            }
            if (!has_act || !is_due()) {
                step(due);
                continue;
            }
            const world_act& act = plan_->acts[next_act_++];
            count_from_here();
            perform(act);
        }
    }

    /// Whether the next act's time has come.
    [[nodiscard]] bool is_due() const {
        const world_act& act = plan_->acts[next_act_];
        return lines_ - lines_before_ >= act.lines || now_ >= since_act_ + act.patience;
    }

    void count_from_here() {
        since_act_ = now_;
        lines_before_ = lines_;
    }

    /// I12: faults stop, and everything comes to its end.
    void come_to_rest() {
        end_faults();
        count_from_here();
        if (lie_ == world_lie::falls_asleep) timers_.host_wakes = instant::max() - std::chrono::hours{1};
        const duration limit = limit_of_liveness + scripts_take + job_takes();
        if (!comes_true("the job never ended", limit, [&] {
                help_along();
                return !has_job(control_->current());
            }))
            return;
        (void)comes_true("the printer never was operational again", limit, [&] {
            help_along();
            return control_->current() == state::operational && !rules_->safe_stop_is_due();
        });
    }

    /// The most that the waits and moves of the selected file take, and its lines' way to and fro.
    [[nodiscard]] duration job_takes() const {
        if (!selected_) return {};
        constexpr int lines_around_job = 60; // greeting, scripts, safe stop
        constexpr int bytes_of_line_and_ok = 120;
        const world_file& file = files_.at(*selected_);
        // Bytes that a full buffer lost are lines that are missed one by one, each after a silence.
        const bool loses = plan_->host.believes_too_much(plan_->printer);
        const duration line_takes = (loses ? std::chrono::seconds{5} : duration{}) + 2 * plan_->latency +
                                    bytes_of_line_and_ok * plan_->byte_time +
                                    std::chrono::milliseconds{2 * plan_->printer.turn_time};
        return file.takes() + line_takes * (2 * static_cast<int>(file.size()) + lines_around_job);
    }

    void end_faults() {
        port_.to_printer().disarm();
        port_.to_host().disarm();
        make_noise(false);
        port_.unlimit_writes();
        files_.can_open(true);
        if (timers_.another_machine != never) plug_in_machine();
        if (timers_.card_prints != never) switch_on_machine(card_progress{.printed = 1000, .size = 9000});
        timers_ = {};
        if (!port_.is_open()) port_.plug_in();
        if (!marlin_->is_on()) power_on();
        port_.carry(now_);
        since_stuck_ = now_;
        say("faults are over");
    }

    /// What people do then: they cancel what is paused or waits for them, and after a while reset what is dead.
    void help_along() {
        const state now_in = control_->current();
        const bool waits = marlin_->is_waiting_for_user();
        // Somebody is on the way to it, or has just been there: the job goes on by itself.
        const bool is_answered = timers_.operator_comes != never || now_ < answered_at_ + 2 * look_again;
        // Where hot ends go off soon, nobody hurries: that must be seen.
        const bool is_left =
            now_in == state::paused && plan_->host.cools_soon && now_ < since_act_ + cooling_takes;
        const bool is_awaited = waits && has_job(now_in) && now_in != state::cancelling;
        if (!is_answered && !is_left && (now_in == state::paused || is_awaited)) submit(command::cancel);
        const bool is_stuck = now_in == state::error || marlin_->is_killed() || (waits && !has_job(now_in)) ||
                              (now_in == state::cancelling && waits_unreachably());
        // What an altered command makes it do can take hours.
        const bool went_mad = misheard() != misheard_before_ && now_ >= since_act_ + limit_of_liveness;
        if (!is_stuck && !went_mad) since_stuck_ = now_;
        if (now_ < since_stuck_ + patience_of_people) return;
        count_from_here();
        say("the operator resets the printer");
        reset_printer();
        port_.carry(now_);
        since_stuck_ = now_;
    }

    [[nodiscard]] std::uint64_t misheard() const {
        return rules_->not_seen().altered + rules_->not_seen().headless;
    }

    /// Goes on until `done()`; a violation of I12 when it does not come true within `limit`.
    template <class Done>
    [[nodiscard]] bool comes_true(std::string_view what_else, duration limit, Done done) {
        const instant last = now_ + limit;
        while (goes_on() && !done()) {
            if (now_ >= last)
                rules_->never_came(12, std::string{what_else} + ": " + std::string{name(control_->current())},
                                   now_);
            else
                step(std::min(last, now_ + look_again));
        }
        return goes_on();
    }

    // --- one event after the other ---

    /// Jumps to the next thing that happens, `last` at the latest, and lets it happen.
    void step(instant last) {
        const bool was_asleep = sleeps();
        const instant on_line = was_asleep ? port_.next_at_printer() : port_.next_event();
        const instant in_host = was_asleep ? timers_.host_wakes : control_->next_deadline();
        const instant next = std::min({on_line, in_host, timers_.first(), last});
        turns_at_once_ = next > now_ ? 0 : turns_at_once_ + 1;
        if (turns_at_once_ > most_turns_at_once) rules_->never_came(7, "host and printer spin", now_);
        now_ = std::max(now_, next);
        port_.carry(now_);
        if (std::exchange(says_stopped_, false)) say_stopped();
        end_what_is_over();
        watch_printer();
        if (sleeps()) return;
        timers_.host_wakes = never;
        control_->advance(now_);
        look();
    }

    /// Somebody beside the printer sees that it waits for a person, and answers after a while; more than once
    /// when the answer is not heard.
    void watch_printer() {
        if (waits_unreachably()) rules_->was_troubled();
        if (!marlin_->is_waiting_for_user()) {
            timers_.operator_comes = never;
            answers_left_ = 3;
        } else if (timers_.operator_comes == never && answers_left_ > 0 &&
                   plan_->operator_takes > duration::zero()) {
            timers_.operator_comes = now_ + plan_->operator_takes;
            --answers_left_;
        }
    }

    /// Whether the printer waits for a person, and the host can do nothing about it: no M108 gets past full
    /// command slots, and who never says `busy` is not known to wait when an ok came too often.
    [[nodiscard]] bool waits_unreachably() const {
        if (!marlin_->is_waiting_for_user()) return false;
        const bool is_full =
            !plan_->printer.emergency_parser && marlin_->slots_used() == plan_->printer.command_slots;
        return is_full || (!plan_->printer.says_busy && tally_.struck > 0);
    }

    /// What Marlin says when it stops, and again at each move that it takes then.
    void say_stopped() {
        marlin_->say("Error:Printer stopped due to errors. Fix the error and use M999 to restart. "
                     "(Temperature is reset. Set it after restarting)");
        port_.carry(now_);
    }

    [[nodiscard]] bool sleeps() const { return timers_.host_wakes > now_ && timers_.host_wakes != never; }

    void look() {
        rules_->holds_lines(!port_.is_free() || port_.holds_half_a_line(), streamer_->progress().sent);
        while (const auto told = control_->poll_event())
            tell(*told);
        progress how_far = streamer_->progress();
        if (lie_ == world_lie::claims_too_much) how_far.executed = how_far.acknowledged = how_far.sent;
        rules_->is_honest(how_far, control_->current(), now_);
        rules_->is_settled(control_->current(), now_);
        const bool is_hot =
            marlin_->hotend_target(0) > 0 || (plan_->printer.two_tools && marlin_->hotend_target(1) > 0);
        // What the printer itself waits for, or works on, keeps the host's commands waiting too.
        const bool waits = marlin_->is_waiting_for_user();
        rules_->shows_wait(waits && plan_->printer.says_busy && port_.is_open(), control_->current(), now_);
        rules_->waits_cold(control_->current(), is_hot && !waits && !marlin_->is_at_work(),
                           plan_->host.settings().hot_ends_off_after, now_);
    }

    void tell(const event& told) {
        trace_.note('e', told.at,
                    static_cast<std::uint64_t>(told.kind) | static_cast<std::uint64_t>(told.now_in) << 8U |
                        static_cast<std::uint64_t>(told.job) << 16U);
        const unsigned started = told.kind == event_kind::print_started ? 1U : 0U;
        tally_.jobs += started;
        tally_.jobs_in_window += plan_->host.most_lines > 1 ? started : 0U;
        tally_.jobs_in_noise += has_noise() ? started : 0U;
        tally_.done += told.kind == event_kind::print_done ? 1U : 0U;
        tally_.cancelled += told.kind == event_kind::print_cancelled ? 1U : 0U;
        tally_.failed += told.kind == event_kind::print_failed ? 1U : 0U;
        if (narrate_) narrate_event(told);
        if (lie_ == world_lie::swaps_events && told.kind == event_kind::state_changed &&
            told.now_in == state::starting)
            return;
        if (lie_ == world_lie::hides_wait && told.told == notice::waiting_for_user) return;
        if (lie_ == world_lie::gives_up_waiting && told.kind == event_kind::print_cancelled) {
            event failed = told;
            failed.kind = event_kind::print_failed;
            failed.why = failure::cancelling_timeout;
            return rules_->told(failed);
        }
        rules_->told(told);
        if (lie_ == world_lie::tells_two_outcomes && told.kind == event_kind::print_done) rules_->told(told);
        if (lie_ == world_lie::sends_after_cancel && told.kind == event_kind::print_cancelling)
            lie_of_a_line();
        if (lie_ == world_lie::starts_by_itself && told.kind == event_kind::print_done)
            (void)control_->submit(command::start, now_);
    }

    void lie_of_a_line() {
        std::array<char, gcode::longest_command_buffer> bytes;
        const auto line = gcode::frame(7, files_.at(*selected_).command(0), bytes);
        rules_->wrote(line.substr(0, line.size() - 1), now_);
    }

    // --- acts ---

    void perform(const world_act& act) {
        ++tally_.deeds[static_cast<std::size_t>(act.what)];
        trace_.note('a', now_, static_cast<std::uint64_t>(act.what));
        if (narrate_) say("*** " + describe(act));
        if (const auto asked = command_of(act.what)) return submit(*asked);
        const act_class family = class_of(act.what);
        if (family == act_class::sayings || family == act_class::port || family == act_class::person)
            rules_->was_troubled();
        switch (family) {
        case act_class::commands:
            if (act.what == deed::print_other_file)
                print(act.place % plan_->jobs.size());
            else
                start_at_once(2 + act.place % 7U);
            break;
        case act_class::to_printer: port_.to_printer().arm({act.what, act.place, act.lasts}); break;
        case act_class::to_host: port_.to_host().arm({act.what, act.place, act.lasts}); break;
        case act_class::sayings:
            if (!marlin_->is_killed() && marlin_->is_on()) marlin_->say(sayings[act.place % sayings.size()]);
            port_.carry(now_);
            rules_->reply_was_struck(); // a lie, as good as an altered line
            break;
        case act_class::port: trouble_port(act); break;
        case act_class::person:
            trouble_printer(act);
            port_.carry(now_);
            if (!sleeps()) control_->advance(now_); // a pulled cable wakes it
            look();
            break;
        case act_class::file:
            files_.can_open(false);
            timers_.file_appears = now_ + act.lasts;
            break;
        }
    }

    void trouble_port(const world_act& act) {
        const instant end = now_ + act.lasts;
        if (act.what == deed::io_error) {
            if (port_.is_open()) port_.fail_next();
        } else if (act.what == deed::host_stalls) {
            timers_.host_wakes = end;
        } else {
            port_.limit_writes(act.what == deed::no_writes ? 0 : 1 + act.place % 9U);
            timers_.writes_flow = end;
        }
    }

    void trouble_printer(const world_act& act) {
        const instant end = now_ + act.lasts;
        if (act.what == deed::reset_button) {
            reset_printer();
        } else if (act.what == deed::halt) {
            marlin_->halt("Thermal Runaway, system stopped! Heater_ID: 0", now_);
        } else if (act.what == deed::stop_with_errors) {
            if (!marlin_->is_on() || marlin_->is_killed()) return;
            is_stopped_ = true;
            say_stopped();
        } else if (act.what == deed::power_cut) {
            marlin_->power_off(now_);
            timers_.power_returns = end;
        } else {
            port_.unplug();
            timers_.plug_returns = timers_.another_machine = timers_.card_prints = never;
            instant& returns = act.what == deed::unplug            ? timers_.plug_returns
                               : act.what == deed::another_machine ? timers_.another_machine
                                                                   : timers_.card_prints;
            returns = end;
        }
    }

    /// What was to last only so long ends.
    void end_what_is_over() {
        const auto is_over = [this](instant& when) {
            if (when > now_) return false;
            when = never;
            return true;
        };
        if (is_over(timers_.writes_flow)) port_.unlimit_writes();
        if (is_over(timers_.file_appears)) files_.can_open(true);
        if (is_over(timers_.power_returns)) power_on();
        if (is_over(timers_.another_machine)) {
            plug_in_machine();
            port_.plug_in();
        }
        if (is_over(timers_.card_prints)) {
            switch_on_machine(card_progress{.printed = 1000, .size = 9000});
            port_.plug_in();
        }
        if (is_over(timers_.plug_returns)) port_.plug_in();
        if (is_over(timers_.operator_comes)) {
            ++tally_.answers;
            answered_at_ = now_;
            say("the operator presses the button");
            port_.type_at_screen(screens_answer);
        }
    }

    // --- clients ---

    [[nodiscard]] static actor client() { return {.from = source::user}; }

    void submit(command asked) {
        const command_view before =
            view(asked != command::select ? selected_ && files_.can_open() : selected_.has_value());
        if (lie_ == world_lie::drops_a_command && asked == command::pause && before.where == row::printing)
            return rules_->answered(asked, before, verdict::accepted, before, false, now_);
        conclude(asked, before, control_->submit(asked, now_, client()));
    }

    void select(std::size_t place) {
        const command_view before = view(true);
        const answer given = control_->select(files_.named(place), now_, client());
        if (given) selected_ = place;
        conclude(command::select, before, given);
    }

    void print(std::size_t place) {
        const command_view before = view(files_.can_open());
        const answer given = control_->print(files_.named(place), now_, client());
        if (given) selected_ = place;
        conclude(command::start, before, given);
    }

    void start_at_once(unsigned count) {
        const bool possible = control_->current() == state::operational && selected_ && files_.can_open();
        unsigned accepted = 0;
        for (unsigned i = 0; i < count; ++i) {
            const job_id before = control_->job();
            submit(command::start);
            if (control_->job() != before) ++accepted;
        }
        if (lie_ == world_lie::accepts_two_starts) ++accepted;
        rules_->concurrent_starts(accepted, possible, now_);
    }

    void conclude(command asked, const command_view& before, const answer& given) {
        if (given == verdict::accepted && (asked == command::start || asked == command::restart))
            rules_->begins(control_->job(), files_.at(*selected_));
        tally_.accepted += given == verdict::accepted ? 1U : 0U;
        tally_.already += given == verdict::already ? 1U : 0U;
        tally_.deferred += given == verdict::deferred ? 1U : 0U;
        tally_.refused += given ? 0U : 1U;
        trace_.note('c', now_,
                    static_cast<std::uint64_t>(asked) |
                        (given ? static_cast<std::uint64_t>(*given) << 8U
                               : static_cast<std::uint64_t>(given.error().why) << 16U));
        if (narrate_)
            say("    " + std::string{name(asked)} + ": " +
                std::string{given ? name(*given) : given.error().name});
        const command_view after = view(before.file_opens);
        const std::uint64_t told_before = rules_->events_told();
        look();
        rules_->answered(asked, before, given, after, rules_->events_told() != told_before, now_);
    }

    [[nodiscard]] command_view view(bool file_opens) const {
        return {.where = control_->current_row(),
                .job = control_->job(),
                .status = hash_of_status(),
                .wire_bytes = port_.bytes_written(),
                .stops = stops_,
                .file_opens = file_opens,
                .position_lost = control_->printer_facts().position_lost,
                .line_is_free = port_.is_free()};
    }

    [[nodiscard]] std::uint64_t hash_of_status() const {
        const job_status is = control_->status(now_);
        world_trace sum;
        sum.note('s', is.time_left ? instant{*is.time_left} : never, static_cast<std::uint64_t>(is.current));
        sum.note('e', is.print_time ? instant{*is.print_time} : never,
                 static_cast<std::uint64_t>(is.last_error));
        sum.note('j', instant{}, static_cast<std::uint64_t>(is.job));
        sum.note('a', instant{}, is.acknowledged.value_or(1U << 31U));
        sum.note('f', instant{}, is.selected ? is.selected->path.view() : "none");
        sum.note('b', instant{}, static_cast<std::uint64_t>(is.started_by.from));
        return sum.hash();
    }

    // --- what is seen ---

    void host_wrote(std::string_view line, bool broken) override {
        ++lines_;
        trace_.note('w', now_, line);
        if (narrate_) say("host:      " + std::string{line});
        if (line == "M112" && lie_ != world_lie::delays_emergency_stop) ++stops_;
        const bool hidden = lie_ == world_lie::forgets_safe_stop && line.find("M140 S0") != line.npos;
        if (broken)
            rules_->wrote_in_pieces(line);
        else if (!hidden)
            rules_->wrote(line, now_);
    }

    void line_left(std::string_view sent, std::string_view line, const struck_line& struck) override {
        if (struck.lost || struck.altered || line.find("M110") != line.npos) {
            // What the firmware makes of these bytes: it drops backslashes and comments before it looks.
            marlin_line_reader reader{marlin_->settings().command_size};
            const bool is_line = std::ranges::any_of(line, [&](char byte) { return reader.read(byte); });
            const std::string_view arrives = reader.line();
            const bool passes = is_line && !struck.lost && passes_checksum(arrives);
            const bool was_m110 = sent.find("M110") != sent.npos;
            if (passes && struck.altered) rules_->was_altered(testing::command_of(arrives));
            if (passes && (was_m110 || arrives.find("M110") != arrives.npos))
                rules_->sets_counting(struck.altered);
            else if (was_m110)
                rules_->lost_counting();
        }
        if ((struck.lost || struck.altered) && sent.find("M115") != sent.npos) rules_->name_was_struck();
        note_strike(line, struck, "          > ");
    }

    void printer_said(std::string_view said, std::string_view line, const struck_line& struck) override {
        trace_.note('p', now_, line);
        if (narrate_) say("printer:   " + std::string{line.substr(0, line.find('\n'))});
        if (struck.lost || struck.altered || struck.twice || struck.late > duration{})
            rules_->reply_was_struck();
        if ((struck.lost || struck.altered || struck.late > duration{}) && said == "start\n")
            rules_->reset_was_missed();
        if ((struck.lost || struck.altered) && said.starts_with("Error:Printer stopped"))
            rules_->stop_was_missed();
        const bool is_glued = struck.altered && !line.ends_with('\n'); // to whatever follows
        if ((struck.lost || struck.altered) && (is_glued || said.starts_with("FIRMWARE_NAME")))
            rules_->name_was_struck();
        note_strike(line, struck, "          < ");
    }

    void buffer_overflowed(std::uint64_t lost, std::string_view arrived) override {
        tally_.overflow += lost;
        if (narrate_)
            say("          > the receive buffer is full: " + std::to_string(lost) + " bytes are lost");
        rules_->overflowed(plan_->host.believes_too_much(plan_->printer), now_);
        if (arrived.find("M110") != arrived.npos) rules_->lost_counting();
    }

    void note_strike(std::string_view line, const struck_line& struck, std::string_view arrow) {
        const bool harmed = struck.lost || struck.twice || struck.altered || struck.late > duration{};
        if (!harmed) return;
        ++tally_.struck;
        rules_->line_was_struck();
        if (narrate_)
            say(std::string{arrow} + (struck.lost    ? "lost"
                                      : struck.twice ? "twice"
                                      : struck.altered
                                          ? "arrives as " + std::string{line.substr(0, line.find('\n'))}
                                          : "late"));
    }

    void was_executed(const executed_command& command) {
        if (screens_answer.starts_with(command.text) && command.text.size() + 1 == screens_answer.size())
            return port_.ok_is_for_screen();
        if (is_stopped_ && is_move(command.text)) {
            ++tally_.stops;
            says_stopped_ = true;
            return rules_->did_not_move(command);
        }
        trace_.note('x', command.when, command.text);
        if (narrate_) say("           executes " + std::string{command.text});
        const bool chosen = world_file::tag_of(command.text) && command.number && ++lies_ == 2;
        if (lie_ == world_lie::leaves_out_a_line && chosen) return;
        rules_->executed(command);
        if (lie_ == world_lie::executes_twice && chosen) rules_->executed(command);
    }

    [[nodiscard]] static bool is_move(std::string_view command) {
        return command.size() > 2 && command[0] == 'G' && command[1] >= '0' && command[1] <= '3' &&
               command[2] == ' ';
    }

    void say(std::string_view words) const {
        if (narrate_) narrate_(now_, words);
    }

    void narrate_event(const event& told) const {
        std::string words = "           -> " + std::string{name(told.kind)} + " " +
                            std::string{name(told.now_in)} + " job " +
                            std::to_string(static_cast<std::uint32_t>(told.job));
        if (told.why != failure::none) words.append(" ").append(name(told.why));
        if (told.told != notice::none) words.append(" ").append(name(told.told));
        say(words);
    }

    /// When what lasts is over; `never`: nothing of it lasts.
    struct timers {
        instant writes_flow = never;
        instant file_appears = never;
        instant power_returns = never;
        instant plug_returns = never;
        instant another_machine = never;
        instant card_prints = never;
        instant operator_comes = never;
        instant host_wakes = never;

        [[nodiscard]] instant first() const {
            return std::min({writes_flow, file_appears, power_returns, plug_returns, another_machine,
                             card_prints, operator_comes, host_wakes});
        }
    };

    world_lie lie_;
    std::uint64_t lies_ = 0;
    narrator narrate_;
    const world_plan* plan_ = nullptr;
    instant now_{};
    world_trace trace_;
    world_tally tally_;
    std::optional<world_invariants> rules_;
    world_files files_;
    world_port port_{*this};
    std::optional<simulated_marlin> marlin_;
    std::optional<streamer_type> streamer_;
    std::optional<control_type> control_;
    timers timers_;
    std::optional<std::size_t> selected_; ///< the place of the file that is selected
    unsigned machines_ = 0;
    bool prints_alone_ = false; ///< the printer, from its card
    bool is_stopped_ = false;   ///< the firmware: it takes moves and makes none
    bool says_stopped_ = false; ///< it is about to say so
    int answers_left_ = 3;      ///< of the operator's, to one wait
    int turns_at_once_ = 0;
    std::size_t next_act_ = 0;
    instant since_act_{};
    instant since_stuck_{};
    instant answered_at_{};   ///< a printer that waited for a person
    std::uint64_t lines_ = 0; ///< that left the host
    std::uint64_t lines_before_ = 0;
    std::uint64_t stops_ = 0;
    std::uint64_t misheard_before_ = 0; ///< when the printer was reset
};

} // namespace printjob::inline v0::testing
