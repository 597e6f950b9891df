#pragma once
// Two ways of doing the same, measured in turns: what disturbs the machine disturbs both.

#include <algorithm>
#include <cstddef>
#include <vector>

namespace benchmarks {

/// The medians of two rates, and of their ratio within a turn.
struct compared {
    double reference = 0;
    double library = 0;
    double ratio = 0; ///< library / reference
};

[[nodiscard]] inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Measures both `turns` times, in turn. Each call returns a rate.
template <class Reference, class Library>
[[nodiscard]] compared interleave(int turns, Reference&& reference, Library&& library) {
    std::vector<double> ours, theirs, ratios;
    for (int i = 0; i < turns; ++i) {
        theirs.push_back(reference());
        ours.push_back(library());
        ratios.push_back(ours.back() / theirs.back());
    }
    return {median(theirs), median(ours), median(ratios)};
}

} // namespace benchmarks
