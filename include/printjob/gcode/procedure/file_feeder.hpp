#pragma once
/// Feeds the lines of the job's file to the link, and hears what the file asks of the host.

#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/procedure/printer_knowledge.hpp>
#include <printjob/gcode/procedure/reporter.hpp>
#include <printjob/gcode/source/job_reader.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/io_error.hpp>
#include <printjob/job/diagnosis.hpp>
#include <printjob/job/report.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// How a round of feeding ended.
enum class fed : std::uint8_t {
    full,       ///< the link takes no more at the moment
    more,       ///< the link takes more, and others get their turn first
    asked,      ///< the file asks for something: the answer comes first
    end,        ///< the file is at its end
    unreadable, ///< the file cannot be read on
    refused,    ///< a line must not be sent
};

/// Reads the job's file and sends its lines. Refers to `Files`, which must outlive it.
template <class Files>
class file_feeder {
public:
    /// No file is open yet. Keeps a reference to `files`.
    explicit file_feeder(Files& files) : reader_{files} {}

    // --- getters ---

    /// The byte position in the file up to which all was sent or needs no sending.
    [[nodiscard]] std::uint64_t passed() const { return reader_.passed(); }
    /// What is known of the line that was read last, and of what is wrong with it.
    [[nodiscard]] diagnosis last_line() const { return reader_.last_line(); }
    /// Why the file of the last `open` could not be opened; nothing when it was.
    [[nodiscard]] const std::optional<io_error>& open_failure() const { return reader_.open_failure(); }
    /// The slicer's estimate of the time that is left; nothing until the file told one.
    [[nodiscard]] const std::optional<duration>& time_left() const { return time_left_; }

    // --- inputs ---

    /// Opens the file of the next job. False if it cannot be opened; the one before stays open then.
    [[nodiscard]] bool open(const file& what) { return reader_.open(what); }
    /// A job begins with the file that was opened.
    void begin_job() {
        time_left_.reset();
        told_many_resends_ = false;
    }
    /// Closes the file.
    void close() { reader_.close(); }

    /// Sends lines for as long as the link takes them, by the rules of the printer's dialect.
    [[nodiscard]] fed feed(printer_link& link, const line_rules& rules, printer_knowledge& known,
                           reporter& reports, instant now) {
        for (int i = 0; i < lines_per_call; ++i) {
            if (reader_.command().empty()) {
                switch (reader_.read(rules)) {
                case found_in_file::command: break;
                case found_in_file::nothing: link.pass_over(reader_.passed()); continue;
                case found_in_file::request:
                    link.pass_over(reader_.passed());
                    if (asks(reports)) return fed::asked;
                    continue;
                case found_in_file::end: return fed::end;
                case found_in_file::unreadable: return fed::unreadable;
                case found_in_file::refused: return fed::refused;
                }
            }
            if (!link.has_room(reader_.command().size())) return fed::full;
            send_line(link, known, reports, now);
        }
        return fed::more;
    }

private:
    /// Of a file, comments included, before others get their turn.
    static constexpr int lines_per_call = 1024;

    void send_line(printer_link& link, printer_knowledge& known, reporter& reports, instant now) {
        const std::string_view command = reader_.command();
        const command_word word = word_of(command);
        note_time_left(word, command);
        known.note(word, command);
        link.send(command, word, origin::job, reader_.end_of_command(), now);
        reader_.sent();
        if (!told_many_resends_ && has_many_resends(link)) {
            told_many_resends_ = true;
            link.slow_down();
            reports.notify(notice::many_resends);
        }
    }

    /// True if more than one line in ten was asked for again.
    [[nodiscard]] static bool has_many_resends(const printer_link& link) {
        return link.lines_sent() >= 100 && link.requests_answered() * 10 > link.lines_sent();
    }

    /// Passes on what the file asks for. False if it asks for nothing that this host knows.
    [[nodiscard]] bool asks(reporter& reports) const {
        const auto ask = [&](command what) { reports.ask(what, source::file); };
        switch (reader_.request()) {
        case file_request::pause: ask(command::pause); return true;
        case file_request::resume: ask(command::resume); return true;
        case file_request::cancel: ask(command::cancel); return true;
        case file_request::none: // not covered: such a line is a command
        case file_request::ignored: break;
        }
        return false;
    }

    /// `M73 P R`: the slicer's estimate, R in minutes.
    void note_time_left(command_word word, std::string_view command) {
        if (word != command_word{'M', 73}) return;
        constexpr double most_minutes = 365.0 * 24 * 60; // what is more is no estimate
        if (const auto minutes = parameter(command, 'R'); minutes && *minutes >= 0 && *minutes < most_minutes)
            time_left_ = duration{static_cast<duration::rep>(*minutes * 60e6)};
    }

    job_reader<Files> reader_;
    std::optional<duration> time_left_;
    bool told_many_resends_ = false;
};

} // namespace printjob::inline v0::gcode
