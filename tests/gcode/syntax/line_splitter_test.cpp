#include <printjob/gcode/syntax/line_splitter.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using printjob::gcode::line_splitter;

namespace {

using lines = std::vector<std::string>;

lines push(line_splitter& splitter, std::string_view bytes) {
    lines all;
    splitter.push(bytes, [&](std::string_view line) { all.emplace_back(line); });
    return all;
}

} // namespace

TEST_SUITE("line_splitter") {
    TEST_CASE("a line ends at a line feed or a carriage return, which are not part of it") {
        line_splitter splitter;
        CHECK(push(splitter, "ok\nstart\r") == lines{"ok", "start"});
        CHECK(push(splitter, "a\r\nb\n") == lines{"a", "", "b"});
    }

    TEST_CASE("a line may arrive in any pieces") {
        line_splitter splitter;
        CHECK(push(splitter, "o").empty());
        CHECK(push(splitter, "").empty());
        CHECK(push(splitter, "k T:2") == lines{});
        CHECK(push(splitter, "1\nok") == lines{"ok T:21"});
        CHECK(push(splitter, "\n") == lines{"ok"});
    }

    TEST_CASE("a line that is too long keeps its front, and the next one is whole") {
        line_splitter splitter;
        const std::string endless(10'000, 'x');
        CHECK(push(splitter, endless).empty());
        CHECK(push(splitter, "\nok\n") == lines{std::string(line_splitter::longest, 'x'), "ok"});
    }

    TEST_CASE("any byte but the two line ends is passed on") {
        line_splitter splitter;
        const std::string odd{"\0\xFF\t;", 4};
        CHECK(push(splitter, odd + "\n") == lines{odd});
    }

    TEST_CASE("an unfinished line can be forgotten") {
        line_splitter splitter;
        CHECK(push(splitter, "half a li").empty());
        splitter.clear();
        CHECK(push(splitter, "ok\n") == lines{"ok"});
    }
}
