#include <printjob/gcode/link/transmit_buffer.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace printjob::gcode;

namespace {

std::string waiting(const transmit_buffer& out, std::size_t most = transmit_buffer::most_bytes) {
    const auto bytes = out.front(most);
    return {bytes.begin(), bytes.end()};
}

} // namespace

TEST_SUITE("transmit_buffer") {
    TEST_CASE("bytes leave in the order in which they came, as far as one may") {
        transmit_buffer out;
        CHECK(out.is_empty());
        out.put("G28\n");
        out.put("G1 X5\n");
        CHECK(waiting(out) == "G28\nG1 X5\n");
        CHECK(waiting(out, 5) == "G28\nG");
        out.wrote(5);
        CHECK(waiting(out) == "1 X5\n");
        CHECK(out.size() == 5);
    }

    TEST_CASE("what does not fit is left out whole") {
        transmit_buffer out;
        const std::string most(transmit_buffer::most_bytes - 3, 'x');
        out.put(most);
        CHECK(out.fits(3));
        CHECK_FALSE(out.fits(4));
        out.put("G28\n");
        CHECK(waiting(out) == most);
        out.put("T0\n");
        CHECK(waiting(out) == most + "T0\n");
    }

    TEST_CASE("only the rest of a line that is half written stays when all else is thrown away") {
        transmit_buffer out;
        out.put("G28\nG1 X5\n");
        out.wrote(2);
        CHECK(out.rest_of_open_line() == 2);
        out.keep_open_line_only();
        CHECK(waiting(out) == "8\n");
        out.wrote(2);
        CHECK(out.rest_of_open_line() == 0);

        out.put("G28\nG1 X5\n");
        out.wrote(4);
        out.keep_open_line_only();
        CHECK(out.is_empty());
    }

    TEST_CASE("a line without an end stays open to the last byte that is there") {
        transmit_buffer out;
        out.put("G28");
        out.wrote(1);
        CHECK(out.rest_of_open_line() == 2);
        out.wrote(2);
        CHECK(out.rest_of_open_line() == 0);
    }

    TEST_CASE("positions count all bytes that ever left, and those that will") {
        transmit_buffer out;
        out.put("G28\nG1 X5\n");
        CHECK(out.written() == 0);
        CHECK(out.end() == 10);
        out.wrote(5);
        out.keep_open_line_only();
        CHECK(out.written() == 5);
        CHECK(out.end() == 10);
        out.wrote(5);
        out.put("M84\n");
        CHECK(out.written() == 10);
        CHECK(out.end() == 14);
        out.keep_open_line_only();
        CHECK(out.end() == 10);
    }

    TEST_CASE("it never fills up as long as bytes leave, although it is never empty") {
        transmit_buffer out;
        const std::string line = std::string(40, 'x') + "\n";
        out.put(line);
        for (int i = 0; i < 1'000; ++i) {
            REQUIRE(out.fits(line.size()));
            out.put(line);
            CHECK(waiting(out).ends_with(line));
            out.wrote(line.size());
        }
        CHECK(waiting(out) == line);
    }

    TEST_CASE("what is urgent stays so until all has left; nothing that left changes nothing") {
        transmit_buffer out;
        out.put("M108\n");
        CHECK_FALSE(out.is_urgent());
        out.hurry();
        out.wrote(0);
        out.wrote(4);
        CHECK(out.is_urgent());
        out.wrote(1);
        CHECK_FALSE(out.is_urgent());
    }

    TEST_CASE("a port that is gone takes everything with it, half lines too") {
        transmit_buffer out;
        out.put("G28\n");
        out.wrote(2);
        out.clear();
        CHECK(out.is_empty());
        CHECK(out.rest_of_open_line() == 0);
    }

    TEST_CASE("more cannot be written than waits") {
        transmit_buffer out;
        out.put("G28");
        out.wrote(4);
        CHECK(out.size() == 0);
        CHECK(out.written() == 3);
        out.put("\nM84\n");
        CHECK(waiting(out) == "\nM84\n");
    }

    TEST_CASE("bytes can be written in place, as many as were asked room for or fewer") {
        transmit_buffer out;
        out.put("M84\n");
        const auto room = out.room(10);
        REQUIRE(room.size() == 10);
        room[0] = 'T';
        room[1] = '\n';
        out.put_in_room(2);
        CHECK(waiting(out) == "M84\nT\n");
        CHECK(out.room(transmit_buffer::most_bytes).empty());
    }
}
