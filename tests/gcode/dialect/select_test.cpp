#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/select.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace printjob::gcode;

namespace {

/// An embedder's own: a copy of ours with other values.
constexpr dialect mine = [] {
    dialect changed = marlin;
    changed.name = "mine";
    changed.recognised_by = "MACHINE_TYPE:Mine";
    changed.motors_off = "M18";
    changed.traits_of = [](command_word word, std::string_view line) {
        if (word == command_word{'M', 711}) return command_traits{.is_long_running = true};
        return marlin.traits_of(word, line);
    };
    return changed;
}();

static_assert(mine.traits_of({'M', 711}, {}).is_long_running &&
              !marlin.traits_of({'M', 711}, {}).is_long_running);
static_assert(mine.traits_of({'M', 109}, {}).is_blocking_wait);
static_assert(mine.motors_off == "M18" && mine.probe == marlin.probe);

constexpr std::array<const dialect*, 2> both{&mine, &marlin};

} // namespace

TEST_CASE("the first candidate that the answer names is selected, else the one that was given for that") {
    constexpr dialect nobody = [] {
        dialect changed = marlin;
        changed.recognised_by = "";
        return changed;
    }();
    CHECK(&select_dialect("Marlin 2.1.2 MACHINE_TYPE:Mine", both, nobody) == &mine);
    CHECK(&select_dialect("Marlin 2.1.2 MACHINE_TYPE:Ender", both, nobody) == &marlin);
    CHECK(&select_dialect("Marli", both, nobody) == &nobody);
    CHECK(&select_dialect("", both, nobody) == &nobody);
    CHECK(&select_dialect("Marlin 2.1.2", {}, nobody) == &nobody);
    CHECK(&select_dialect("Marlin 2.1.2", std::array<const dialect*, 1>{&nobody}, marlin) == &marlin);
}
