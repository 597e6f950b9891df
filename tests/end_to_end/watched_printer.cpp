#include "watched_printer.hpp"

#include "waiting.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace end_to_end {

using printjob::instant;
using printjob::testing::simulated_marlin;

printjob::testing::marlin_settings quick_marlin() {
    printjob::testing::marlin_settings settings;
    settings.instant_moves = true;
    settings.cold_extrusion_prevented = false;
    settings.autoreport = false;
    settings.advanced_ok = true;
    settings.emergency_parser = true;
    return settings;
}

watched_printer::watched_printer(printjob::testing::marlin_settings settings, double speed)
    : terminal_{std::move(settings), {.speed = speed, .line = {}}} {
    REQUIRE(terminal_.is_open());
    terminal_.with([this](simulated_marlin& printer) {
        printer.on_executed([this](const printjob::testing::executed_command& what) { note(what); });
    });
}

watched_printer::~watched_printer() {
    release();
}

void watched_printer::hold_at(std::string text) {
    const std::lock_guard lock{mutex_};
    hold_at_ = std::move(text);
}

bool watched_printer::is_held() const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, patience, [this] { return held_; });
}

void watched_printer::release() {
    {
        const std::lock_guard lock{mutex_};
        hold_at_.reset();
        held_ = false;
    }
    changed_.notify_all();
}

std::vector<executed_line> watched_printer::executed(std::size_t skipped) const {
    const std::lock_guard lock{mutex_};
    const auto first = std::min(skipped, executed_.size());
    return {executed_.begin() + static_cast<std::ptrdiff_t>(first), executed_.end()};
}

std::size_t watched_printer::executed_count() const {
    const std::lock_guard lock{mutex_};
    return executed_.size();
}

bool watched_printer::executes(std::string_view text) const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, patience, [&] {
        return std::ranges::find(executed_, text, &executed_line::text) != executed_.end();
    });
}

void watched_printer::reset() {
    terminal_.reset();
}

void watched_printer::halt(std::string_view cause) {
    terminal_.with([cause](simulated_marlin& printer, instant now) { printer.halt(cause, now); });
}

void watched_printer::say(std::string_view line) {
    terminal_.with([line](simulated_marlin& printer) { printer.say(line); });
}

void watched_printer::unplug() {
    terminal_.close();
}

bool watched_printer::is_killed() {
    return terminal_.with([](simulated_marlin& printer) { return printer.is_killed(); });
}

std::int64_t watched_printer::hotend_temperature() {
    return terminal_.with([](simulated_marlin& printer) { return printer.hotend_temperature(); });
}

std::int64_t watched_printer::hotend_target() {
    return terminal_.with([](simulated_marlin& printer) { return printer.hotend_target(); });
}

std::int64_t watched_printer::bed_target() {
    return terminal_.with([](simulated_marlin& printer) { return printer.bed_target(); });
}

/// Called by the printer as it begins a command; holding it here stops the whole machine.
void watched_printer::note(const printjob::testing::executed_command& what) {
    std::unique_lock lock{mutex_};
    executed_.push_back({what.number, std::string{what.text}});
    changed_.notify_all();
    if (hold_at_ != what.text) return;
    hold_at_.reset();
    held_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
}

} // namespace end_to_end
