#pragma once
/// A wait that another thread can end, without a descriptor to poll.

#include <printjob/host/now.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace printjob::inline v0::host {

/// The `wait` and `wake` of a port or transport that has no descriptor: a simulation, a library with
/// callbacks, an HTTP client. A port over a descriptor needs one that `poll` can watch (an eventfd or a pipe)
/// instead.
class wake_signal {
public:
    /// Blocks until `wake` is called or `until` has come; returns at once when `wake` was called since the
    /// last wait. One thread waits at a time.
    void wait(instant until) {
        std::unique_lock lock{mutex_};
        const auto is_woken = [this] { return woken_; };
        if (until == never)
            wakes_.wait(lock, is_woken);
        else if (const instant from = now();
                 until > from) // the clock below counts in finer steps: its range is smaller
            (void)wakes_.wait_for(lock, std::min<duration>(until - from, longest), is_woken);
        woken_ = false;
    }

    /// Ends the wait that is under way, or the next one. May be called by any thread at any time.
    void wake() {
        const std::scoped_lock lock{mutex_};
        woken_ = true;
        wakes_.notify_one();
    }

private:
    static constexpr duration longest = std::chrono::hours{24}; ///< a longer wait is split

    std::mutex mutex_;
    std::condition_variable wakes_;
    bool woken_ = false;
};

} // namespace printjob::inline v0::host
