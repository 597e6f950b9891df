#pragma once
// What must hold in every link, whatever the printer says and the port does. It judges by the bytes that
// the host has read and written and by the events that were told, never by what the streamer believes.

#include "adversary_port.hpp"
#include "wire.hpp"
#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/syntax/line_splitter.hpp>
#include <printjob/job/event.hpp>
#include <printjob/job/state.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fuzz {

/// One call of the host's, seen from outside.
struct call {
    bool ends_job = false;     ///< it is a cancel or an emergency stop that was taken
    bool stands_still = false; ///< the job was held when it began, and still is when it ends
    std::vector<printjob::event> told;
};

class link_judge {
public:
    link_judge(std::size_t longest_line, bool motors_off, bool has_chamber)
        : longest_line_{longest_line}, safe_stop_{"M104 T0 S0", "M140 S0"} {
        if (has_chamber) safe_stop_.emplace_back("M141 S0");
        safe_stop_.emplace_back("M106 S0");
        if (motors_off) safe_stop_.emplace_back("M84");
    }

    /// The place of a command in its job: every line of our files ends in `Q` and its number in the file.
    [[nodiscard]] static std::optional<std::uint32_t> place_of(std::string_view command) {
        const auto at = command.rfind(" Q");
        return at == std::string_view::npos ? std::nullopt : whole_number(command.substr(at + 2));
    }

    /// A call of the host's is over.
    void look_at(const call& over, const adversary_port& port) {
        hear(port.heard());
        if (over.ends_job) is_active_ = false;
        may_begin_ = std::ranges::any_of(
            over.told, [](const auto& e) { return e.kind() == printjob::event_kind::print_started; });
        begun_in_lines_ = false;
        stands_still_ = over.stands_still;
        std::string_view lines = port.written();
        for (bool is_older = port.first_is_older(); !lines.empty(); is_older = false)
            judge_line(take_line(lines), is_older);
        for (const auto& each : over.told)
            judge_event(each);
    }

    /// The lines that the host wrote and that were not taken out yet, oldest first.
    [[nodiscard]] const std::deque<std::string>& received() const { return received_; }
    /// Takes out the oldest of them.
    [[nodiscard]] std::optional<std::string> take_oldest_received() {
        if (received_.empty()) return std::nullopt;
        std::string oldest = std::move(received_.front());
        received_.pop_front();
        return oldest;
    }
    /// The highest number in use.
    [[nodiscard]] std::uint32_t highest() const { return highest_; }

private:
    // --- what the host was told by the printer ---

    void hear(std::string_view bytes) {
        heard_now_.clear();
        splitter_.push(std::span{bytes}, [&](std::string_view line) {
            printjob::gcode::for_each_response(
                line, printjob::gcode::marlin, [&](const printjob::gcode::response& said) {
                    if (said.kind == printjob::gcode::response_kind::resend && said.number)
                        heard_now_.insert(*said.number);
                });
        });
        asked_for_.insert(heard_now_.begin(), heard_now_.end());
    }

    // --- what it wrote ---

    void judge_line(std::string_view line, bool is_older) {
        received_.emplace_back(line);
        require(line.size() <= longest_line_, "a line fits the printer's buffer for a command");
        if (line.empty()) return;
        if (line == "N0 M110 N0*125") {
            highest_ = 0;
            sent_.clear();
            asked_for_ = heard_now_;
            return;
        }
        if (line.front() != 'N') return judge_raw(line);
        const auto read = read_numbered_line(line);
        require(read.has_value(), "a numbered line has its number and its checksum");
        if (read->command == "M112") return; // past everything, under a number that may be taken again
        require(is_in_grammar(read->command), "a command on the wire is in the grammar");
        const bool is_new = read->number > highest_;
        if (is_new) {
            require(read->number == highest_ + 1, "numbers rise by one");
            highest_ = read->number;
            sent_[read->number] = line;
        } else {
            require(read->number != 0 && sent_[read->number] == line, "a number stands for one line");
            require(!asked_for_.empty() && *asked_for_.begin() <= read->number,
                    "a line is repeated only when the printer asks for it or one before it");
        }
        take_safe_stop(read->command);
        if (const auto place = place_of(read->command)) judge_job_line(*place, is_new, is_older);
    }

    void judge_raw(std::string_view line) {
        const bool is_tool = line.starts_with("M104 T") && line.ends_with(" S0") && line.size() == 10;
        require(is_tool || line == "M108" || line == "M112" ||
                    std::ranges::find(safe_stop_, line) != safe_stop_.end(),
                "nothing but M108, M112 and the safe stop leaves without a number");
        take_safe_stop(line);
    }

    void take_safe_stop(std::string_view command) {
        if (stopped_ < safe_stop_.size() && command == safe_stop_[stopped_]) ++stopped_;
    }

    void judge_job_line(std::uint32_t place, bool is_new, bool is_older) {
        stopped_ = 0;
        if (is_new && may_begin_ && place == 0 && !(is_active_ && next_ == 0)) {
            is_active_ = begun_in_lines_ = true;
            next_ = 0;
        }
        require(is_active_ || is_older, "no line of a job follows its end");
        if (!is_new) return;
        require(!stands_still_ || is_older, "a job that is held sends nothing");
        require(place == next_, "the lines of a job leave in order, and each once");
        ++next_;
    }

    // --- what was told ---

    void judge_event(const printjob::event& told) {
        using printjob::event_kind;
        using printjob::state;
        switch (told.kind()) {
        case event_kind::print_started:
            require(has_outcome_, "a job begins when the one before has its outcome");
            require(static_cast<std::uint32_t>(told.job()) == static_cast<std::uint32_t>(job_) + 1,
                    "every job has an id of its own");
            job_ = told.job();
            has_outcome_ = false;
            is_active_ = true;
            if (!begun_in_lines_) next_ = 0;
            break;
        case event_kind::print_cancelling: is_active_ = false; break;
        case event_kind::print_done: take_outcome(told); break;
        case event_kind::print_cancelled:
            take_outcome(told);
            if (told.now_in() == state::operational) require_safe_stop();
            break;
        case event_kind::print_failed:
            take_outcome(told);
            require(told.why() != printjob::failure::none, "a failure has a cause");
            if (told.now_in() == state::operational && told.why() != printjob::failure::printer_reset)
                require_safe_stop();
            break;
        case event_kind::violation: require(false, "the streamer reports only what can be"); break;
        case event_kind::overrun: require(false, "no event is lost"); break;
        case event_kind::state_changed:
            require(told.now_in() != state_, "a change of state is to another state");
            state_ = told.now_in();
            break;
        case event_kind::print_paused:
        case event_kind::print_resumed:
        case event_kind::file_selected:
        case event_kind::command_deferred:
        case event_kind::deferral_withdrawn:
        case event_kind::deferral_refused:
        case event_kind::printer_reset:
        case event_kind::noticed: break;
        }
    }

    void take_outcome(const printjob::event& told) {
        require(told.job() == job_ && !has_outcome_, "a job has one outcome");
        has_outcome_ = true;
        is_active_ = false;
    }

    void require_safe_stop() const {
        require(stopped_ == safe_stop_.size(), "behind a cancelled or failed job the safe stop has left");
    }

    std::size_t longest_line_;
    std::vector<std::string> safe_stop_;
    std::size_t stopped_ = 0; ///< how much of the safe stop has left since a job's last line

    std::deque<std::string> received_;
    printjob::gcode::line_splitter splitter_;
    std::set<std::uint32_t> heard_now_;
    std::set<std::uint32_t> asked_for_;         ///< since counting began anew
    std::map<std::uint32_t, std::string> sent_; ///< the same
    std::uint32_t highest_ = 0;

    bool may_begin_ = false;
    bool begun_in_lines_ = false;
    bool stands_still_ = false;

    printjob::state state_ = printjob::state::offline;
    printjob::job_id job_ = printjob::job_id::none;
    bool has_outcome_ = true;
    bool is_active_ = false; ///< lines of the job may leave
    std::uint32_t next_ = 0; ///< the job's line that is to leave next
};

} // namespace fuzz
