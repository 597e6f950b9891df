#include <printjob/job/diagnosis.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace printjob;

namespace {

std::string kept(std::string_view said) {
    return std::string{words_of(said).view()};
}

} // namespace

TEST_CASE("a firmware's words are kept as they are") {
    CHECK(kept("Error:Heating failed, system stopped! Heater_ID: 0") ==
          "Error:Heating failed, system stopped! Heater_ID: 0");
    CHECK(kept("!! D\xC3\xBCse \xE2\x82\xAC \xF0\x9F\x9A\x80") ==
          "!! D\xC3\xBCse \xE2\x82\xAC \xF0\x9F\x9A\x80");
    CHECK(kept("").empty());
}

TEST_CASE("a line break at the end of a firmware's words is dropped") {
    CHECK(kept("halted\r\n") == "halted");
    CHECK(kept("halted\n\n") == "halted");
    CHECK(kept("\r\n").empty());
}

TEST_CASE("control characters and what is not UTF-8 are replaced in a firmware's words") {
    CHECK(kept("a\tb\x1B[2Jc\x7F") == "a?b?[2Jc?");
    CHECK(kept("a\nb\rc") == "a?b?c");
    CHECK(kept(std::string_view{"a\0b", 3}) == "a?b");
    CHECK(kept("a\xC2\x9B"
               "b") == "a?b"); // the one-byte form of ESC [
    CHECK(kept("a\xFF\xFEz") == "a??z");
    CHECK(kept("a\xE2\x82z") == "a?z");
    CHECK(kept("a\xC3") == "a?");
}

TEST_CASE("a firmware's words that are too long are cut after a whole character") {
    const std::string ninety_four(94, 'x');
    CHECK(kept(ninety_four + "yz") == ninety_four + "yz");
    CHECK(kept(ninety_four + "yzz") == ninety_four + "yz");
    CHECK(kept(ninety_four + "\xC3\xA9z") == ninety_four + "\xC3\xA9");
    CHECK(kept(ninety_four + "y\xC3\xA9") == ninety_four + "y");
    CHECK(kept(ninety_four + "\xE2\x82\xAC") == ninety_four);
    CHECK(kept(ninety_four + "\xF0\x9F\x9A\x80z") == ninety_four);
    CHECK(kept(std::string(100'000, '\xFF')) == std::string(longest_words, '?'));
}

TEST_CASE("a diagnosis contains what it was made of, and nothing else") {
    const auto said = diagnosis::of_words("kill() called\n");
    CHECK(said.words == "kill() called");
    CHECK(said.line == 0);
    CHECK(said.fault.empty());
    CHECK(said.native == 0);

    const auto line = diagnosis::of_line(12, 345, "a line of the file is too long for the printer");
    CHECK(line.line == 12);
    CHECK(line.byte == 345);
    CHECK(line.fault == "a line of the file is too long for the printer");
    CHECK(line.words.empty());
    CHECK(line.native == 0);

    const auto error = diagnosis::of_error({fault::device_gone, 5});
    CHECK(error.native == 5);
    CHECK(error.fault == "the device is gone");
    CHECK(error.line == 0);
    CHECK(error.words.empty());
    CHECK(error != diagnosis{});
}
