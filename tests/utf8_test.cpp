#include <printjob/utf8.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

using namespace printjob;

namespace {

std::string encoded(std::uint32_t point) {
    std::string bytes;
    const auto put = [&](std::uint32_t byte) { bytes += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | point >> 6U);
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | point >> 12U);
        put(0x80U | (point >> 6U & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | point >> 18U);
        put(0x80U | (point >> 12U & 0x3FU));
        put(0x80U | (point >> 6U & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
    return bytes;
}

} // namespace

TEST_CASE("every code point but the surrogates is one character; values beyond are none") {
    for (std::uint32_t point = 0; point <= 0x110000; ++point) {
        const std::string bytes = encoded(point) + "z";
        const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        const utf8_prefix found = utf8_prefix_of(bytes);
        const bool is_right = is_surrogate || point > 0x10FFFF
                                  ? !found.is_character && found.length == 1
                                  : found.is_character && found.length == bytes.size() - 1;
        if (!is_right) FAIL_CHECK(point);
    }
}

TEST_CASE("invalid bytes end where the next character may begin") {
    const auto broken = [](std::string_view text) {
        const utf8_prefix found = utf8_prefix_of(text);
        return found.is_character ? 0 : found.length;
    };
    CHECK(broken("\x80") == 1);
    CHECK(broken("\xC0\xAF") == 1); // overlong
    CHECK(broken("\xC1\xBF") == 1);
    CHECK(broken("\xC3") == 1);
    CHECK(broken("\xC3z") == 1);
    CHECK(broken("\xE0\x9F\xBF") == 1); // overlong
    CHECK(broken("\xE2\x82") == 2);
    CHECK(broken("\xE2\x82z") == 2);
    CHECK(broken("\xED\xA0\x80") == 1);     // a surrogate
    CHECK(broken("\xF0\x8F\xBF\xBF") == 1); // overlong
    CHECK(broken("\xF0\x9F\x9A") == 3);
    CHECK(broken("\xF0\x9F\x9A\xC3") == 3);
    CHECK(broken("\xF4\x90\x80\x80") == 1); // beyond U+10FFFF
    CHECK(broken("\xF5\x80\x80\x80") == 1);
    CHECK(broken("\xFF") == 1);
}

TEST_CASE("control characters are those of ASCII and the C1 set") {
    for (std::uint32_t point = 0; point < 0x200; ++point) {
        CAPTURE(point);
        CHECK(is_control(encoded(point)) == (point < 0x20 || (point >= 0x7F && point < 0xA0)));
    }
}
