#pragma once
/// Makes the plan of a violation as short as possible: whatever can be left out while the same invariant is still
/// broken is left out.

#include <printjob/testing/simulation.hpp>
#include <printjob/testing/simulation/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// Shrinks plans that break a rule.
class plan_shrinker {
public:
    /// `runs`: where the plans are tried; its checker fault and its listener stay as they are.
    explicit plan_shrinker(simulation& runs) : runs_{runs} {}

    /// Returns a shorter plan that still breaks rule `invariant`; the plan itself when nothing can be left out.
    [[nodiscard]] simulation_plan shrink(const simulation_plan& broken, int invariant) {
        best_ = broken;
        invariant_ = invariant;
        while (leave_out_jobs() || leave_out_stimuli() || shorten_files() || simplify() || hurry()) {
        }
        return best_;
    }

    /// Returns how many plans were tried.
    [[nodiscard]] std::uint64_t tried() const { return tried_; }

private:
    /// Keeps the plan when the same rule is still broken.
    [[nodiscard]] bool keep_if_broken(simulation_plan shorter) {
        ++tried_;
        const simulation_result ended = runs_.run(shorter);
        if (!ended.violation || ended.violation->invariant != invariant_) return false;
        best_ = std::move(shorter);
        return true;
    }

    [[nodiscard]] bool leave_out_jobs() {
        for (std::size_t job = best_.jobs.size(); job-- > 0 && best_.jobs.size() > 1;) {
            simulation_plan shorter = best_;
            shorter.jobs.erase(shorter.jobs.begin() + static_cast<std::ptrdiff_t>(job));
            std::erase_if(shorter.schedule,
                          [job](const scheduled_stimulus& each) { return each.job == job; });
            for (scheduled_stimulus& each : shorter.schedule)
                if (each.job > job) --each.job;
            if (keep_if_broken(std::move(shorter))) return true;
        }
        return false;
    }

    [[nodiscard]] bool leave_out_stimuli() {
        for (std::size_t count = best_.schedule.size(); count > 0; count /= 2) {
            for (std::size_t first = 0; first + count <= best_.schedule.size(); ++first) {
                simulation_plan shorter = best_;
                const auto begin = shorter.schedule.begin() + static_cast<std::ptrdiff_t>(first);
                shorter.schedule.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
                if (keep_if_broken(std::move(shorter))) return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool shorten_files() {
        for (std::size_t job = 0; job < best_.jobs.size(); ++job) {
            const file_plan& file = best_.jobs[job].file;
            const auto lines = static_cast<unsigned>(file.lines);
            const auto with = [&](auto change) {
                simulation_plan shorter = best_;
                change(shorter.jobs[job]);
                return keep_if_broken(std::move(shorter));
            };
            for (const unsigned fewer : {1U, lines / 2, lines - 1})
                if (fewer > 0 && fewer < lines &&
                    with([fewer](planned_job& is) { is.file.lines = static_cast<std::uint16_t>(fewer); }))
                    return true;
            if (file.decorated && with([](planned_job& is) { is.file.decorated = false; })) return true;
            if (file.waits && with([](planned_job& is) { is.file.waits = false; })) return true;
            if (file.calls && with([](planned_job& is) { is.file.calls = false; })) return true;
            if (file.asks && with([](planned_job& is) { is.file.asks = false; })) return true;
            if (best_.jobs[job].start != job_start::print &&
                with([](planned_job& is) { is.start = job_start::print; }))
                return true;
        }
        return false;
    }

    /// Tries a default in the place of one choice.
    template <class Part, class Value>
    [[nodiscard]] bool without(Part simulation_plan::* part, Value Part::* choice) {
        const Value plain = Part{}.*choice;
        if ((best_.*part).*choice == plain) return false;
        simulation_plan simpler = best_;
        (simpler.*part).*choice = plain;
        return keep_if_broken(std::move(simpler));
    }

    [[nodiscard]] bool simplify() {
        using is = printer_plan;
        using host = host_plan;
        constexpr auto printer = &simulation_plan::printer;
        constexpr auto of_host = &simulation_plan::host;
        return without(printer, &is::quick_moves) || without(printer, &is::says_busy) ||
               without(printer, &is::advanced_ok) || without(printer, &is::emergency_parser) ||
               without(printer, &is::autoreport) || without(printer, &is::says_wait) ||
               without(printer, &is::boots_slowly) || without(printer, &is::two_tools) ||
               without(printer, &is::repeated) || without(printer, &is::after_resend) ||
               without(printer, &is::resend_spelling) || without(printer, &is::unnumbered_checksum) ||
               without(printer, &is::host_actions) || without(printer, &is::command_slots) ||
               without(printer, &is::turn_time) || without(of_host, &host::start_script) ||
               without(of_host, &host::pause_script) || without(of_host, &host::resume_script) ||
               without(of_host, &host::done_script) || without(of_host, &host::cools_soon) ||
               without(of_host, &host::motors_off);
    }

    /// Less waiting, on the line and between stimuli, and no rates of faults.
    [[nodiscard]] bool hurry() {
        for (const auto rate : {&simulation_plan::to_printer, &simulation_plan::to_host}) {
            if ((best_.*rate).per_mille == 0) continue;
            simulation_plan quieter = best_;
            quieter.*rate = {};
            if (keep_if_broken(std::move(quieter))) return true;
        }
        if (best_.byte_time > duration{} || best_.latency > duration{}) {
            simulation_plan faster = best_;
            faster.byte_time = faster.latency = {};
            if (keep_if_broken(std::move(faster))) return true;
        }
        for (std::size_t i = 0; i < best_.schedule.size(); ++i) {
            if (best_.schedule[i].lines > 0 && best_.schedule[i].patience > duration{}) {
                simulation_plan sooner = best_;
                sooner.schedule[i].lines = 0;
                sooner.schedule[i].patience = {};
                if (keep_if_broken(std::move(sooner))) return true;
            }
        }
        return false;
    }

    simulation& runs_;
    simulation_plan best_;
    int invariant_ = 0;
    std::uint64_t tried_ = 0;
};

} // namespace printjob::inline v0::testing
