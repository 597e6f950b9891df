#pragma once
/// The host's output: lines, and on a terminal a live status line below them.

#include <printjob/job/event.hpp>
#include <printjob/job/facts.hpp>
#include <printjob/job/status.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace printhost {

/// Standard output. On a terminal it shows a job's progress all the time, otherwise at each ten percent.
class console {
public:
    explicit console(bool is_terminal) : is_terminal_{is_terminal} {}
    ~console() { clear(); }
    console(const console&) = delete;
    console& operator=(const console&) = delete;

    /// Prints a line. Control characters are replaced.
    void say(std::string_view line);

    /// Shows the status.
    void show(const printjob::job_status& job, const printjob::facts& printer);

private:
    void clear();

    bool is_terminal_;
    std::string shown_; ///< the live line, as the terminal shows it
    int told_tens_ = 0; ///< without a terminal: the tens of percent that were printed last
};

/// One event in words, for people.
[[nodiscard]] std::string words(const printjob::event& what);

} // namespace printhost
