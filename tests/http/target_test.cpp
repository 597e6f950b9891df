#include <printjob/http/target.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using printjob::http::decode_path;
using printjob::http::path_of;

TEST_CASE("the path of a target ends at the first question mark") {
    CHECK(path_of("/api/job") == "/api/job");
    CHECK(path_of("/api/job?history=true?x") == "/api/job");
    CHECK(path_of("?") == "");
    CHECK(path_of("") == "");
}

TEST_CASE("escapes are decoded, in either case, and a plus is a plus") {
    CHECK(decode_path("a%20b%2Fc%2fd+e").value() == "a b/c/d+e");
    CHECK(decode_path("%C3%A9.gcode").value() == "\xC3\xA9.gcode");
    CHECK(decode_path("100%25").value() == "100%");
    CHECK(decode_path("%2520").value() == "%20");
}

TEST_CASE("a path with a bad escape is no path") {
    for (const std::string_view path : {"%", "a%", "a%2", "%zz", "%2g", "%g2", "%%20", "% 20", "%-1"}) {
        CAPTURE(path);
        CHECK(!decode_path(path));
    }
}

TEST_CASE("a path with a control character, escaped or not, is no path") {
    for (const std::string_view path : {"a%00b", "%0a", "%1F", "%7f", "a\nb", "\x7F"}) {
        CAPTURE(path);
        CHECK(!decode_path(path));
    }
}

TEST_CASE("a path is at most 256 bytes long once decoded, and never empty") {
    CHECK(!decode_path(""));
    CHECK(decode_path(std::string(256, 'a')).value() == std::string(256, 'a'));
    CHECK(!decode_path(std::string(257, 'a')));
    std::string escaped;
    for (int i = 0; i < 256; ++i)
        escaped += "%61";
    CHECK(decode_path(escaped).value() == std::string(256, 'a'));
    CHECK(!decode_path(escaped + "a"));
}
