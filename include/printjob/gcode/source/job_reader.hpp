#pragma once
/// The file that a job prints: which command comes next, what the file asks of the host, and how far it was
/// read.
///
/// A carriage return ends a line, with a line feed after it or without: as for firmwares, so that a comment does not
/// swallow what follows. That is decided here and not in the line sources, so that it holds for an embedder's source too.
/// Control bytes at the end of the file are padding; anywhere else they are refused.

#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/source/binary_gcode.hpp>
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
    request,    ///< a request to the host: `@pause`, M0 ...
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
        unread_ = {};
    }

    /// Reads the next line by the rules of the printer's dialect. Call it only when no command waits to be
    /// sent.
    [[nodiscard]] found_in_file read(const line_rules& rules) {
        const auto line = next_line();
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
    /// Returns the next line, as the source's `next_line` does; a carriage return ends it too.
    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (unread_.text.empty()) {
            const auto read = sources_[open_].next_line();
            if (!read || !*read) return read;
            unread_ = **read;
        }
        source_line line = unread_;
        const auto after = line.text.find('\r') + 1; // npos + 1 is 0
        unread_.text = {};
        if (after != 0 && after != line.text.size()) { // at its end it belongs to the line feed
            unread_.text = line.text.substr(after);
            line = {.text = line.text.substr(0, after), .end = end_of_line_ + after, .cut = false};
        }
        return line;
    }

    [[nodiscard]] found_in_file judge(const source_line& line, const line_rules& rules) {
        if (line_ == 1 && is_binary_gcode(line.text)) return refused("the file is binary G-code, not text");
        end_of_line_ = line.end;
        const auto text = without_padding(line.text);
        const auto command = rules.sanitise(text, buffer_);
        if (!command) return refused(sentence(command.error()));
        if (line.cut && !is_comment(*command, text)) return refused(sentence(line_fault::too_long));
        if (text.size() != line.text.size()) { // the text is not used any more
            if (line.cut || !is_rest_blank()) return refused(sentence(line_fault::forbidden_character));
        }
        request_ = command->empty() ? file_request::none : rules.request_in(*command);
        if (!command->empty() && request_ == file_request::none) {
            command_ = *command;
            end_of_command_ = end_of_line_;
            return found_in_file::command;
        }
        passed_ = end_of_line_;
        return command->empty() ? found_in_file::nothing : found_in_file::request;
    }

    /// The line without the control bytes at its end that are no blanks, and what stands between and after them.
    [[nodiscard]] static std::string_view without_padding(std::string_view line) {
        for (std::size_t size = line.size(); size > 0; --size) {
            const char last = line[size - 1];
            if (is_padding(last))
                line = line.substr(0, size - 1);
            else if (!is_blank(last) && last != '\r')
                break;
        }
        return line;
    }

    /// True for a control byte that is no blank: what a program or a file system fills up with.
    [[nodiscard]] static bool is_padding(char byte) {
        return static_cast<unsigned char>(byte) < ' ' && !is_blank(byte) && byte != '\r';
    }

    /// Reads the file to its end. True if nothing but padding and blanks was left.
    [[nodiscard]] bool is_rest_blank() {
        for (;;) {
            const auto line = next_line();
            if (!line) return false;
            if (!*line) return true;
            end_of_line_ = (*line)->end;
            for (const char byte : (*line)->text)
                if (!is_padding(byte) && !is_blank(byte) && byte != '\r') return false;
            if ((*line)->cut) return false;
        }
    }

    found_in_file refused(std::string_view why) {
        fault_ = why;
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
    source_line unread_{}; ///< what follows a carriage return in the line that was read last
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
