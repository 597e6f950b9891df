#pragma once
/// The simulated Marlin on a pseudo-terminal: for the host, a printer like any other.

#include <printjob/testing/pseudo_terminal.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace printhost {

/// A simulated printer, and the record of what it executed.
class simulated_printer {
public:
    /// `speed`: how many times faster than a real one. Each command that it executes goes to `record`, when
    /// that is not empty, as a line `<line number, or ->` blank `<command>`.
    simulated_printer(double speed, const std::filesystem::path& record)
        : terminal_{marlin(), {.speed = speed, .line = {}}} {
        if (record.empty()) return;
        record_.open(record);
        terminal_.with([this](printjob::testing::simulated_marlin& printer) {
            printer.on_executed([this](const printjob::testing::executed_command& what) {
                record_ << (what.number ? std::to_string(*what.number) : "-") << ' ' << what.text << '\n';
            });
        });
    }

    /// Unplugs the printer. Returns whether its record is complete.
    [[nodiscard]] bool close() {
        terminal_.close();
        if (record_.is_open()) record_.close();
        return !record_.fail();
    }

    [[nodiscard]] bool is_open() const { return terminal_.is_open() && !record_.fail(); }

    /// The device that a host opens.
    [[nodiscard]] const std::string& device() const { return terminal_.path(); }

private:
    [[nodiscard]] static printjob::testing::marlin_settings marlin() {
        printjob::testing::marlin_settings settings;
        settings.advanced_ok = true;
        settings.emergency_parser = true;
        return settings;
    }

    std::ofstream record_; ///< written by the printer's thread while it runs: it outlives the terminal
    printjob::testing::pseudo_terminal terminal_;
};

} // namespace printhost
