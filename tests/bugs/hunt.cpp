// Hunts one bug of the catalogue: runs the simulation with it, from seed 1 on, until a run breaks a rule
// that is named for this bug, and keeps all rules without it. Built by run.py against headers with all bugs in them.

#include <printjob/testing/simulation/draw.hpp>
#include <printjob/testing/simulation/shrink.hpp>

#include <bug_catalogue.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace printjob;
using namespace printjob::testing;

[[nodiscard]] simulation_result run_with(catalogue::bug which, simulation& runs,
                                         const simulation_plan& plan) {
    catalogue::chosen = which;
    simulation_result ended = runs.run(plan);
    catalogue::chosen = catalogue::bug::none;
    return ended;
}

[[nodiscard]] simulation_plan plan_of(std::uint64_t seed) {
    simulation_plan plan;
    draw(seed, all_stimulus_classes, plan);
    return plan;
}

/// Tells the rule, the seed and the jobs that it took in one line, with tabs between; or why it was not found.
[[nodiscard]] int hunt(const catalogue::entry& wanted, std::uint64_t most_jobs) {
    simulation runs;
    std::uint64_t jobs = 0;
    std::array<std::uint64_t, 13> of_other_rules{};
    std::uint64_t broken_without = 0;
    for (std::uint64_t seed = 1; jobs < most_jobs; ++seed) {
        const simulation_plan plan = plan_of(seed);
        const simulation_result ended = run_with(wanted.is, runs, plan);
        jobs += ended.counters.jobs;
        if (!ended.violation) continue;
        const int rule = ended.violation->invariant;
        if ((wanted.rules >> static_cast<unsigned>(rule) & 1U) == 0) {
            ++of_other_rules[static_cast<std::size_t>(rule)];
            continue;
        }
        if (run_with(catalogue::bug::none, runs, plan).violation) {
            ++broken_without;
            continue;
        }
        std::printf("I%d\t%llu\t%llu\t%s\n", rule, static_cast<unsigned long long>(seed),
                    static_cast<unsigned long long>(jobs), ended.violation->what.c_str());
        return 0;
    }
    std::printf("not within %llu jobs; runs that break a rule without it: %llu",
                static_cast<unsigned long long>(jobs), static_cast<unsigned long long>(broken_without));
    for (std::size_t rule = 1; rule < of_other_rules.size(); ++rule)
        if (of_other_rules[rule] != 0)
            std::printf("; I%zu broken in %llu", rule, static_cast<unsigned long long>(of_other_rules[rule]));
    std::printf("\n");
    return 1;
}

/// Tells the shortest plan that still breaks the rule, and everything that happens in its run.
[[nodiscard]] int replay(const catalogue::entry& wanted, std::uint64_t seed) {
    simulation runs;
    simulation_plan plan = plan_of(seed);
    catalogue::chosen = wanted.is;
    if (const auto broken = runs.run(plan).violation)
        plan = plan_shrinker{runs}.shrink(plan, broken->invariant);
    std::printf("%s", describe(plan).c_str());
    runs.on_happening([](instant when, std::string_view what) {
        std::printf("%14.6f  %.*s\n", static_cast<double>(when.time_since_epoch().count()) / 1e6,
                    static_cast<int>(what.size()), what.data());
    });
    const auto broken = runs.run(plan).violation;
    if (broken) std::printf("I%d: %s\n", broken->invariant, broken->what.c_str());
    return broken ? 1 : 0;
}

[[nodiscard]] std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace

int main(int count, char** arguments) {
    std::vector<std::string_view> words{arguments + 1, arguments + count};
    const bool replays = !words.empty() && words.front() == "--replay";
    if (replays) words.erase(words.begin());
    const auto value = words.size() == 2 ? number(words[1]) : std::nullopt;
    const auto wanted =
        std::ranges::find(catalogue::entries, value ? words[0] : std::string_view{}, &catalogue::entry::name);
    if (wanted == std::end(catalogue::entries)) {
        std::printf("hunt BUG JOBS, or hunt --replay BUG SEED\n");
        return 2;
    }
    return replays ? replay(*wanted, *value) : hunt(*wanted, *value);
}
