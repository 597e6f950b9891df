#pragma once
// Deciding: the library's table against a switch written by hand and a plain table, over the same inputs.

#include <printjob/job/transitions.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace benchmarks {

using namespace printjob;
using table::verdict;

/// What the library says.
struct by_library {
    [[nodiscard]] static const cell& decide(row now, intent asked) { return on(now, asked); }
    [[nodiscard]] static const cell& decide(row now, report_kind what) { return on(now, what); }
};

/// What the others say: only what a decision needs.
struct decision {
    verdict is;
    row next;
    action act;

    [[nodiscard]] constexpr bool takes_effect() const {
        return is == verdict::deferred || is == verdict::accepted || is == verdict::applied;
    }
};

/// A table like anybody's: one grid, with a column for each command and each report.
struct by_table {
    static constexpr std::size_t columns = intent_count + report_kind_count;

    [[nodiscard]] static consteval std::array<std::array<decision, columns>, row_count> grid() {
        std::array<std::array<decision, columns>, row_count> all{};
        for (std::size_t r = 0; r < row_count; ++r)
            for (std::size_t c = 0; c < columns; ++c) {
                const cell& from = c < intent_count
                                       ? on(static_cast<row>(r), static_cast<intent>(c))
                                       : on(static_cast<row>(r), static_cast<report_kind>(c - intent_count));
                all[r][c] = {from.is, from.next, from.act};
            }
        return all;
    }

    [[nodiscard]] static const decision& decide(row now, intent asked) {
        return cells[static_cast<std::size_t>(now)][static_cast<std::size_t>(asked)];
    }
    [[nodiscard]] static const decision& decide(row now, report_kind what) {
        return cells[static_cast<std::size_t>(now)][intent_count + static_cast<std::size_t>(what)];
    }

    static const std::array<std::array<decision, columns>, row_count> cells;
};

inline constexpr std::array<std::array<decision, by_table::columns>, row_count> by_table::cells =
    by_table::grid();

/// The same decisions as a person would write them down in switches, without the reasons of a refusal.
struct by_switch {
    // clang-format off
    static constexpr decision refused{verdict::refused, row::offline, action::none};
    static constexpr decision already{verdict::already, row::offline, action::none};
    static constexpr decision start{verdict::accepted, row::starting, action::start};
    static constexpr decision restart{verdict::accepted, row::starting, action::restart};
    static constexpr decision pause{verdict::accepted, row::pausing, action::pause};
    static constexpr decision resume{verdict::accepted, row::resuming, action::resume};
    static constexpr decision cancel{verdict::accepted, row::cancelling, action::cancel};
    static constexpr decision select{verdict::accepted, row::operational, action::select};
    static constexpr decision later_pause{verdict::deferred, row::starting_then_pause, action::none};
    static constexpr decision later_resume{verdict::deferred, row::pausing_then_resume, action::none};
    static constexpr decision no_pause{verdict::accepted, row::starting, action::none};
    static constexpr decision no_resume{verdict::accepted, row::pausing, action::none};
    static constexpr decision stop{verdict::accepted, row::error, action::emergency_stop};
    static constexpr decision stale{verdict::stale, row::offline, action::none};
    static constexpr decision never{verdict::violation, row::offline, action::none};
    static constexpr decision greeted{verdict::applied, row::connecting, action::none};
    static constexpr decision operational{verdict::applied, row::operational, action::none};
    static constexpr decision gone{verdict::applied, row::offline, action::none};
    static constexpr decision halted{verdict::applied, row::error, action::none};
    static constexpr decision late_job{verdict::applied, row::error, action::cancel};
    static constexpr decision prints{verdict::applied, row::printing, action::none};
    static constexpr decision pauses{verdict::applied, row::pausing, action::pause};
    static constexpr decision paused{verdict::applied, row::paused, action::none};
    static constexpr decision and_resume{verdict::applied, row::paused, action::carry_out_deferred};
    static constexpr decision drained{verdict::applied, row::finishing, action::none};
    // clang-format on

    [[nodiscard]] static const decision& decide(row now, intent asked) {
        const bool no_job_yet = now == row::operational;
        switch (now) {
        case row::offline:
        case row::connecting:
        case row::error:
            if (asked != intent::emergency_stop || now == row::offline) return refused;
            return stop;
        case row::operational:
        case row::starting:
        case row::starting_then_pause:
        case row::printing:
        case row::pausing:
        case row::pausing_then_resume:
        case row::paused:
        case row::resuming:
        case row::cancelling:
        case row::finishing: break;
        }
        switch (asked) {
        case intent::start: return no_job_yet ? start : refused;
        case intent::restart: return now == row::paused ? restart : refused;
        case intent::pause: return pause_in(now);
        case intent::resume: return resume_in(now);
        case intent::toggle: return toggle_in(now);
        case intent::cancel:
            if (no_job_yet) return refused;
            return now == row::cancelling ? already : cancel;
        case intent::select: return no_job_yet ? select : refused;
        case intent::emergency_stop: return stop;
        }
        return refused;
    }

    [[nodiscard]] static const decision& decide(row now, report_kind what) {
        const bool with_job = has_job(state_of(now));
        const bool greeting = now == row::connecting;
        switch (what) {
        case report_kind::connecting:
            if (with_job) return never;
            return greeting ? stale : greeted;
        case report_kind::connected:
            if (with_job) return never;
            return now == row::operational ? stale : operational;
        case report_kind::disconnected: return now == row::offline ? stale : gone;
        case report_kind::reset: return with_job || now == row::operational ? operational : stale;
        case report_kind::halted: return with_job || greeting || now == row::operational ? halted : stale;
        case report_kind::timed_out:
            if (greeting) return halted;
            return !with_job || now == row::printing || now == row::paused ? never : late_job;
        case report_kind::started:
        case report_kind::paused:
        case report_kind::resumed:
        case report_kind::cancelled:
        case report_kind::drained:
        case report_kind::finished:
        case report_kind::failed: return with_job ? of_job_in(now, what) : stale;
        }
        return never;
    }

private:
    [[nodiscard]] static const decision& pause_in(row now) {
        switch (now) {
        case row::operational: return refused;
        case row::starting: return later_pause;
        case row::printing:
        case row::resuming: return pause;
        case row::pausing_then_resume: return no_resume;
        case row::starting_then_pause:
        case row::pausing:
        case row::paused: return already;
        case row::cancelling:
        case row::finishing: return refused;
        case row::offline:
        case row::connecting:
        case row::error: return refused;
        }
        return refused;
    }

    [[nodiscard]] static const decision& resume_in(row now) {
        switch (now) {
        case row::operational: return refused;
        case row::starting_then_pause: return no_pause;
        case row::pausing: return later_resume;
        case row::paused: return resume;
        case row::starting:
        case row::printing:
        case row::pausing_then_resume:
        case row::resuming: return already;
        case row::cancelling:
        case row::finishing: return refused;
        case row::offline:
        case row::connecting:
        case row::error: return refused;
        }
        return refused;
    }

    [[nodiscard]] static const decision& toggle_in(row now) {
        switch (now) {
        case row::operational: return refused;
        case row::starting: return later_pause;
        case row::printing:
        case row::resuming: return pause;
        case row::paused: return resume;
        case row::starting_then_pause:
        case row::pausing:
        case row::pausing_then_resume: return already;
        case row::cancelling:
        case row::finishing: return refused;
        case row::offline:
        case row::connecting:
        case row::error: return refused;
        }
        return refused;
    }

    /// A report of the job, in a row that has one.
    [[nodiscard]] static const decision& of_job_in(row now, report_kind what) {
        const bool ends = now == row::cancelling || now == row::finishing;
        switch (what) {
        case report_kind::started:
            if (now == row::starting) return prints;
            if (now == row::starting_then_pause) return pauses;
            return now == row::cancelling ? stale : never;
        case report_kind::paused:
            if (now == row::starting || now == row::starting_then_pause) return never;
            if (now == row::pausing_then_resume) return and_resume;
            return ends || now == row::paused ? stale : paused;
        case report_kind::resumed:
            if (now == row::starting || now == row::starting_then_pause) return never;
            return now == row::paused || now == row::resuming ? prints : stale;
        case report_kind::cancelled: return now == row::cancelling ? operational : never;
        case report_kind::drained:
            if (now == row::printing) return drained;
            return ends || now == row::pausing || now == row::pausing_then_resume ? stale : never;
        case report_kind::finished:
            if (now == row::finishing) return operational;
            return now == row::cancelling ? stale : never;
        case report_kind::failed: return operational;
        case report_kind::connecting:
        case report_kind::connected:
        case report_kind::disconnected:
        case report_kind::reset:
        case report_kind::halted:
        case report_kind::timed_out: break;
        }
        return never;
    }
};

/// Nothing decided: what the benchmark itself costs.
struct by_nothing {
    [[nodiscard]] static decision decide(row now, intent) { return {verdict::applied, now, action::none}; }
    [[nodiscard]] static decision decide(row now, report_kind) {
        return {verdict::applied, now, action::none};
    }
};

/// Decides one input and moves along; kept apart so that the compiler cannot know the row or the input.
template <class Way, class Input>
[[gnu::noinline]] row step(row now, Input input) {
    const auto& decided = Way::decide(now, input);
    return decided.takes_effect() ? decided.next : now;
}

/// Whether all three agree on every row with every input.
[[nodiscard]] inline bool all_agree() {
    for (std::size_t r = 0; r < row_count; ++r) {
        const auto now = static_cast<row>(r);
        const auto same = [now](auto input) {
            const cell& truth = on(now, input);
            const auto& plain = by_table::decide(now, input);
            const auto& written = by_switch::decide(now, input);
            const auto agrees = [&truth](const decision& other) {
                return other.is == truth.is && other.next == truth.next && other.act == truth.act;
            };
            return agrees(plain) && agrees(written);
        };
        for (std::size_t c = 0; c < intent_count; ++c)
            if (!same(static_cast<intent>(c))) return false;
        for (std::size_t c = 0; c < report_kind_count; ++c)
            if (!same(static_cast<report_kind>(c))) return false;
    }
    return true;
}

/// Whatever may come: a command and a report in turn, in a fixed disorder.
struct any_input {
    intent asked;
    report_kind what;
};

[[nodiscard]] inline std::vector<any_input> any_inputs() {
    std::vector<any_input> all;
    std::uint32_t seed = 1;
    const auto below = [&seed](std::size_t limit) {
        seed = seed * 1'664'525 + 1'013'904'223;
        return (seed >> 16) % limit;
    };
    for (int i = 0; i < 4096; ++i)
        all.push_back(
            {static_cast<intent>(below(intent_count)), static_cast<report_kind>(below(report_kind_count))});
    return all;
}

/// Takes in a list of commands and reports; returns the row at the end.
template <class Way>
[[nodiscard]] row take_any(row now, const std::vector<any_input>& inputs) {
    for (const any_input& each : inputs)
        now = step<Way>(step<Way>(now, each.asked), each.what);
    return now;
}

/// How many decisions `normal_job` takes.
inline constexpr std::size_t decisions_of_a_normal_job = 10;

/// A job as most are: started, paused and resumed once, printed to its end.
template <class Way>
[[nodiscard]] row normal_job(row now) {
    now = step<Way>(now, intent::start);
    now = step<Way>(now, report_kind::started);
    now = step<Way>(now, intent::start); // somebody else's, refused
    now = step<Way>(now, intent::toggle);
    now = step<Way>(now, report_kind::paused);
    now = step<Way>(now, intent::pause); // already so
    now = step<Way>(now, intent::toggle);
    now = step<Way>(now, report_kind::resumed);
    now = step<Way>(now, report_kind::drained);
    return step<Way>(now, report_kind::finished);
}

} // namespace benchmarks
