/// How the streamer uses its port: reads, writes, waits and losses.

#include "streamer_fixture.hpp"

using namespace bench;

TEST_SUITE("streamer: the port") {
    TEST_CASE("a read that fills the buffer is followed by another in the same call") {
        streamer_fixture at;
        at.connect();
        const std::string one_read(256 - 15, ' ');
        at.port.incoming = one_read + "\nT:25.0 /200.0\n" + one_read + "\nT:30.0 /200.0\n"; // two full reads
        CHECK(at.turn().empty());
        CHECK(at.port.incoming.empty());
        CHECK(at.streamer.facts().tools[0].actual == 30.0f);
    }

    TEST_CASE(
        "a port that always has more to read is left after a bounded number of reads, and is due at once") {
        streamer_fixture at;
        at.connect();
        at.port.incoming = std::string(100 * 1024, ' ');
        CHECK(at.turn().empty());
        CHECK(at.port.incoming.size() > 0);
        CHECK(at.streamer.next_deadline() == at.now);
        CHECK(at.turn().empty());
        CHECK(at.port.incoming.empty());
        CHECK(at.streamer.next_deadline() > at.now);
    }

    TEST_CASE("a port that fails in a write is lost, and is found again") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK_FALSE(at.streamer.port_failure().has_value());
        at.port.write_fault = io_error{fault::io, 5};
        CHECK(at.turn() == "disconnected:printer_disconnected");
        REQUIRE(at.streamer.port_failure().has_value());
        CHECK(at.streamer.port_failure()->what == fault::io);
        CHECK(at.streamer.port_failure()->native == 5);
        CHECK(at.pass(2s) == "connecting connected");
        CHECK_FALSE(at.streamer.port_failure().has_value());
        CHECK(at.take_sent().ends_with("M27 | " + safe_stop));
    }

    TEST_CASE("an emergency stop that the port did not accept is sent when the printer is found") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        at.port.written.clear();
        at.port.write_fault = io_error{fault::io, 5};
        at.streamer.emergency_stop(at.now);
        CHECK(at.take_reports() == "disconnected:printer_disconnected");
        at.now += 1s;
        CHECK(at.turn() == "connecting halted:emergency_stop");
        CHECK(at.port.written.starts_with("\nM112\n"));
        at.port.written.clear();
        CHECK(at.hear("start") == "reset:printer_reset connecting");
        CHECK(at.pass(2s) == "connected"); // and not again
        CHECK(at.take_sent().ends_with(safe_stop));
    }

    TEST_CASE("wait passes its argument to the port") {
        streamer_fixture at;
        at.streamer.wait(at.now + 5s);
        CHECK(at.port.waited_until == at.now + 5s);
    }
}
