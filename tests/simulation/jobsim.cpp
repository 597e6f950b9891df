// Runs the simulation for a range of seeds and prints what happened. Exits with 1 when an invariant was broken.

#include <printjob/testing/simulation/draw.hpp>
#include <printjob/testing/simulation/shrink.hpp>
#include <printjob/testing/simulation/small_cases.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace {

using namespace printjob;
using namespace printjob::testing;

struct options {
    std::uint64_t first = 1;
    std::uint64_t last = 1'000;
    std::uint64_t jobs = 0; ///< stop after so many; 0: only at the last seed
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    stimulus_classes classes = all_stimulus_classes;
    bool small_cases = false;
    bool replays = false;
    bool quiet = false;
};

constexpr std::string_view usage =
    "jobsim: runs the simulation of printjob for many seeds, and checks its invariants.\n"
    "  --seeds A..B      the seeds (default 1..1000)\n"
    "  --jobs N          stop once N jobs were printed\n"
    "  --threads N       how many runs at once (default: all cores)\n"
    "  --faults LIST     only these classes of stimuli, with commas: commands, to_printer, to_host, "
    "unsolicited,\n"
    "                    port, person, file; or none\n"
    "  --replay SEED     one run, told line by line\n"
    "  --small A..B      the small cases of these numbers instead of seeds (all: 0.."; // and their count

[[nodiscard]] std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

[[nodiscard]] bool read_range(std::string_view text, options& into) {
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return false;
    const auto first = number(text.substr(0, dots));
    const auto last = number(text.substr(dots + 2));
    if (!first || !last || *first > *last) return false;
    into.first = *first;
    into.last = *last;
    return true;
}

[[nodiscard]] bool read_classes(std::string_view text, options& into) {
    into.classes = 0;
    if (text == "none") return true;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        bool known = false;
        for (std::size_t i = 0; i < stimulus_class_count; ++i) {
            const auto which = static_cast<stimulus_class>(i);
            if (name(which) != word) continue;
            into.classes = static_cast<stimulus_classes>(into.classes | set_of(which));
            known = true;
        }
        if (!known) return false;
    }
    return true;
}

[[nodiscard]] std::optional<options> read(const std::vector<std::string_view>& words) {
    options chosen;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        if (words[i] == "--quiet") {
            chosen.quiet = true;
            --i;
            continue;
        }
        if (i + 1 == words.size()) return std::nullopt;
        const std::string_view value = words[i + 1];
        const auto whole = number(value);
        bool good = whole.has_value();
        if (words[i] == "--seeds") {
            good = read_range(value, chosen);
        } else if (words[i] == "--small") {
            good = read_range(value, chosen) && chosen.last < small_cases::count();
            chosen.small_cases = true;
        } else if (words[i] == "--faults") {
            good = read_classes(value, chosen);
        } else if (words[i] == "--jobs" && good) {
            chosen.jobs = *whole;
            chosen.last = ~std::uint64_t{0};
        } else if (words[i] == "--threads" && good) {
            chosen.threads = static_cast<unsigned>(std::clamp<std::uint64_t>(*whole, 1, 256));
        } else if (words[i] == "--replay" && good) {
            chosen.first = chosen.last = *whole;
            chosen.replays = true;
        } else {
            good = false;
        }
        if (!good) return std::nullopt;
    }
    return chosen;
}

void make_plan(const options& chosen, std::uint64_t seed, simulation_plan& plan) {
    if (chosen.small_cases)
        small_cases::make(seed, plan);
    else
        draw(seed, chosen.classes, plan);
}

void print(std::string_view words) {
    std::fwrite(words.data(), 1, words.size(), stdout);
}

[[nodiscard]] std::string in_words(const invariant_violation& broken) {
    return "I" + std::to_string(broken.invariant) + " at " +
           std::to_string(broken.when.time_since_epoch().count()) + " us: " + broken.what;
}

/// Returns the command that replays this run.
[[nodiscard]] std::string command_for(const options& chosen, std::uint64_t seed) {
    std::string words = "jobsim ";
    if (chosen.small_cases) words += "--small " + std::to_string(seed) + ".." + std::to_string(seed) + " ";
    words += "--replay " + std::to_string(seed);
    if (chosen.classes == all_stimulus_classes || chosen.small_cases) return words;
    words += " --faults ";
    if (chosen.classes == 0) words += "none,";
    for (std::size_t i = 0; i < stimulus_class_count; ++i) {
        const auto which = static_cast<stimulus_class>(i);
        if ((chosen.classes & set_of(which)) != 0) words.append(name(which)).append(",");
    }
    words.pop_back();
    return words;
}

/// Runs one seed and prints everything that happens; when an invariant is broken, that of the shortest plan.
[[nodiscard]] int replay(const options& chosen) {
    simulation runs;
    simulation_plan plan;
    make_plan(chosen, chosen.first, plan);
    if (const auto broken = runs.run(plan).violation)
        plan = plan_shrinker{runs}.shrink(plan, broken->invariant);
    print(describe(plan));
    runs.on_happening([](instant when, std::string_view what) {
        std::printf("%14.6f  %.*s\n", static_cast<double>(when.time_since_epoch().count()) / 1e6,
                    static_cast<int>(what.size()), what.data());
    });
    const simulation_result ended = runs.run(plan);
    if (!ended.violation) return 0;
    print(in_words(*ended.violation) + "\n");
    return 1;
}

/// Everything that the threads share.
struct progress_of_all {
    std::atomic<std::uint64_t> next;
    std::atomic<bool> enough = false; ///< jobs were printed
    std::mutex lock;
    simulation_counters counters;
    std::uint64_t hash = 0; ///< of all traces, in whatever order they ended
    std::uint64_t violations = 0;
    std::array<std::uint64_t, 13> by_invariant{};
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point told = begun;

    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    }
};

void tell_violation(const options& chosen, std::uint64_t seed, const invariant_violation& broken) {
    simulation runs;
    simulation_plan plan;
    make_plan(chosen, seed, plan);
    plan_shrinker shrinker{runs};
    const simulation_plan shortest = shrinker.shrink(plan, broken.invariant);
    print("\nseed " + std::to_string(seed) + " breaks " + in_words(broken) + "\nthe shortest way to it (of " +
          std::to_string(shrinker.tried()) + " tried):\n" + describe(shortest) +
          "see it with: " + command_for(chosen, seed) + "\n");
    std::fflush(stdout);
}

void run_seeds(const options& chosen, progress_of_all& all) {
    constexpr std::uint64_t seeds_at_once = 64;
    constexpr std::uint64_t most_told = 10;
    simulation runs;
    simulation_plan plan;
    for (;;) {
        const std::uint64_t first = all.next.fetch_add(seeds_at_once);
        if (first > chosen.last || all.enough) return;
        const std::uint64_t last =
            chosen.last - first < seeds_at_once ? chosen.last : first + seeds_at_once - 1;
        simulation_counters counters;
        std::uint64_t hash = 0;
        for (std::uint64_t seed = first; seed <= last; ++seed) {
            make_plan(chosen, seed, plan);
            const simulation_result ended = runs.run(plan);
            counters += ended.counters;
            hash += random_stream{seed ^ ended.hash}.next();
            if (!ended.violation) continue;
            const std::scoped_lock guard{all.lock};
            ++all.by_invariant[static_cast<std::size_t>(ended.violation->invariant)];
            if (++all.violations <= most_told) tell_violation(chosen, seed, *ended.violation);
        }
        const std::scoped_lock guard{all.lock};
        all.counters += counters;
        all.hash += hash;
        if (chosen.jobs != 0 && all.counters.jobs >= chosen.jobs) all.enough = true;
        if (chosen.quiet || std::chrono::steady_clock::now() < all.told + std::chrono::seconds{5}) continue;
        all.told = std::chrono::steady_clock::now();
        std::printf("%12llu jobs, %llu violations, %.0f s\n",
                    static_cast<unsigned long long>(all.counters.jobs),
                    static_cast<unsigned long long>(all.violations), all.seconds());
        std::fflush(stdout);
    }
}

void summarise(const options& chosen, const progress_of_all& all) {
    const simulation_counters& is = all.counters;
    const auto row = [](std::string_view what, std::uint64_t count) {
        std::printf("%14llu  %.*s\n", static_cast<unsigned long long>(count), static_cast<int>(what.size()),
                    what.data());
    };
    row(chosen.small_cases ? "small cases" : "runs", is.runs);
    row("jobs", is.jobs);
    row("  one line in flight", is.jobs - is.jobs_in_window);
    row("  several lines in flight", is.jobs_in_window);
    row("  on a line with a rate of faults", is.jobs_at_fault_rate);
    row("  done", is.done);
    row("  cancelled", is.cancelled);
    row("  failed", is.failed);
    row("commands accepted", is.accepted);
    row("  already", is.already);
    row("  deferred", is.deferred);
    row("  refused", is.refused);
    row("lines that left the host", is.lines);
    row("lines of jobs executed", is.executed);
    row("resend requests", is.resends);
    row("lines struck by a fault", is.struck);
    row("bytes lost by full receive buffers", is.overflow);
    row("executed with another text (XOR-8 missed it)", is.altered);
    row("executed without the number that was cut off", is.headless);
    row("executed twice because the numbers differ unseen", is.counting);
    row("moves that a stopped printer took and did not make", is.stops);
    row("answers to a printer that waited for a person", is.answers);
    row("claims after an ok to one of these", is.claims);
    row("seconds of virtual time", is.seconds);
    for (std::size_t i = 0; i < stimulus_count && !chosen.quiet; ++i)
        if (is.stimuli[i] != 0) row(name(static_cast<stimulus>(i)), is.stimuli[i]);
    row("violations", all.violations);
    for (std::size_t i = 1; i < all.by_invariant.size(); ++i)
        if (all.by_invariant[i] != 0) row("  of I" + std::to_string(i), all.by_invariant[i]);
    // With --jobs the threads decide where to stop, so only a range of seeds has one hash.
    if (chosen.jobs == 0)
        std::printf("trace hash of %llu..%llu: %016llx\n", static_cast<unsigned long long>(chosen.first),
                    static_cast<unsigned long long>(chosen.last), static_cast<unsigned long long>(all.hash));
    std::printf("%.1f s, %.0f jobs/s\n", all.seconds(), static_cast<double>(is.jobs) / all.seconds());
}

} // namespace

int main(int count, char** words) {
    const auto chosen = read({words + 1, words + count});
    if (!chosen) {
        print(std::string{usage} + std::to_string(small_cases::count() - 1) +
              ")\n  --quiet           only the summary\n");
        return 2;
    }
    if (chosen->replays) return replay(*chosen);
    progress_of_all all;
    all.next = chosen->first;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < chosen->threads; ++i)
        threads.emplace_back([&] { run_seeds(*chosen, all); });
    threads.clear();
    summarise(*chosen, all);
    return all.violations == 0 ? 0 : 1;
}
