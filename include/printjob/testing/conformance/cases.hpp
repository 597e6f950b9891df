#pragma once
/// Cases without a test framework: each is a name and a function, and what failed is a value. The suites for
/// HTTP servers and serial ports are made of them, and any framework can run them one by one.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// A check of a case that failed.
struct case_failure {
    std::string of;   ///< the name of the case: the rule that does not hold
    std::string what; ///< what was expected and what came, and of which input
    /// Where the check stands in the suite.
    std::source_location where;

    /// Returns the failure as one line of plain text, without a line feed.
    [[nodiscard]] std::string sentence() const {
        std::string_view file = where.file_name();
        file.remove_prefix(file.find_last_of("/\\") + 1); // npos + 1 is 0
        return of + ": " + what + " (" + std::string{file} + ":" + std::to_string(where.line()) + ")";
    }
};

/// What a run of cases found out. At most one failure is kept for each case: what follows it proves nothing.
struct case_report {
    std::vector<case_failure> failures; ///< in the order of the cases
    std::vector<std::string> left_out;  ///< cases that were not run, with the reason. Read them once
    std::size_t cases = 0;              ///< how many were run

    /// True if at least one case was run and none failed.
    [[nodiscard]] bool conforms() const { return failures.empty() && cases > 0; }

    /// Returns one line for each failure and each case left out, and a last one with the count.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const case_failure& each : failures)
            all += "FAILED: " + each.sentence() + "\n";
        for (const std::string& each : left_out)
            all += "left out: " + each + "\n";
        return all + std::to_string(cases - (std::min)(cases, failures.size())) + " of " +
               std::to_string(cases) + " cases passed\n";
    }

    /// Adds what another run found out.
    void add(case_report other) {
        for (case_failure& each : other.failures)
            failures.push_back(std::move(each));
        for (std::string& each : other.left_out)
            left_out.push_back(std::move(each));
        cases += other.cases;
    }
};

/// Returns a value in words, for a failure: text in quotes, numbers and truth values as they are, whatever
/// has `dump()` by it, an empty optional as "nothing".
template <class Value>
[[nodiscard]] std::string case_words(const Value& value) {
    if constexpr (std::is_null_pointer_v<Value>)
        return "null";
    else if constexpr (std::is_convertible_v<const Value&, std::string_view>)
        return "\"" + std::string{std::string_view{value}} + "\"";
    else if constexpr (std::is_same_v<Value, bool>)
        return value ? "true" : "false";
    else if constexpr (std::is_enum_v<Value>)
        return "value " + std::to_string(static_cast<std::underlying_type_t<Value>>(value)) + " of its enum";
    else if constexpr (std::is_same_v<Value, std::nullopt_t>)
        return "nothing";
    else if constexpr (requires { value.dump(); })
        return value.dump();
    else if constexpr (requires { std::to_string(value); })
        return std::to_string(value);
    else if constexpr (requires { value.has_value(), *value; })
        return value.has_value() ? case_words(*value) : "nothing";
    else
        return "something else";
}

/// What the case that is under way writes its failure into. Its checks return whether they hold, so that a
/// case can end where nothing more makes sense.
class case_log {
public:
    /// Begins a case.
    void begin(std::string_view name) {
        name_ = name;
        subject_.clear();
        has_failed_ = false;
        ++report_.cases;
    }

    /// Sets the subject of the following checks, which their failures name.
    void about(std::string subject) { subject_ = std::move(subject); }

    /// Writes a failure down, unless there is one of this case already.
    void fail(std::string what, std::source_location where = std::source_location::current()) {
        if (has_failed_) return;
        has_failed_ = true;
        if (!subject_.empty()) what += ", about " + subject_;
        report_.failures.push_back({std::string{name_}, std::move(what), where});
    }

    /// Returns `holds`; if it is false, the case has failed with `what` as its reason.
    bool check(bool holds, std::string_view what,
               std::source_location where = std::source_location::current()) {
        if (!holds) fail(std::string{what}, where);
        return holds;
    }

    /// Returns whether the two are equal; if not, the case has failed.
    template <class Came, class Expected>
    bool equal(const Came& came, const Expected& expected,
               std::source_location where = std::source_location::current()) {
        if (came == expected) return true;
        fail("expected " + case_words(expected) + ", came " + case_words(came), where);
        return false;
    }

    /// Takes the case that is under way out of the count: it cannot be run here, and `why` says what it
    /// lacks.
    void leave_out(std::string_view why) {
        report_.left_out.push_back(std::string{name_} + ": " + std::string{why});
        --report_.cases;
    }

    /// True if the case that is under way has failed.
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    /// Returns what all cases found so far; valid as long as the log, and changed by it.
    [[nodiscard]] const case_report& report() const { return report_; }

private:
    std::string_view name_; ///< static text
    std::string subject_;
    bool has_failed_ = false;
    case_report report_;
};

/// One case of a suite. `Fixture` is what it works with; it has a member `log`, a `case_log`.
template <class Fixture>
struct suite_case {
    const char* name;            ///< the rule that it holds, as static text
    void (*carry_out)(Fixture&); ///< runs it
};

/// Returns several lists of cases as one.
template <class Fixture, std::size_t... Sizes>
[[nodiscard]] consteval auto joined_cases(const std::array<suite_case<Fixture>, Sizes>&... lists) {
    std::array<suite_case<Fixture>, (Sizes + ...)> all{};
    auto to = all.begin();
    ((to = std::copy(lists.begin(), lists.end(), to)), ...);
    return all;
}

/// Runs one case in a fixture.
template <class Fixture>
void run_case(const suite_case<Fixture>& which, Fixture& in) {
    in.log.begin(which.name);
    which.carry_out(in);
}

/// Runs cases one after the other in a fixture. After `most_failures` of them have failed the rest is left out:
/// each that fails may have waited for long.
template <class Fixture>
void run_cases(std::span<const suite_case<Fixture>> cases, Fixture& in, std::size_t most_failures) {
    for (const suite_case<Fixture>& each : cases) {
        if (in.log.report().failures.size() >= most_failures) {
            in.log.begin(each.name);
            in.log.leave_out("too many have failed before it");
        } else {
            run_case(each, in);
        }
    }
}

} // namespace printjob::inline v0::testing
