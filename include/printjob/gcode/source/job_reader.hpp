#pragma once
/// Reads the file of a job: the next command, requests to the host, and the position.

#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/io_error.hpp>
#include <printjob/job/diagnosis.hpp>
#include <printjob/job/file.hpp>
#include <printjob/transport/line_source.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// What one line of a file is.
enum class found_in_file : std::uint8_t {
    command,    ///< a command for the printer
    nothing,    ///< a comment, a blank line
    request,    ///< a request to the host: `@pause`, M0 …
    end,        ///< no more lines
    unreadable, ///< the file cannot be read further, or was truncated
    refused,    ///< a line that must not be sent
};

/// Reads the files that `Files` opens, one at a time. Refers to them; they must outlive it.
template <class Files>
class job_reader {
public:
    /// Makes a reader without a file. Keeps a reference to `files`.
    explicit job_reader(Files& files) : files_{files} {}

    // --- getters ---

    /// Returns the next command; empty until one was read. Valid until the next call of `read`.
    [[nodiscard]] std::string_view command() const { return command_; }
    /// Returns the byte position after the next command.
    [[nodiscard]] std::uint64_t end_of_command() const { return end_of_command_; }
    /// Returns the byte position up to which everything was sent or needs no sending.
    [[nodiscard]] std::uint64_t passed() const { return passed_; }
    /// Returns what is known of the line that was read last: its number and where it begins, and after `unreadable` or
    /// `refused` what is wrong.
    [[nodiscard]] diagnosis last_line() const {
        diagnosis made = diagnosis::of_line(line_, begin_of_line_, fault_);
        made.native = native_;
        return made;
    }
    /// Returns why the file of the last `open` could not be opened; nothing when it was.
    [[nodiscard]] const std::optional<io_error>& open_failure() const { return open_failure_; }
    /// Returns the file's request, after `found_in_file::request`.
    [[nodiscard]] file_request request() const { return request_; }

    // --- inputs ---

    /// Opens a file at its first line. Returns false if it cannot be opened; the previous file then stays
    /// open.
    [[nodiscard]] bool open(const file& what) {
        auto& next = sources_[1 - open_];
        open_failure_ = files_.open(what, next);
        if (open_failure_) return false;
        close();
        open_ = 1 - open_;
        size_ = what.size;
        passed_ = end_of_line_ = begin_of_line_ = 0;
        line_ = 0;
        fault_ = {};
        native_ = 0;
        return true;
    }

    /// Closes the file, and drops a command that was read and not sent.
    void close() {
        sources_[open_].close();
        command_ = {};
    }

    /// Reads the next line by the rules of the printer's dialect. Call it only when no command waits to be
    /// sent.
    [[nodiscard]] found_in_file read(const line_rules& rules) {
        const auto line = sources_[open_].next_line();
        begin_of_line_ = end_of_line_;
        ++line_;
        if (!line) return unreadable(sentence(line.error().what), line.error().native);
        if (*line) return judge(**line, rules);
        if (passed_ >= size_.value_or(0)) return found_in_file::end;
        return unreadable("the file ends before its size");
    }

    /// Called when the command was sent.
    void sent() {
        passed_ = end_of_command_;
        command_ = {};
    }

private:
    [[nodiscard]] found_in_file judge(const source_line& line, const line_rules& rules) {
        end_of_line_ = line.end;
        const auto command = rules.sanitise(line.text, buffer_);
        if (!command) return refused(command.error());
        if (line.cut && !is_comment(*command, line.text)) return refused(line_fault::too_long);
        request_ = command->empty() ? file_request::none : rules.request_in(*command);
        if (!command->empty() && request_ == file_request::none) {
            command_ = *command;
            end_of_command_ = line.end;
            return found_in_file::command;
        }
        passed_ = line.end;
        return command->empty() ? found_in_file::nothing : found_in_file::request;
    }

    found_in_file refused(line_fault why) {
        fault_ = sentence(why);
        return found_in_file::refused;
    }
    found_in_file unreadable(std::string_view why, int native = 0) {
        fault_ = why;
        native_ = native;
        return found_in_file::unreadable;
    }

    /// True if the missing part of a cut line belongs to its comment.
    [[nodiscard]] static bool is_comment(std::string_view command, std::string_view text) {
        return command.empty() || text.find(';') != std::string_view::npos;
    }

    Files& files_;
    std::array<typename Files::source_type, 2> sources_{}; ///< one is open; a restart opens the other first
    std::size_t open_ = 0;
    std::array<char, longest_command_buffer> buffer_{};
    std::optional<std::uint64_t> size_; ///< of the file when it was opened
    std::string_view command_{};        ///< in `buffer_`
    std::uint64_t end_of_command_ = 0;
    std::uint64_t passed_ = 0;
    std::uint64_t begin_of_line_ = 0; ///< of the line that was read last
    std::uint64_t end_of_line_ = 0;
    std::string_view fault_{}; ///< what is wrong with it
    std::uint32_t line_ = 0;   ///< its number, from 1
    int native_ = 0;           ///< the system's number of that fault
    file_request request_ = file_request::none;
    std::optional<io_error> open_failure_;
};

} // namespace printjob::inline v0::gcode
