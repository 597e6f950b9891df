#pragma once
// When each line of a file came to the printer and was executed, and whether all were, in order and once.

#include "../encoding.hpp"
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace benchmarks {

class job_record {
public:
    /// Of the lines of a file that are sent at all.
    explicit job_record(const std::string& file) {
        std::ifstream from{file};
        for (std::string line; std::getline(from, line);) {
            const std::string_view command = stripped(line);
            if (!command.empty()) expected_.emplace_back(command);
        }
        if (expected_.empty()) {
            std::fprintf(stderr, "%s has no lines\n", file.c_str());
            std::exit(1);
        }
    }

    /// A byte has come in at the printer's end.
    void arrived(char byte, printjob::instant when) {
        line_ += byte;
        if (byte != '\n') return;
        if (is_of_the_file(line_)) {
            last_job_byte_ = when;
            wire_bytes_ += line_.size();
            ++wire_lines_;
        }
        line_.clear();
    }

    /// The printer begins with a command. One without a number is a remnant of a spoiled line, or was sent
    /// like that: it is counted apart.
    void handle(std::string_view command, bool numbered, printjob::instant when) {
        if (executed_ < expected_.size() && command == expected_[executed_]) {
            if (executed_ == 0) first_ = when;
            if (executed_ != 0 && when - last_ > longest_gap_) {
                longest_gap_ = when - last_;
                gap_before_ = executed_ + 1;
            }
            last_ = when;
            ++executed_;
        } else if (has_begun() && !is_complete() && !is_of_the_host(command)) {
            ++(numbered ? wrong_ : remnants_);
        }
    }

    [[nodiscard]] std::size_t executed() const { return executed_; }
    [[nodiscard]] bool has_begun() const { return executed_ != 0; }
    [[nodiscard]] bool is_complete() const { return executed_ == expected_.size(); }

    /// The first members of a JSON object, up to a comma.
    void print() const {
        const auto ns = [](auto span) { return static_cast<long long>(span.count()) * 1000; };
        const auto since = [&](printjob::instant when) { return ns(when.time_since_epoch()); };
        std::printf(
            "{\"lines\": %zu, \"executed\": %zu, \"wrong\": %zu, \"remnants\": %zu, \"first\": %lld, "
            "\"last\": %lld, "
            "\"longest_gap\": %lld, \"gap_before\": %zu, \"last_job_byte\": %lld, \"wire_bytes\": %zu, "
            "\"wire_lines\": %zu, ",
            expected_.size(), executed_, wrong_, remnants_, since(first_), since(last_), ns(longest_gap_),
            gap_before_, since(last_job_byte_), wire_bytes_, wire_lines_);
    }

private:
    /// A line of the file may come again, and what followed it was already there: it lies near the last one.
    [[nodiscard]] bool is_of_the_file(std::string_view line) {
        constexpr std::size_t near = 64;
        const std::size_t space = line.starts_with('N') ? line.find(' ') : std::string_view::npos;
        const std::size_t star = line.rfind('*');
        if (space == std::string_view::npos || star == std::string_view::npos || star < space) return false;
        const std::string_view command = line.substr(space + 1, star - space - 1);
        // The next one first: it nearly always is.
        if (next_ < expected_.size() && command == expected_[next_]) {
            ++next_;
            return true;
        }
        const std::size_t from = next_ - std::min(next_, near);
        const std::size_t to = std::min(next_ + near, expected_.size());
        for (std::size_t i = from; i < to; ++i) {
            if (command != expected_[i]) continue;
            next_ = std::max(next_, i + 1);
            return true;
        }
        return false;
    }

    /// What hosts ask between a job's lines.
    [[nodiscard]] static bool is_of_the_host(std::string_view command) {
        for (const std::string_view asked : {"M105", "M108", "M110", "M114", "M115", "M155", "M400"})
            if (command.starts_with(asked)) return true;
        return false;
    }

    std::vector<std::string> expected_;
    std::string line_;
    std::size_t next_ = 0;     ///< the line of the file that is expected to come next
    std::size_t executed_ = 0; ///< lines of the file, in order
    std::size_t wrong_ = 0;    ///< other numbered commands between them
    std::size_t remnants_ = 0; ///< and others without a number
    std::size_t wire_bytes_ = 0;
    std::size_t wire_lines_ = 0;
    std::size_t gap_before_ = 0;
    printjob::duration longest_gap_{};
    printjob::instant first_{};
    printjob::instant last_{};
    printjob::instant last_job_byte_{};
};

} // namespace benchmarks
