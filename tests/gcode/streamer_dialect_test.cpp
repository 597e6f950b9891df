#include "print_bench.hpp"

#include <array>

using namespace bench;

namespace {

/// An embedder's own dialect: Marlin's with another command for the motors, on machines of their make.
constexpr gcode::dialect mine = [] {
    gcode::dialect differs = gcode::marlin;
    differs.name = "mine";
    differs.recognised_by = "MACHINE_TYPE:Mine";
    differs.motors_off = "M18";
    return differs;
}();

constexpr std::array<const gcode::dialect*, 2> mine_first{&mine, &gcode::marlin};

constexpr std::string_view prusa_name = "Prusa-Firmware 3.8.1 based on Marlin";

marlin_settings named(std::string_view name) {
    marlin_settings is;
    is.firmware_name = name;
    return is;
}

/// What the printer executes from start to cancel.
std::string cancelled(marlin_settings printer_is, const gcode::streamer_settings& settings) {
    print_bench at{std::move(printer_is), settings};
    at.connect();
    at.start("G4 S30\nG4 S30\n");
    at.until_executed("G4 S30");
    CHECK(at.submit(command::cancel).has_value());
    at.until(state::operational);
    return at.numbered();
}

} // namespace

TEST_SUITE("streamer: dialects") {
    TEST_CASE("M601 pauses the host where the printer says that it is Prusa's, and is not sent") {
        print_bench at{named(prusa_name)};
        at.connect();
        at.start("G28\nM601\nG92 E0\n");
        at.until(state::paused);
        CHECK(at.executed.count("M601") == 0);
        CHECK(at.executed.count("G92 E0") == 0);
    }

    TEST_CASE("where the printer says that it is Prusa's, M603 is refused") {
        print_bench at{named(prusa_name)};
        at.connect();
        at.start("G28\nM603\nG92 E0\n");
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::failed);
        CHECK(at.wire.find("M603") == std::string::npos);
    }

    TEST_CASE("on any other printer M603 is a command like others") {
        print_bench at{named("Marlin 2.1.2")};
        at.connect();
        at.start("G28\nM603\nG92 E0\n");
        at.until(state::operational);
        CHECK(at.wire.find("M603") != std::string::npos);
    }

    TEST_CASE("M125, M226 without a pin and M601 pause the host on a Marlin too, and are not sent") {
        for (const std::string_view pause : {"M125", "M226", "M601"}) {
            CAPTURE(pause);
            print_bench at{named("Marlin 2.1.2")};
            at.connect();
            at.start("G28\n" + std::string{pause} + "\nG92 E0\n");
            at.until(state::paused);
            CHECK(at.wire.find(pause) == std::string::npos);
            CHECK(at.executed.count("G92 E0") == 0);
        }
    }

    TEST_CASE("a setting takes precedence over the printer's name") {
        gcode::streamer_settings settings;
        settings.spoken = &gcode::marlin;
        print_bench at{named(prusa_name), settings};
        at.connect();
        at.start("G28\nM603\nG92 E0\n");
        at.until(state::operational);
        CHECK(at.wire.find("M603") != std::string::npos);
    }

    TEST_CASE("an embedder's dialect is used for its printer, and only for that") {
        gcode::streamer_settings settings;
        settings.dialects = mine_first;
        CHECK(cancelled(named("Marlin 2.1.2 MACHINE_TYPE:Mine"), settings).ends_with("M106 S0 | M18"));
        CHECK(cancelled(named("Marlin 2.1.2"), settings).ends_with("M106 S0 | M84"));
        settings.dialects = {};
        settings.spoken = &mine;
        CHECK(cancelled(named("Marlin 2.1.2"), settings).ends_with("M106 S0 | M18"));
    }

    TEST_CASE("where the firmware has no command that breaks a wait, a cancel waits for its end") {
        print_bench at{named(prusa_name)};
        at.connect();
        at.start("G28\nM109 S200\nG92 E0\n");
        at.until_executed("G28");
        at.pass(5s);
        CHECK(at.submit(command::cancel).has_value());
        at.until(state::operational);
        CHECK(at.wire.find("M108") == std::string::npos);
        CHECK(at.numbered().ends_with("M84"));
    }

    TEST_CASE("a safe stop has no line for what the firmware has no command for, numbered or not") {
        static constexpr gcode::dialect fanless = [] {
            gcode::dialect differs = gcode::marlin;
            differs.fan_off = {};
            return differs;
        }();
        gcode::streamer_settings settings;
        settings.spoken = &fanless;
        print_bench at{{}, settings};
        at.connect();
        at.start("G4 S30\n");
        at.until_executed("G4 S30");
        (void)at.take_wire();
        at.marlin.halt("Thermal Runaway, system stopped! Heater_ID: 0", at.clock.now());
        at.until(state::error);
        const std::string wire = at.take_wire();
        CHECK(wire.find("M140 S0\n") != std::string::npos);
        CHECK(wire.find("M106") == std::string::npos);
        CHECK(wire.find("\n\n") == std::string::npos);
    }
}
