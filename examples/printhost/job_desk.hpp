#pragma once
/// Connects everything about jobs: printer, job control, files and API, in one event loop.

#include "console.hpp"
#include "options.hpp"
#include "serial_line.hpp"
#include "upload.hpp"
#include "wire_watch.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/gcode_folder.hpp>
#include <printjob/http/job_api.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <system_error>

namespace printhost {

/// The response to an upload.
struct upload_answer {
    int status;
    std::string body;     ///< JSON
    std::string resource; ///< the new file's address; empty when there is none
};

/// The job control of one printer, driven by an event loop. Everything happens in that loop's one thread.
class job_desk {
public:
    /// `device` is the printer's serial device. `loop`, `shown` and `wire` must outlive
    /// it.
    job_desk(boost::asio::io_context& loop, const options& chosen, std::string device,
             const printjob::gcode::checked_streamer_settings& settings, console& shown, wire_watch& wire);

    /// Begins to look for the printer.
    void open();

    /// Answers a request to the job API.
    [[nodiscard]] printjob::http::response handle(const printjob::http::request& asked);

    /// Takes a complete upload: moves it into place, and selects and prints it as requested. `base` is the
    /// address of the API, as `http://127.0.0.1:5000`.
    [[nodiscard]] upload_answer take(upload& arrived, std::string_view user, std::string_view base);

    /// All files, as a JSON document.
    [[nodiscard]] std::string files_document(std::string_view base) const;

    /// What was counted on the printer's line, as a JSON document.
    [[nodiscard]] std::string counters_document() const;

    [[nodiscard]] const printjob::host::gcode_folder& files() const { return files_; }

    /// Ends the active job, makes the printer safe, and then calls `gone`. No job begins any more.
    void leave(std::function<void()> gone);

private:
    using streamer = printjob::gcode::streamer<serial_line, printjob::host::gcode_folder, wire_watch>;

    /// The probe of a precondition: whether a file can be read now.
    struct can_be_read {
        const printjob::host::gcode_folder* folder;
        bool operator()(const printjob::file& what) const { return folder->readable(what); }
    };
    /// A precondition of this host: nothing begins while it is shutting down.
    struct host_stays {
        const bool* leaves;
        std::optional<printjob::refusal> operator()(const printjob::check_context& about) const;
    };
    using checks = printjob::preconditions<host_stays, printjob::file_readable<can_be_read>>;
    using control = printjob::controller<streamer, checks>;

    void pump();
    void tell_events();
    void tell_port();
    void tell_log();
    void await_deadline();
    void keep_showing();
    void leave_when_idle();
    [[nodiscard]] bool is_being_printed(std::string_view path) const;

    console& console_;
    wire_watch& wire_;
    printjob::host::gcode_folder files_;
    serial_line port_;
    streamer printer_;
    bool leaves_ = false;
    control control_;
    printjob::http::job_api<control, printjob::host::gcode_folder> api_;
    boost::asio::steady_timer deadline_;
    printjob::instant awaited_ = printjob::never; ///< what `deadline_` is set to
    boost::asio::steady_timer display_;
    int told_failure_ = 0;
    std::error_code told_log_failure_;
    std::function<void()> gone_;
};

} // namespace printhost
