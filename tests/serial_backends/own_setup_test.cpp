// What the backends promise that lock the line and set its speed themselves. libserialport does neither.

#include "backend_suite.hpp"
#include "bare_terminal.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using printjob::fault;
using printjob::io_error;

TEST_CASE("two hosts do not share a line, and the second has it when the first has left") {
    const bare_terminal printer;
    backend second{printer.name(), 250'000};
    std::string heard;
    {
        backend first{printer.name(), 250'000};
        REQUIRE(opens(first));
        CHECK(read_on(second, heard) == io_error{fault::no_permission, EWOULDBLOCK});
        printer.say("ok\n");
        CHECK(eventually(first, [&] { return !read_on(first, heard) && heard == "ok\n"; }));
    }
    CHECK(opens(second));
}

TEST_CASE("a speed of zero, which would hang up, is unsupported") {
    const bare_terminal printer;
    backend host{printer.name(), 0};
    std::string heard;
    CHECK(read_on(host, heard) == io_error{fault::unsupported, EINVAL});
}
