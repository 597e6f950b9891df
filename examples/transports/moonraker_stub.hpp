#pragma once
/// A stub of Moonraker and its Klipper host, for examples and tests: no I/O and no clock, requests and
/// instants go in, replies come out. What it answers, and when, follows Moonraker's documentation:
///
/// - server/info returns `klippy_state`; printer/objects/query returns webhooks, virtual_sdcard and
///   print_stats.
/// - Orders are answered `{"result": "ok"}` once Klipper has carried them out, an error with its code and
///   message in `{"error": …}`; without Klippy everything that is Klipper's is answered 503.
/// - print_stats keeps the last job's state until the next begins; a file that is not there is a 404 to
///   server/files/metadata and a 400 to print/start.
///
/// And Klipper's own: one order is carried out after the other; PAUSE stops reading the file; motion lags
/// after what was read; M400 and M84 wait for it. Klipper's pause_resume remembers a pause until a resume, a
/// cancel or CLEAR_PAUSE.

#include "http_exchange.hpp"
#include "klipper_status.hpp"
#include <printjob/time.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace transports {

using printjob::duration;
using printjob::instant;
using printjob::never;

/// What the stub's machine is like.
struct stub_settings {
    std::string file = "square.gcode"; ///< the only one there is
    std::uint64_t size = 1000;         ///< its bytes
    std::uint64_t bytes_per_tick = 5;  ///< read, and carried out
    duration tick = std::chrono::milliseconds{50};
    std::uint64_t lookahead = 100; ///< bytes that are read before motion begins
};

/// The server. Single-owner, not thread-safe; every instant is at or after the one before.
class moonraker_stub {
public:
    moonraker_stub() = default;
    explicit moonraker_stub(stub_settings settings) : settings_{std::move(settings)} {}

    /// A request arrives. Its reply comes out of `poll` when its time has come.
    void take(std::uint32_t ticket, std::string_view method, std::string_view target, instant now) {
        handle_time(now);
        const auto mark = target.find('?');
        const std::string_view path = target.substr(0, mark);
        const std::string query = mark == std::string_view::npos ? "" : decoded(target.substr(mark + 1));
        if (path == "/server/info" && method == "GET")
            return reply(ticket, {{"klippy_connected", connected()}, {"klippy_state", klippy_word()}});
        if (path == "/server/files/metadata" && method == "GET") return tell_metadata(ticket, query);
        if (!connected()) return refuse(ticket, 503, "Klippy Host not connected");
        if (path == "/printer/objects/query" && method == "GET") return tell_objects(ticket);
        if (path == "/printer/emergency_stop" && method == "POST") return stop_at_once(ticket);
        if (host_ != klippy::ready) return refuse(ticket, 400, "Klippy is not ready");
        if (method != "POST") return refuse(ticket, 405, "Method Not Allowed");
        orders_.push_back({ticket, std::string{path}, query});
        handle_time(now);
    }

    /// Runs up to `now`.
    void handle_time(instant now) {
        while (next_event() <= now) {
            now_ = std::max(now_, next_tick_);
            work();
        }
        now_ = std::max(now_, now);
    }

    /// When something next happens by itself.
    [[nodiscard]] instant next_event() const { return is_at_work() ? next_tick_ : never; }

    /// The oldest reply that was not taken.
    [[nodiscard]] std::optional<http_reply> poll() {
        if (replies_.empty()) return std::nullopt;
        http_reply oldest = std::move(replies_.front());
        replies_.pop_front();
        return oldest;
    }
    [[nodiscard]] bool has_reply() const { return !replies_.empty(); }

    // --- what happens to it ---

    /// Klippy becomes this, whoever or whatever did it.
    void klippy_becomes(klippy what) {
        host_ = what;
        if (what == klippy::ready) return;
        while (!orders_.empty()) {
            refuse(orders_.front().ticket, 503, "Klippy Disconnected");
            orders_.pop_front();
        }
        job_ = klipper_job::standby;
        is_paused_ = false;
        read_ = queued_ = 0;
    }
    /// Somebody at the printer's own screen pauses, resumes or cancels; or the job's G-code fails.
    void job_becomes(klipper_job what) {
        job_ = what;
        is_paused_ = what == klipper_job::paused;
        next_tick_ = std::max(next_tick_, now_);
    }
    /// The next order is answered with an error and comes to nothing.
    void fail_next_order() { fails_next_ = true; }

    // --- what happened ---

    [[nodiscard]] std::uint64_t carried_out() const { return carried_out_; } ///< bytes of jobs, ever
    [[nodiscard]] std::uint64_t starts() const { return starts_; }           ///< orders to start or resume
    [[nodiscard]] std::uint64_t emergency_stops() const { return emergency_stops_; }
    [[nodiscard]] bool heaters_off() const { return heaters_off_; } ///< since the last start
    [[nodiscard]] klipper_job job() const { return job_; }

private:
    struct order {
        std::uint32_t ticket;
        std::string path;
        std::string query; ///< decoded
    };

    // --- replies ---

    void reply(std::uint32_t ticket, const nlohmann::json& result) {
        replies_.push_back(
            {.ticket = ticket, .status = 200, .body = nlohmann::json{{"result", result}}.dump()});
    }
    void refuse(std::uint32_t ticket, int code, const std::string& message) {
        const nlohmann::json error{{"error", {{"code", code}, {"message", message}}}};
        replies_.push_back({.ticket = ticket, .status = code, .body = error.dump()});
    }

    void tell_metadata(std::uint32_t ticket, const std::string& query) {
        if (query != "filename=" + settings_.file) return refuse(ticket, 404, "Metadata not available");
        reply(ticket, {{"filename", settings_.file}, {"size", settings_.size}});
    }

    void tell_objects(std::uint32_t ticket) {
        const std::string file = job_ == klipper_job::standby ? "" : settings_.file;
        const double progress = static_cast<double>(read_) / static_cast<double>(settings_.size);
        reply(ticket, {{"eventtime", std::chrono::duration<double>{now_.time_since_epoch()}.count()},
                       {"status",
                        {{"webhooks", {{"state", klippy_word()}, {"state_message", ""}}},
                         {"virtual_sdcard",
                          {{"progress", progress},
                           {"is_active", job_ == klipper_job::printing},
                           {"file_position", read_}}},
                         {"print_stats", {{"filename", file}, {"state", job_word()}, {"message", ""}}}}}});
    }

    [[nodiscard]] bool connected() const { return host_ != klippy::disconnected; }
    [[nodiscard]] const char* klippy_word() const {
        switch (host_) {
        case klippy::disconnected: return "disconnected";
        case klippy::startup: return "startup";
        case klippy::ready: return "ready";
        case klippy::error: return "error";
        case klippy::shutdown: return "shutdown";
        case klippy::unknown: break;
        }
        return "";
    }
    [[nodiscard]] const char* job_word() const {
        switch (job_) {
        case klipper_job::standby: return "standby";
        case klipper_job::printing: return "printing";
        case klipper_job::paused: return "paused";
        case klipper_job::complete: return "complete";
        case klipper_job::error: return "error";
        case klipper_job::cancelled: return "cancelled";
        case klipper_job::unknown: break;
        }
        return "";
    }

    [[nodiscard]] static std::string decoded(std::string_view text) {
        const auto digit = [](char c) { return c >= 'A' ? c - 'A' + 10 : c - '0'; };
        std::string plain;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '%' && i + 2 < text.size()) {
                plain += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
                i += 2;
            } else {
                plain += text[i];
            }
        }
        return plain;
    }

    // --- the machine ---

    [[nodiscard]] bool reads() const { return job_ == klipper_job::printing; }
    [[nodiscard]] bool in_motion() const { return queued_ > 0; }
    [[nodiscard]] bool is_at_work() const {
        return host_ == klippy::ready && (!orders_.empty() || reads() || in_motion());
    }

    /// One tick: an order, then the file, then motion.
    void work() {
        next_tick_ = now_ + settings_.tick;
        if (!orders_.empty() && carries_out(orders_.front())) orders_.pop_front();
        if (reads()) {
            const std::uint64_t step = std::min(settings_.bytes_per_tick, settings_.size - read_);
            read_ += step;
            queued_ += step;
            if (read_ == settings_.size) job_ = klipper_job::complete;
        }
        if (reads() && queued_ < settings_.lookahead) return;
        const std::uint64_t step = std::min(settings_.bytes_per_tick, queued_);
        queued_ -= step;
        carried_out_ += step;
    }

    /// False when it must wait for motion to end.
    [[nodiscard]] bool carries_out(const order& what) {
        const bool waits =
            what.query.find("M400") != std::string::npos || what.query.find("M84") != std::string::npos;
        if (what.query.find("TURN_OFF_HEATERS") != std::string::npos) heaters_off_ = true;
        if (waits && in_motion()) return false;
        const std::string objection =
            std::exchange(fails_next_, false) ? "Internal error" : objection_to(what);
        if (objection.empty())
            reply(what.ticket, "ok");
        else
            refuse(what.ticket, 400, objection);
        return true;
    }

    /// Does what is ordered; a message when it cannot be.
    [[nodiscard]] std::string objection_to(const order& what) {
        if (what.path == "/printer/print/start") return start(what.query);
        if (what.path == "/printer/print/pause") {
            if (reads()) job_ = klipper_job::paused;
            is_paused_ = true;
        } else if (what.path == "/printer/print/resume") {
            ++starts_;
            if (is_paused_ && job_ == klipper_job::paused) job_ = klipper_job::printing;
            is_paused_ = false;
        } else if (what.path == "/printer/print/cancel") {
            job_ = klipper_job::cancelled;
            is_paused_ = false;
            drop_file();
        } else if (what.path != "/printer/gcode/script") {
            return "Not Found";
        }
        if (what.query.find("SDCARD_RESET_FILE") != std::string::npos) {
            job_ = klipper_job::standby;
            drop_file();
        }
        if (what.query.find("CLEAR_PAUSE") != std::string::npos) is_paused_ = false;
        return {};
    }

    [[nodiscard]] std::string start(const std::string& query) {
        if (reads()) return "SD busy";
        if (query != "filename=" + settings_.file) return "Unable to open file";
        ++starts_;
        drop_file();
        job_ = klipper_job::printing;
        heaters_off_ = false;
        return {};
    }

    /// What was read is still carried out.
    void drop_file() { read_ = 0; }

    void stop_at_once(std::uint32_t ticket) {
        ++emergency_stops_;
        klippy_becomes(klippy::shutdown);
        reply(ticket, "ok");
    }

    stub_settings settings_;
    klippy host_ = klippy::ready;
    klipper_job job_ = klipper_job::standby;
    bool is_paused_ = false;
    bool fails_next_ = false;
    bool heaters_off_ = false;
    std::uint64_t read_ = 0;
    std::uint64_t queued_ = 0; ///< bytes that were read and not carried out
    std::uint64_t carried_out_ = 0;
    std::uint64_t starts_ = 0;
    std::uint64_t emergency_stops_ = 0;
    std::deque<order> orders_;
    std::deque<http_reply> replies_;
    instant next_tick_{};
    instant now_{};
};

} // namespace transports
