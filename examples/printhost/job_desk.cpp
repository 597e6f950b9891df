#include "job_desk.hpp"

#include "documents.hpp"
#include <printjob/host/now.hpp>

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace printhost {

using printjob::host::now;

std::optional<printjob::refusal>
job_desk::host_stays::operator()(const printjob::check_context& about) const {
    if (!*leaves || !about.begins_a_job()) return std::nullopt;
    return printjob::refusal{printjob::reason::precondition, "host_is_leaving", "The host is shutting down"};
}

job_desk::job_desk(boost::asio::io_context& loop, const options& chosen, std::string device,
                   const printjob::gcode::checked_streamer_settings& settings, console& shown,
                   wire_watch& wire)
    : console_{shown}, wire_{wire}, files_{chosen.files},
      port_{loop, std::move(device), chosen.baud, [this] { pump(); }},
      printer_{port_, files_, settings, wire_},
      control_{printer_, checks{host_stays{&leaves_}, printjob::file_readable{can_be_read{&files_}}}},
      api_{control_, files_}, deadline_{loop}, display_{loop} {}

void job_desk::open() {
    port_.open();
    keep_showing();
}

printjob::http::response job_desk::handle(const printjob::http::request& asked) {
    auto answer = api_.handle(asked, now());
    pump();
    return answer;
}

upload_answer job_desk::take(upload& arrived, std::string_view user, std::string_view base) {
    const auto refused = [](const upload_refusal& why) {
        return upload_answer{why.status, error_document(why.reason, why.sentence), {}};
    };
    const auto path = arrived.close();
    if (!path) return refused(*arrived.refused());
    if (is_being_printed(*path))
        return refused({409, "file_in_use", "The active job prints the file of that name"});
    if (const auto why = arrived.move_into_place()) return refused(*why);
    const auto file = files_.find(*path);
    if (!file) return refused({500, "not_written", "The file vanished as soon as it was written"});

    printjob::actor by{.from = printjob::source::user};
    (void)by.user.assign(user); // a name that does not fit is left out
    const auto& wishes = arrived.wishes();
    bool selected = false;
    bool printed = false;
    if (wishes.print) {
        printed = control_.print(*file, now(), by).has_value();
        selected = printed;
    } else {
        // What was selected under this name has another size now.
        const auto before = control_.status(now()).selected;
        const bool was_selected = before && before->path == file->path;
        if (wishes.select || was_selected) selected = control_.select(*file, now(), by).has_value();
    }
    console_.say("Uploaded: " + *path);
    pump();
    return {201, uploaded_document(*file, selected, printed, base), resource_of(base, *path)};
}

std::string job_desk::files_document(std::string_view base) const {
    const auto files = files_.list();
    std::error_code unknown;
    const auto room = std::filesystem::space(files_.root(), unknown).available;
    return list_document(files.value_or(std::vector<printjob::file>{}), unknown ? 0 : room, base);
}

std::string job_desk::counters_document() const {
    return printhost::counters_document(wire_.counters(), wire_.log().missing());
}

void job_desk::leave(std::function<void()> gone) {
    gone_ = std::move(gone);
    leaves_ = true;
    if (printjob::has_job(control_.current())) {
        console_.say("Ending the active job first; once more ends the host at once.");
        // Cancel is accepted in every state with a job.
        (void)control_.submit(printjob::command::cancel, now());
    }
    pump();
}

/// Drives everything that is due, prints the events, and sets the timer for the next call.
void job_desk::pump() {
    control_.advance(now());
    await_deadline(); // first: what follows needs memory
    tell_port();
    tell_events();
    leave_when_idle();
}

void job_desk::tell_port() {
    const int failure = port_.last_failure();
    if (failure == std::exchange(told_failure_, failure)) return;
    if (failure == 0)
        console_.say("Opened " + port_.name());
    else
        console_.say(port_.name() + ": " + std::generic_category().message(failure));
}

void job_desk::tell_log() {
    const auto failure = wire_.log().failure();
    if (failure == std::exchange(told_log_failure_, failure)) return;
    console_.say("The wire log: " + (failure ? failure.message() : std::string{"is written again"}));
}

void job_desk::tell_events() {
    while (const auto event = control_.poll_event()) {
        auto line = words(*event);
        if (event->kind() == printjob::event_kind::file_selected) {
            line += ": ";
            line += control_.status(now()).selected.value_or(printjob::file{}).path.view();
        }
        console_.say(line);
    }
}

void job_desk::await_deadline() {
    const auto next = control_.next_deadline();
    if (next == awaited_) return;
    awaited_ = next;
    deadline_.cancel();
    if (next == printjob::never) return;
    deadline_.expires_after(next - now());
    deadline_.async_wait([this](const boost::system::error_code& cancelled) {
        if (cancelled) return;
        awaited_ = printjob::never;
        pump();
    });
}

void job_desk::keep_showing() {
    tell_log();
    console_.show(control_.status(now()), control_.printer_facts());
    display_.expires_after(std::chrono::milliseconds{500});
    display_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) keep_showing();
    });
}

void job_desk::leave_when_idle() {
    if (!gone_ || printjob::has_job(control_.current())) return;
    std::exchange(gone_, nullptr)();
}

bool job_desk::is_being_printed(std::string_view path) const {
    const auto status = control_.status(now());
    return printjob::has_job(status.current) && status.selected && status.selected->path == path;
}

} // namespace printhost
