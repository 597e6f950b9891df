#pragma once
/// What the conformance suite found out about a transport: failures as sentences, for any test framework or
/// for none.

#include <printjob/job/transitions.hpp>
#include <printjob/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// A promise of the concept that a transport broke.
struct conformance_failure {
    std::string check;    ///< the check that found it
    state in;             ///< the job's state at that moment
    std::string after;    ///< the last call of the transport
    std::string promised; ///< what the concept promises
    std::string came;     ///< what came instead
    instant at;           ///< when, by the clock of the check's bench

    /// Returns the failure as one line of plain text, without a line feed.
    [[nodiscard]] std::string sentence() const {
        char seconds[32];
        (void)std::snprintf(seconds, sizeof seconds, "%.2f",
                            std::chrono::duration<double>{at.time_since_epoch()}.count());
        return check + ": in " + std::string{name(in)} + ", after " + after + ", at " + seconds +
               " s: it is promised that " + promised + ", but " + came;
    }
};

/// The result of all checks. At most one failure is kept per check: what follows it proves nothing.
struct conformance_report {
    std::vector<conformance_failure> failures; ///< the broken promises, in the order of the checks
    /// Checks that could not be made, with the reason: the transport never stays in the state, or the bench
    /// cannot do what they need. Read them once.
    std::vector<std::string> left_out;
    std::size_t checks = 0; ///< how many were made

    /// True if every promise was kept, in at least one check.
    [[nodiscard]] bool conforms() const { return failures.empty() && checks > 0; }

    /// Returns one line for each failure and each check left out; empty when there are none.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const conformance_failure& each : failures)
            all += each.sentence() + "\n";
        for (const std::string& each : left_out)
            all += "left out: " + each + "\n";
        return all;
    }
};

/// Where the parts of the suite write down what they find, in the check that is under way.
class conformance_log {
public:
    /// Begins a new check.
    void begin(std::string check) {
        check_ = std::move(check);
        has_failed_ = false;
        ++report_.checks;
    }

    /// Records a failure; only the first of a check counts.
    void fail(state in, const std::string& after, std::string promised, std::string came, instant at) {
        if (has_failed_) return;
        has_failed_ = true;
        report_.failures.push_back({check_, in, after, std::move(promised), std::move(came), at});
    }

    /// Records that the present check could not be made.
    void leave_out(const std::string& why) {
        report_.left_out.push_back(check_ + ": " + why);
        --report_.checks;
    }

    /// True if the check under way has failed.
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    /// Returns what all checks found so far. Valid as long as the log, and changed by it.
    [[nodiscard]] const conformance_report& report() const { return report_; }

private:
    std::string check_;
    bool has_failed_ = false;
    conformance_report report_;
};

} // namespace printjob::inline v0::testing
