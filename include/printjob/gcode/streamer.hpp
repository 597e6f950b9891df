#pragma once
/// The streamer: carries jobs out over a line protocol such as Marlin's. It is a `printer_transport` over any byte
/// port.
///
/// It only connects the parts that decide. One call of `handle_time`:
///
///     bytes -> line_splitter -> interpret -> procedure_driver.take_in         what the printer said and
///     means procedure_driver.handle_time                                         what is due: link, stages
///     procedure_driver.output -> bytes                                      what may leave
///
/// What each task does on the wire stands in `procedure/stages.hpp`, what ends it in `procedure/transitions.hpp`, which
/// line leaves when in `link/link.hpp`.
///
/// All I/O happens in `handle_time` (and in `emergency_stop`). While a report waits to be polled, no line leaves.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/observer.hpp>
#include <printjob/gcode/procedure/driver.hpp>
#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/gcode/syntax/line_splitter.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>
#include <printjob/transport/byte_port.hpp>
#include <printjob/transport/line_source.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace printjob::inline v0::gcode {

/// Streams the files that `Files` opens to the printer at the end of `Port`. Refers to both, and to its observer if it
/// has one; they must outlive it. It is neither copied nor moved. Its size is fixed; it allocates nothing.
template <class Port, class Files, class Observer = no_observer>
class streamer {
public:
    /// Makes a streamer that has not looked for its printer yet; the first `handle_time` does. The settings
    /// are copied, but not the text of the scripts, which must outlive it like port and files.
    streamer(Port& port, Files& files, const checked_streamer_settings& settings = streamer_settings{})
        requires byte_port<Port> && file_opener<Files> && std::same_as<Observer, no_observer>
        : port_{port}, settings_{settings}, driver_{files, settings_} {}

    /// The same, watched by `observer`.
    streamer(Port& port, Files& files, const checked_streamer_settings& settings, Observer& observer)
        requires byte_port<Port> && file_opener<Files> && wire_observer<Observer>
        : port_{port}, settings_{settings}, driver_{files, settings_}, observer_{&observer} {}

    streamer(const streamer&) = delete;
    streamer& operator=(const streamer&) = delete;

    // --- getters ---

    /// Returns how far the job's file is, in bytes. Lines that are not sent (comments) count with the line before
    /// them.
    [[nodiscard]] printjob::progress progress() const { return driver_.progress(); }
    /// Returns the printer's reported temperatures, and whether a paused job's position was lost; the rest is
    /// unknown. Valid as long as the streamer; its calls update it.
    [[nodiscard]] const printjob::facts& facts() const { return driver_.facts(); }
    /// Returns when the printer last showed that it works, how long the lines in flight may keep it silent,
    /// and whether it waits for a person. The time limits of the states are measured from this.
    [[nodiscard]] printjob::liveness liveness() const { return driver_.liveness(); }
    /// Returns when `handle_time` is to be called again at the latest, if no bytes come before; the instant of the
    /// last call when there is more to do at once, `never` when only bytes from the printer bring more.
    [[nodiscard]] instant next_deadline() const { return driver_.next_deadline(now_); }
    /// Returns why the port cannot be used: the last error since a successful read; nothing while it is open.
    [[nodiscard]] const std::optional<io_error>& port_failure() const { return port_failure_; }

    /// Returns why the file of the last `start` or `restart` could not be opened; nothing when it was.
    [[nodiscard]] const std::optional<io_error>& file_failure() const { return driver_.file_failure(); }

    /// Blocks until the port has something to do, `until` has come, or `wake` was called. Only this and `wake` may be
    /// called while another thread uses the controller.
    void wait(instant until)
        requires waiting_port<Port>
    {
        port_.wait(until);
    }
    /// Ends the `wait` that is under way, or the next one. May be called by any thread at any time.
    void wake()
        requires wakeable_port<Port>
    {
        port_.wake();
    }

    // --- commands: called by the controller ---

    /// Opens the file and begins the job. Refused, and nothing changed, when the file cannot be read.
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        return driver_.begin(id, what, command::start, now);
    }
    /// Replaces the paused job by a new one. Refused, and nothing changed, when the file cannot be read: the
    /// old file stays open.
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        return driver_.begin(id, what, command::restart, now);
    }
    /// Pauses the job: no further line of the file is sent, the printer finishes what it has, tells its place, and
    /// gets the pause script; then `paused` is reported. Without effect unless the job prints or resumes: otherwise it
    /// is failing, and that is reported instead.
    void pause(instant now) { driver_.pause(now); }
    /// Resumes a paused job: what cooled down is heated again, the resume script is sent, the tool goes back to its
    /// place, and its modes are restored; then `resumed` is reported. Otherwise without effect.
    void resume(instant now) { driver_.resume(now); }
    /// Ends the job: lines of which no byte has left are not sent, a wait for heat or for a person is broken, and the
    /// safe stop is sent; then `cancelled` is reported. Without a job nothing is.
    void cancel(instant now) { driver_.cancel(now); }
    /// Sends the emergency stop in this call, raw and numbered, past everything that waits; the raw one again three
    /// times. When the port is lost before it left, it is sent as soon as a printer is found. Source: Marlin's
    /// emergency parser acts at the newline; without it the line is acted on when it is parsed.
    void emergency_stop(instant now) {
        driver_.emergency_stop(now);
        write(now);
    }

    // --- inputs ---

    /// Reads, does what is due, writes. Never blocks.
    void handle_time(instant now) {
        now_ = now;
        driver_.begin_turn();
        read(now);
        if (driver_.current() == task::absent) return;
        [[maybe_unused]] const auto probes_before = driver_.probes();
        driver_.handle_time(now);
        observe([&](auto& watch) {
            if (driver_.probes() != probes_before) watch.probed(now);
        });
        write(now);
    }

    // --- outputs ---

    /// Returns the oldest report that was not polled yet; nothing when there is none. No line leaves while one waits.
    [[nodiscard]] std::optional<report> poll_report() { return driver_.poll_report(); }

private:
    static constexpr int portions_per_call = 256; ///< that are read, before others get their turn

    void read(instant now) {
        std::array<char, 256> bytes; // on the stack, which is small on a board
        for (int portion = 0; portion < portions_per_call && driver_.has_room_for_reports(); ++portion) {
            const auto count = port_.read_some(bytes);
            if (!count) return port_lost(count.error(), now);
            if (driver_.current() == task::absent) port_found(now);
            splitter_.push(std::span{bytes}.first(*count), [&](std::string_view line) {
                observe([&](auto& watch) { watch.received(line, now); });
                for_each_response(line, driver_.spoken(), [&](const interpreted_response& said) {
                    observe([&](auto& watch) { watch.heard(said, now); });
                    driver_.take_in(said, now);
                });
            });
            if (*count < bytes.size()) return;
        }
        driver_.goes_on_at_once(now);
    }

    void write(instant now) {
        const auto bytes = driver_.output();
        if (bytes.empty()) return driver_.wrote(0, now);
        const auto count = port_.write_some(bytes);
        if (!count) return port_lost(count.error(), now);
        observe([&](auto& watch) { watch.sent(bytes.first(*count), now); });
        driver_.wrote(*count, now);
    }

    void port_found(instant now) {
        observe([&](auto& watch) { watch.opened(now); });
        port_failure_.reset();
        splitter_.clear();
        driver_.port_found(now);
    }

    void port_lost(const io_error& why, instant now) {
        observe([&](auto& watch) { watch.closed(why, now); });
        port_failure_ = why;
        driver_.port_lost(why, now);
    }

    /// Calls the observer; without one there is nothing to call, and no code for it.
    template <class Call>
    void observe([[maybe_unused]] Call call) {
        if constexpr (!std::same_as<Observer, no_observer>) call(*observer_);
    }

    struct nobody {};

    Port& port_;
    checked_streamer_settings settings_;
    instant now_{};
    procedure_driver<Files> driver_;
    line_splitter splitter_{};
    std::optional<io_error> port_failure_;
    [[no_unique_address]] std::conditional_t<std::same_as<Observer, no_observer>, nobody, Observer*>
        observer_{};
};

template <class Port, class Files>
streamer(Port&, Files&) -> streamer<Port, Files>;
template <class Port, class Files>
streamer(Port&, Files&, const checked_streamer_settings&) -> streamer<Port, Files>;
template <class Port, class Files, class Observer>
streamer(Port&, Files&, const checked_streamer_settings&, Observer&) -> streamer<Port, Files, Observer>;

} // namespace printjob::inline v0::gcode
