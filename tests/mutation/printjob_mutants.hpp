#pragma once
/// The switch that turns on each mutant in an instrumented copy of the headers. Included by that copy only.

#include <type_traits>

namespace printjob_mutants {

inline constexpr unsigned most = 16384;

/// The mutant that lives in this process; 0: none. From the environment: `PRINTJOB_MUTANT`.
extern const unsigned alive;

/// Which places were passed since somebody cleared this.
extern bool passed[most];

/// Whether this mutant lives. While the compiler evaluates, none does.
[[nodiscard]] constexpr bool is(unsigned id) {
    if (std::is_constant_evaluated()) return false;
    passed[id] = true;
    return id == alive;
}

/// Whether a table is looked up in its copy, whose entries can be mutated.
[[nodiscard]] constexpr bool at_run_time(unsigned id) {
    if (std::is_constant_evaluated()) return false;
    passed[id] = true;
    return true;
}

/// Keeps the compiler from evaluating the initialiser that this stands in.
void not_constant();

} // namespace printjob_mutants
