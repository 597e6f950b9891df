#pragma once
/// Every small case there is, instead of drawn ones: each sequence of up to five commands, given before each
/// of the first twelve lines of a job, with each single fault at that place.

#include <printjob/testing/simulation/plan.hpp>
#include <printjob/testing/simulation/stimuli.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::testing {

/// Numbers the small cases from 0 and makes the plan of each.
class small_cases {
public:
    /// The most commands in a sequence.
    static constexpr std::uint64_t longest_sequence = 5;
    /// Before how many lines of the job a sequence may begin; the job has as many.
    static constexpr std::uint64_t places = 12;

    /// The commands of the sequences. The emergency stop stands at the end of a sequence only (see `faults`):
    /// what follows it is refused.
    static constexpr std::array<stimulus, 6> commands{stimulus::ask_start,  stimulus::ask_restart,
                                                      stimulus::ask_pause,  stimulus::ask_resume,
                                                      stimulus::ask_toggle, stimulus::ask_cancel};

    /// What happens beside them: nothing, each fault by itself, and the emergency stop.
    static constexpr std::size_t faults =
        1 + stimulus_count - static_cast<std::size_t>(stimulus::flip_bit) + 1;

    /// Returns how many sequences there are, the empty one too.
    [[nodiscard]] static constexpr std::uint64_t sequences() {
        std::uint64_t all = 0;
        std::uint64_t of_length = 1;
        for (std::uint64_t length = 0; length <= longest_sequence; ++length, of_length *= commands.size())
            all += of_length;
        return all;
    }
    /// Returns how many cases there are.
    [[nodiscard]] static constexpr std::uint64_t count() { return sequences() * places * faults; }

    /// Makes the plan of a case.
    static void make(std::uint64_t which, simulation_plan& plan) {
        const auto fault = static_cast<std::size_t>(which % faults);
        const auto place = static_cast<std::uint16_t>(which / faults % places);
        plan = {};
        plan.seed = which;
        const std::uint64_t sequence = which / faults / places;
        plan.printer.advanced_ok = sequence % 2 == 1; // each fault meets both
        plan.host.most_lines = sequence % 4 < 2 ? 1 : 3;
        plan.latency = std::chrono::milliseconds{1};
        plan.jobs.push_back({.file = {.seed = 7, .lines = places}, .start = job_start::print});
        // Before line `place` of the job: the M110 of the start and the lines before it have left.
        bool first = true;
        const auto add = [&](stimulus what, duration lasts = {}) {
            plan.schedule.push_back({.what = what,
                                     .job = 0,
                                     .lines = first ? place : std::uint16_t{0},
                                     .patience = first ? duration{std::chrono::seconds{2}} : duration{},
                                     .place = static_cast<std::uint16_t>(place * 5),
                                     .lasts = lasts});
            first = false;
        };
        if (fault == faults - 1)
            add(stimulus::ask_emergency_stop);
        else if (fault > 0)
            add(static_cast<stimulus>(static_cast<std::size_t>(stimulus::flip_bit) + fault - 1),
                std::chrono::milliseconds{300});
        add_sequence(sequence, add);
    }

private:
    /// The sequence of this number, shorter ones first.
    template <class Add>
    static void add_sequence(std::uint64_t which, const Add& add) {
        std::uint64_t length = 0;
        for (std::uint64_t of_length = 1; which >= of_length; of_length *= commands.size()) {
            which -= of_length;
            ++length;
        }
        for (; length > 0; --length, which /= commands.size())
            add(commands[static_cast<std::size_t>(which % commands.size())]);
    }
};

} // namespace printjob::inline v0::testing
