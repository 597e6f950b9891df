#pragma once
/// What is done with the card in the printer's own slot: its files, and the job that the firmware prints from one of
/// them. Says nothing.
/// Rules, from Marlin's documentation of M20 to M27 and M524, sd/cardreader.cpp, gcode/queue.cpp and
/// gcode/sd/M1001.cpp:
///
/// - M23 opens a file; a job that is under way is over. M24 starts or continues it, M25 holds it: no line is read any
///   more.
/// - Lines are read into command slots that the serial line leaves free; they earn no ok.
/// - At the end M1001 follows, which waits for every planned move.
/// - M27 reports the position up to which lines were read.
/// - M524 ends a job; the lines that were read are still handled.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// A file on the card.
struct card_file {
    std::string name;    ///< as M23 names it; upper and lower case are one
    std::string content; ///< its bytes: commands, one on a line
};

/// How far a job from the printer's own card has come, in bytes.
struct card_progress {
    std::uint64_t printed = 0; ///< so far
    std::uint64_t size = 0;    ///< of the whole file
};

/// The files, and which of them is being printed.
class marlin_card {
public:
    /// Makes a card with these files, none of them open. Without files the slot counts as empty.
    explicit marlin_card(std::vector<card_file> files) : files_{std::move(files)} {}

    /// True if there is anything to list and to print.
    [[nodiscard]] bool has_files() const { return !files_.empty(); }
    /// True if lines are read: started, and neither held nor at the end.
    [[nodiscard]] bool is_printing() const { return is_printing_; }
    /// True if another line can be read.
    [[nodiscard]] bool has_lines() const { return is_printing_ && !is_read_; }

    /// Returns what M20 lists.
    [[nodiscard]] const std::vector<card_file>& files() const { return files_; }

    /// Opens a file (M23) and returns it; null if there is none of that name. Ends a job that is under way.
    const card_file* open(std::string_view name) {
        close();
        const auto found =
            std::ranges::find_if(files_, [name](const card_file& each) { return is_same(each.name, name); });
        if (found == files_.end()) return nullptr;
        open_ = static_cast<std::size_t>(found - files_.begin());
        return &*found;
    }

    /// Starts or continues printing (M24).
    void print() {
        if (!open_) return;
        is_printing_ = true;
        is_read_ = false;
    }
    /// Pauses (M25).
    void hold() { is_printing_ = false; }
    /// Sets the byte at which it continues (M26).
    void go_to(std::int64_t byte) {
        if (open_)
            next_ = (std::min)(static_cast<std::size_t>(std::max<std::int64_t>(byte, 0)), content().size());
    }
    /// Closes the file: M524, a reset, or the end.
    void close() {
        open_.reset();
        next_ = 0;
        is_printing_ = is_read_ = false;
    }

    /// Returns how far the job has come, up to the last line that was read; nothing while no line is read.
    [[nodiscard]] std::optional<card_progress> progress() const {
        if (!is_printing_) return std::nullopt;
        return card_progress{.printed = next_, .size = content().size()};
    }

    /// Returns the next command, without its comment; `M1001` after the last. Only when it has lines; valid until
    /// the card changes.
    [[nodiscard]] std::string_view next_line() {
        while (next_ < content().size()) {
            std::string_view line = std::string_view{content()}.substr(next_);
            line = line.substr(0, line.find('\n'));
            next_ = (std::min)(next_ + line.size() + 1, content().size());
            line = line.substr(0, line.find(';'));
            line = line.substr(0, line.find_last_not_of(" \r\t") + 1); // npos + 1 is 0
            if (!line.empty()) return line;
        }
        is_read_ = true;
        return "M1001";
    }

private:
    [[nodiscard]] static bool is_same(std::string_view a, std::string_view b) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        if (b.starts_with('/')) b.remove_prefix(1);
        return std::ranges::equal(a, b, {}, lower, lower);
    }

    [[nodiscard]] const std::string& content() const { return files_[open_.value_or(0)].content; }

    std::vector<card_file> files_;
    std::optional<std::size_t> open_;
    std::size_t next_ = 0; ///< the byte after the last line read
    bool is_printing_ = false;
    bool is_read_ = false; ///< to its end
};

} // namespace printjob::inline v0::testing
