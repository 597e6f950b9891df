/// What a link takes for granted of a printer of which nobody said anything.

#include <printjob/gcode/link/link_settings.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace printjob;
using namespace std::chrono_literals;

TEST_CASE("the settings that nobody chose are safe with every board seen") {
    const gcode::link_settings usual;
    CHECK(usual.receive_buffer == 64);
    CHECK(usual.most_lines == 3);
    CHECK(usual.shortest_silence == 100ms);
    CHECK(usual.silence == 5s);
    CHECK(usual.silence_with_busy == 3s);
    CHECK(usual.silence_in_long == 30s);
    CHECK(usual.patience == 30s);
    CHECK(usual.patience_in_long == 10min);
    CHECK(usual.suspicion == 500ms);
    CHECK(usual.resend_grace == 250ms);
    CHECK(usual.renumber_again == 2s);
    CHECK(usual.most_silences == 5);
    CHECK(usual.most_resends == 10);
}
