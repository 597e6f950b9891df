#pragma once
// Counts a thread's allocations, and lets one of them fail. allocations.cpp replaces operator new.

#include <cstddef>
#include <new>

namespace failing {

/// How many allocations this thread has made, outside of `not_counted`.
[[nodiscard]] std::size_t allocations();

/// How many of them were not given back yet. Only of use where one thread does everything.
[[nodiscard]] std::ptrdiff_t live_allocations();

/// As long as it lives, this thread's allocations are neither counted nor do they fail: the printer's and the test's
/// own.
class not_counted {
public:
    not_counted();
    ~not_counted();
    not_counted(const not_counted&) = delete;
    not_counted& operator=(const not_counted&) = delete;
};

/// As long as it lives, the n-th allocation of this thread from now on fails, and no other.
class failing_allocation {
public:
    explicit failing_allocation(std::size_t n);
    ~failing_allocation();
    failing_allocation(const failing_allocation&) = delete;
    failing_allocation& operator=(const failing_allocation&) = delete;

    /// Whether there was an n-th allocation.
    [[nodiscard]] bool came() const;
};

/// How many allocations a call makes.
template <class Call>
[[nodiscard]] std::size_t allocations_in(Call&& call) {
    const std::size_t before = allocations();
    call();
    return allocations() - before;
}

/// What became of a call in which one allocation failed.
struct without_memory {
    std::size_t n;         ///< the n-th failed, from 1
    bool threw;            ///< std::bad_alloc came out
    std::ptrdiff_t leaked; ///< allocations that were not given back
};

/// Calls `act` with its first allocation failing, then with its second, and so on; `look` judges each. Ends when the
/// call had all the memory it wants, and returns how many calls had not.
template <class Act, class Look>
std::size_t fail_each_allocation(Act act, Look look) {
    for (std::size_t n = 1;; ++n) {
        without_memory is{.n = n, .threw = false, .leaked = -live_allocations()};
        const bool came = [&] {
            const failing_allocation fails{n};
            try {
                act();
            } catch (const std::bad_alloc&) {
                is.threw = true;
            }
            return fails.came();
        }();
        if (!came) return n - 1;
        is.leaked += live_allocations();
        look(is);
    }
}

} // namespace failing
