#pragma once
/// The simulated printer on its pseudo-terminal, watched, and held wherever a test wants.

#include <printjob/testing/pseudo_terminal.hpp>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace end_to_end {

/// A command that the printer executed.
struct executed_line {
    std::optional<std::int64_t> number;
    std::string text;
};

/// A Marlin whose moves take no time and whose waits pass quickly; it says temperatures when asked only.
[[nodiscard]] printjob::testing::marlin_settings quick_marlin();

/// A printer that keeps what it executed and stands still on demand: a test that held it at a command knows
/// exactly where it is.
class watched_printer {
public:
    /// `speed`: simulated time for each unit of real time.
    explicit watched_printer(printjob::testing::marlin_settings settings = quick_marlin(),
                             double speed = 1000);
    watched_printer(const watched_printer&) = delete;
    watched_printer& operator=(const watched_printer&) = delete;
    ~watched_printer();

    /// The device that the host opens.
    [[nodiscard]] const std::string& path() const { return terminal_.path(); }

    /// From now on the printer stops dead in front of the next command that reads `text`, which counts as
    /// executed already. Until it was released, only what is declared above `reset` may be called.
    void hold_at(std::string text);
    [[nodiscard]] bool is_held() const; ///< waits for it; false when it never was
    void release();

    /// What it executed, in order, since it was made; without the first `skipped` commands.
    [[nodiscard]] std::vector<executed_line> executed(std::size_t skipped = 0) const;
    [[nodiscard]] std::size_t executed_count() const;
    /// Waits for a command that was executed; false when it never was.
    [[nodiscard]] bool executes(std::string_view text) const;

    /// Presses the reset button.
    void reset();
    /// The firmware stops for good, and says why.
    void halt(std::string_view cause);
    /// It says a line.
    void say(std::string_view line);
    /// The host loses the device.
    void unplug();

    [[nodiscard]] bool is_killed();
    [[nodiscard]] std::int64_t hotend_temperature(); ///< in thousandths of a degree Celsius
    [[nodiscard]] std::int64_t hotend_target();
    [[nodiscard]] std::int64_t bed_target();

private:
    void note(const printjob::testing::executed_command& what);

    // Used by the printer's thread: they outlive the terminal.
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<executed_line> executed_;
    std::optional<std::string> hold_at_;
    bool held_ = false;

    printjob::testing::pseudo_terminal terminal_;
};

} // namespace end_to_end
