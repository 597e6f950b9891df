#pragma once
/// What the host shows: lines, and on a terminal one line below them that follows the job.

#include <printjob/job/event.hpp>
#include <printjob/job/facts.hpp>
#include <printjob/job/status.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace printhost {

/// Standard output. Without a terminal it says how far a job is at each ten percent, else all the time.
class console {
public:
    explicit console(bool is_terminal) : is_terminal_{is_terminal} {}
    ~console() { clear(); }
    console(const console&) = delete;
    console& operator=(const console&) = delete;

    /// Prints a line. Bytes that would steer a terminal are replaced.
    void say(std::string_view line);

    /// Shows how things stand.
    void show(const printjob::job_status& job, const printjob::facts& printer);

private:
    void clear();

    bool is_terminal_;
    std::string shown_; ///< the live line, as it stands on the terminal
    int told_tens_ = 0; ///< without a terminal: the tens of percent that were told last
};

/// One event in words, for people.
[[nodiscard]] std::string words(const printjob::event& what);

} // namespace printhost
