#include <printjob/json/document_writer.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

using namespace printjob;

namespace {

template <class Number>
std::string written(Number value) {
    json::document_writer to;
    to.number(value);
    return std::move(to).finish();
}

std::string written_text(std::string_view value) {
    json::document_writer to;
    to.text(value);
    return std::move(to).finish();
}

// The reference: nlohmann's own text of one value.
std::string text_of(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

TEST_CASE("commas are between members and between values, and nowhere else") {
    json::document_writer to;
    to.open_object();
    to.key("nothing").null();
    to.key("yes").flag(true);
    to.key("no").flag(false);
    to.key("empty").open_object();
    to.close_object();
    to.key("none").open_list();
    to.close_list();
    to.key("list").open_list();
    to.number(1);
    to.text("{");
    to.text("[:");
    to.open_object();
    to.key("in").number(2);
    to.close_object();
    to.open_list();
    to.close_list();
    to.null();
    to.close_list();
    to.key("last").text("");
    to.close_object();
    CHECK(std::move(to).finish() == R"({"nothing":null,"yes":true,"no":false,"empty":{},"none":[],)"
                                    R"("list":[1,"{","[:",{"in":2},[],null],"last":""})");
}

TEST_CASE("an integer is written whole, whatever its size") {
    CHECK(written(0) == "0");
    CHECK(written(-7) == "-7");
    CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("a number that is not known, or not finite, is null") {
    CHECK(written(std::optional<double>{}) == "null");
    CHECK(written(std::optional<std::uint32_t>{}) == "null");
    CHECK(written(std::optional{3}) == "3");
    CHECK(written(std::optional{2.5}) == "2.5");
    CHECK(written(std::numeric_limits<double>::infinity()) == "null");
    CHECK(written(-std::numeric_limits<double>::infinity()) == "null");
    CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("a whole number that is no integer keeps its point") {
    for (const double value : {0.0, 1.0, -100.0, 215.0, 1e14, 999999999999999.0})
        CHECK(written(value) == text_of(value));
    CHECK(written(60.0) == "60.0");
    CHECK(written(-0.0) == "0.0");
}

TEST_CASE("hundredths, as temperatures and percents have them, are written as nlohmann writes them") {
    for (int hundredths = -30'000; hundredths <= 130'000; ++hundredths) {
        const double value = hundredths / 100.0;
        if (written(value) != text_of(value)) FAIL_CHECK(written(value), " is not ", text_of(value));
    }
}

TEST_CASE("there are six decimals at the most, rounded, and no zeros at their end") {
    CHECK(written(100.0 / 3) == "33.333333");
    CHECK(written(200.0 / 3) == "66.666667");
    CHECK(written(0.000001) == "0.000001");
    CHECK(written(0.00000049) == "0.0");
    CHECK(written(-0.00000049) == "0.0");
    CHECK(written(-0.1) == "-0.1");
    CHECK(written(0.0500001) == "0.05");
    CHECK(written(9.9999996) == "10.0");
    CHECK(written(21.3F) == "21.299999");
}

TEST_CASE("a number too large for what it could mean is null") {
    CHECK(written(8999999999999998976.0) == "8999999999999998976.0");
    CHECK(written(-8999999999999998976.0) == "-8999999999999998976.0");
    CHECK(written(9e18) == "null");
    CHECK(written(-1e300) == "null");
    CHECK(written(std::numeric_limits<double>::max()) == "null");
}

TEST_CASE("every number reads back as itself, to six decimals") {
    std::mt19937_64 random{1};
    for (int i = 0; i < 100'000; ++i) {
        const double value = std::ldexp(static_cast<double>(random()), -static_cast<int>(random() % 90));
        const std::string text = written(value);
        if (text == "null") continue;
        const double read = nlohmann::json::parse(text).get<double>();
        if (std::abs(read - value) > 5.1e-7 + value * 1e-15) FAIL_CHECK(text, " for ", text_of(value));
    }
}

TEST_CASE("text of every byte is escaped as nlohmann escapes it, and no UTF-8 is replaced") {
    for (int first = 0; first < 256; ++first) {
        const std::string one(1, static_cast<char>(first));
        CHECK(written_text(one) == text_of(one));
        for (int second = 0; second < 256; ++second) {
            const std::string text = "a" + one + static_cast<char>(second) + "z";
            if (written_text(text) != text_of(text)) FAIL_CHECK(first, " then ", second);
        }
    }
    CHECK(written_text("") == R"("")");
    CHECK(written_text("a \"b\"\\\n\x01") == R"("a \"b\"\\\n\u0001")");
    CHECK(written_text("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9A\x80") == "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9A\x80\"");
    CHECK(written_text("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
}

TEST_CASE("a document longer than the room that was asked for first is whole") {
    json::document_writer to;
    to.open_list();
    for (int i = 0; i < 5000; ++i)
        to.number(i);
    to.close_list();
    const auto read = nlohmann::json::parse(std::move(to).finish());
    REQUIRE(read.size() == 5000);
    CHECK(read[4999] == 4999);
}
