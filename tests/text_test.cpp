#include <printjob/text.hpp>

#include <doctest/doctest.h>

#include <string>

using printjob::text;

TEST_CASE("a text that fits exactly is kept whole") {
    text<4> t;
    CHECK(t.assign("abcd"));
    CHECK(t.view() == "abcd");
    CHECK_FALSE(t.empty());
}

TEST_CASE("a text that is one byte too long is refused and leaves the old one") {
    text<4> t;
    REQUIRE(t.assign("old"));
    CHECK_FALSE(t.assign("abcde"));
    CHECK(t.view() == "old");
}

TEST_CASE("a shorter text replaces a longer one completely") {
    text<8> t;
    REQUIRE(t.assign("12345678"));
    REQUIRE(t.assign("ab"));
    CHECK(t.view() == "ab");
    text<8> fresh;
    REQUIRE(fresh.assign("ab"));
    CHECK(t == fresh);
}

TEST_CASE("an empty text is empty, and a text may hold any byte") {
    text<8> t;
    CHECK(t.empty());
    CHECK(t == "");
    const std::string odd{"a\0\xFF", 3};
    REQUIRE(t.assign(odd));
    CHECK(t == std::string_view{odd});
    REQUIRE(t.assign(""));
    CHECK(t.empty());
}

TEST_CASE("copies are independent") {
    text<8> a;
    REQUIRE(a.assign("one"));
    text<8> b = a;
    REQUIRE(b.assign("two"));
    CHECK(a == "one");
    CHECK_FALSE(a == b);
}

TEST_CASE("the capacity of a path is that of a file") {
    text<256> path;
    CHECK(path.assign(std::string(256, 'x')));
    CHECK(path.view().size() == 256);
    CHECK_FALSE(path.assign(std::string(257, 'x')));
}
