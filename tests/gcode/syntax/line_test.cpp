#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

using namespace printjob::gcode;

namespace {

using buffer = std::array<char, longest_command_buffer>;

/// Marlin's MAX_CMD_SIZE less its final NUL.
constexpr std::size_t usual_longest_line = 95;

line_role role_of(command_word word, std::string_view line) {
    if (line.starts_with("TELL")) return line_role::metadata;
    if (line.starts_with("IGNORE")) return line_role::ignored;
    const command_traits traits = marlin.traits_of(word, {});
    if (traits.is_forbidden_in_file) return line_role::forbidden;
    if (traits.carries_name) return line_role::name;
    return traits.carries_text ? line_role::text : line_role::command;
}

/// The sanitised command, or the fault's sentence in angle brackets.
std::string made_of(std::string_view raw, std::size_t longest = usual_longest_line) {
    buffer into;
    const auto command = sanitise(raw, into, longest, role_of);
    if (!command) return "<" + std::string{sentence(command.error())} + ">";
    return std::string{*command};
}

line_fault fault_of(std::string_view raw, std::size_t longest = usual_longest_line) {
    buffer into;
    const auto command = sanitise(raw, into, longest, role_of);
    REQUIRE_FALSE(command.has_value());
    return command.error();
}

std::string framed(std::uint32_t number, std::string_view command) {
    buffer into;
    return std::string{frame(number, command, into)};
}

/// Exclusive or, one byte after the other.
int plain_sum(std::string_view bytes) {
    int sum = 0;
    for (const char byte : bytes)
        sum ^= static_cast<unsigned char>(byte);
    return sum;
}

} // namespace

TEST_CASE("an ordinary move passes unchanged") {
    CHECK(made_of("G1 X10.25 Y-3.5 E0.0123 F1200") == "G1 X10.25 Y-3.5 E0.0123 F1200");
    CHECK(made_of("G28") == "G28");
    CHECK(made_of("M204 S800") == "M204 S800");
    CHECK(made_of("g1 x1 y2 e3") == "g1 x1 y2 e3");
    CHECK(made_of("G1  X1   Y2") == "G1  X1   Y2");
    CHECK(made_of("SET_PIN PIN=caselight VALUE=1") == "SET_PIN PIN=caselight VALUE=1");
}

TEST_CASE("the result points into the given buffer") {
    for (std::string_view raw : {"G1 X10.25 Y-3.5", "M104 S200 ; hot"}) {
        buffer into;
        const auto command = sanitise(raw, into, usual_longest_line, role_of);
        REQUIRE(command.has_value());
        CHECK(command->data() >= into.data());
        CHECK(command->data() + command->size() <= into.data() + into.size());
    }
}

TEST_CASE("byte order mark, carriage return, tabs and blanks around the line are removed") {
    CHECK(made_of("\xEF\xBB\xBFG28") == "G28");
    CHECK(made_of("G1 X1 Y2 Z3\r") == "G1 X1 Y2 Z3");
    CHECK(made_of("G28 \r\r") == "G28");
    CHECK(made_of(" \tG1 X10 Y20 \t ") == "G1 X10 Y20");
    CHECK(made_of("G1\tX10\tY20") == "G1 X10 Y20");
    CHECK(made_of("G1 X10 Y20 ") == "G1 X10 Y20");
}

TEST_CASE("a line with nothing to send becomes an empty command") {
    for (std::string_view raw : {"", "\r", "  \t ", "; only a comment", ";", "(one) (two)", "(open",
                                 "\xEF\xBB\xBF", "N12", "N12*57", "N7 ; nothing", " ;M112"}) {
        CAPTURE(raw);
        CHECK(made_of(raw).empty());
    }
}

TEST_CASE("comments are removed") {
    CHECK(made_of("G1 X1 ; to the right") == "G1 X1");
    CHECK(made_of("G1 X1;^*\\\x01\xFF") == "G1 X1");
    CHECK(made_of("G1 (fast) X1") == "G1  X1");
    CHECK(made_of("(first) G1 X1 (last)") == "G1 X1");
    CHECK(made_of("G1 X1 (a ; b) Y2") == "G1 X1  Y2");
    CHECK(made_of("G1 X1 (open Y2") == "G1 X1");
    CHECK(made_of("G1 X1 ; (open") == "G1 X1");
    CHECK(made_of("G1 X1 (\xC3\xA9*) Y2") == "G1 X1  Y2");
}

TEST_CASE("the file's own line number and checksum are removed") {
    CHECK(made_of("N123 G1 X1*57") == "G1 X1");
    CHECK(made_of("n5G1 X1 *57 ; c") == "G1 X1");
    CHECK(made_of("N-1 N+2 N3 G1 X1") == "G1 X1");
    CHECK(made_of("G1 X10 Y20*5") == "G1 X10 Y20");
    CHECK(made_of("NOZZLE_CLEAN") == "NOZZLE_CLEAN");
    CHECK(made_of("N-") == "N-");
    CHECK(made_of("N(hidden)5 G1 X1") == "G1 X1");
}

TEST_CASE("a file's own M110 becomes an empty command") {
    for (std::string_view raw :
         {"M110", "M110 N0", "N0 M110 N0*125", "m110", "M 110", "M0110 N5", "M110.1", "M65646"}) {
        CAPTURE(raw);
        CHECK(made_of(raw).empty());
    }
}

TEST_CASE(
    "M110 anywhere else in a line is refused, because the firmware then skips the check of its number") {
    CHECK(fault_of("M23 M110.gco") == line_fault::hides_m110);
    CHECK(fault_of("G1 X1 M110") == line_fault::hides_m110);
    CHECK(fault_of("M1100") == line_fault::hides_m110);
    CHECK(fault_of("G1 X1 M1(x)10") == line_fault::hides_m110);
    CHECK(fault_of("M(x)110 N5") == line_fault::hides_m110);
    CHECK(made_of("G1 X1 ; M110") == "G1 X1");
    CHECK(made_of("G1 M11 M10 0") == "G1 M11 M10 0");
}

TEST_CASE("a character that a firmware might read as a checksum or an escape is refused") {
    for (std::string_view raw :
         {"M23 a*b.gco", "M23 a^b", "M23 a\\b", "G1 X1*", "G1 X1 *5 Y2", "G1 X1* 5", "M23 \xC3\xA9",
          "G1 X1\x01", "G1 X10 Y\x7F", "G1 X1\rY2", "G1 X1\nM112", "G1 X10 Y20 Z\x80", "G1 X1 Y2 Z3 ^"}) {
        CAPTURE(raw);
        CHECK(fault_of(raw) == line_fault::forbidden_character);
    }
    CHECK(fault_of(std::string_view{"G1 X1\0Y2", 8}) == line_fault::forbidden_character);
}

TEST_CASE("every byte is either sent as it is, or has its rule") {
    for (int value = 0; value < 256; ++value) {
        const char byte = static_cast<char>(value);
        const bool printable = value > 0x20 && value < 0x7F;
        CAPTURE(value);
        for (std::string raw :
             {std::string{"G1 X10 "} + byte + " Y20 Z30", std::string{"G1 X10 Y20 Z30 E"} + byte,
              std::string{"G1 X"} + byte, std::string{"T0 X10 "} + byte + " Y20 Z30"}) {
            buffer into;
            const auto command = sanitise(raw, into, usual_longest_line, role_of);
            if (byte == ';' || byte == '(') {
                CHECK(*command == raw.substr(0, raw.find_last_not_of(' ', raw.find(byte) - 1) + 1));
            } else if (byte == '*' || byte == '^' || byte == '\\') {
                CHECK(command.error() == line_fault::forbidden_character);
            } else if (printable) {
                CHECK(*command == raw);
            } else if (byte == ' ' || byte == '\t' || (byte == '\r' && raw.back() == byte)) {
                for (char& each : raw)
                    if (each == '\t') each = ' ';
                CHECK(*command == raw.substr(0, raw.find_last_not_of(" \r") + 1));
            } else {
                CHECK(command.error() == line_fault::forbidden_character);
            }
        }
    }
}

TEST_CASE("a command that takes the printer out of the host's control is refused in a file") {
    for (std::string_view raw : {"M28 a.gco", "M29", "M112", "M410", "M524", "M997", "m112", "M 112",
                                 "N5 M0112*3", "M(x)112", "M65648", "(c) M112", "M112X5"}) {
        CAPTURE(raw);
        CHECK(fault_of(raw) == line_fault::forbidden_command);
    }
    CHECK(made_of("M1120") == "M1120");
    CHECK(made_of("G1 X1 ; M112") == "G1 X1");
}

TEST_CASE("a command may be so long that its frame fits the firmware's buffer under any number") {
    for (const std::size_t longest : {usual_longest_line, std::size_t{255}}) {
        for (const char head : {'G', 'T'}) { // with and without the short way for moves
            CAPTURE(longest);
            const std::string fits = head + std::string(longest - frame_overhead - 1, '1');
            CHECK(made_of(fits, longest) == fits);
            CHECK(made_of(fits + " ; comment", longest) == fits);
            CHECK(made_of("N1 " + fits + "*57   ", longest) == fits);
            CHECK(fault_of(fits + "1", longest) == line_fault::too_long);
            CHECK(fault_of(fits + " 1", longest) == line_fault::too_long);
            const auto line = framed(std::numeric_limits<std::uint32_t>::max(), fits);
            CHECK(line.size() <= longest + 1);
            CHECK(line.size() >= longest - 1); // short only of a two or three digit checksum
        }
    }
}

TEST_CASE("a text whose first word alone is too long is refused for that") {
    const std::string wraps_to_m1 = "M109" + std::string(75, '0') + "1";
    CHECK(role_of(word_of(wraps_to_m1), wraps_to_m1) == line_role::text);
    CHECK(fault_of(wraps_to_m1 + " text", usual_longest_line) == line_fault::too_long);
    CHECK(fault_of(wraps_to_m1 + "\x80"
                                 "2 text",
                   usual_longest_line) == line_fault::too_long);
    CHECK(made_of(wraps_to_m1 + " text", 255) == wraps_to_m1 + " text");
}

TEST_CASE("the given buffer bounds a command too, and a tiny limit leaves room for none") {
    std::array<char, 10> small;
    CHECK(sanitise("G1 X123456", small, usual_longest_line, role_of).value() == "G1 X123456");
    CHECK(sanitise("G1 X1234567", small, usual_longest_line, role_of).error() == line_fault::too_long);
    CHECK(sanitise("T1 X1234567", small, usual_longest_line, role_of).error() == line_fault::too_long);
    CHECK(fault_of("G28", 16) == line_fault::too_long);
    CHECK(made_of("G28", 19) == "G28");
    CHECK(fault_of("G28", 0) == line_fault::too_long);
    CHECK(made_of("; G28", 0).empty());
}

TEST_CASE("a display text is cleaned instead of refused") {
    CHECK(made_of("M117 (Layer) 5^ \\ of * 9") == "M117 (Layer) 5  of  9");
    CHECK(made_of("M117 Gr\xC3\xBC\xC3\x9F"
                  "e") == "M117 Gre");
    CHECK(made_of("M118 E1 a\x01z") == "M118 E1 az");
    CHECK(made_of("M117 done ; comment") == "M117 done");
    CHECK(made_of("N7 M117 hello*33") == "M117 hello");
    CHECK(made_of("M117 M110") == "M117 M11");
    CHECK(made_of("M117 M1100 xM110") == "M117 M11 xM11");
    CHECK(made_of("M117 M11\xC3\xA9"
                  "0") == "M117 M11");
    CHECK(made_of("M117 M112") == "M117 M112");
    CHECK(fault_of("M11010165 text") == line_fault::forbidden_character);
}

TEST_CASE("cleaning a text never makes another command of it") {
    CHECK(fault_of("M1\x01"
                   "17 hello") == line_fault::forbidden_character);
    CHECK(fault_of("M1\x01"
                   "12") == line_fault::forbidden_character);
    CHECK(fault_of("M117^5") == line_fault::forbidden_character);
}

TEST_CASE("a display text that is too long is cut, and no blank is left at its end") {
    const std::string words = "M117 " + std::string(73, 'x') + "     " + std::string(50, 'y');
    CHECK(made_of(words) == "M117 " + std::string(73, 'x'));
    CHECK(made_of("M117 " + std::string(200, 'x')).size() == usual_longest_line - frame_overhead);
}

TEST_CASE("a line that is for the host and never sent is cleaned like a display text") {
    CHECK(made_of("M0 Insert (4) n\xC3\xBCts*") == "M0 Insert (4) nts");
    CHECK(made_of("@pause Gr\xC3\xBC"
                  "n ^") == "@pause Grn");
    CHECK(made_of(" @Object " + std::string(200, 'x')).starts_with("@Object xxx"));
}

TEST_CASE("for any input the command is in the grammar, and sanitising it again changes nothing") {
    std::mt19937 random{20240501};
    constexpr std::string_view pieces[] = {"G1",   "M117", "M110",
                                           "M112", "N12",  "N",
                                           "*57",  "*",    ";",
                                           "(",    ")",    " ",
                                           "\t",   "\r",   "X1.5",
                                           "M11",  "0",    "M",
                                           "1",    "@",    "\xEF\xBB\xBF",
                                           "\xC3", "^",    "\\",
                                           "T0",   "110",  "G0",
                                           "E-2",  "M118", "abcdefghijklmno",
                                           "\"",   "M98 P"};
    for (int run = 0; run < 50'000; ++run) {
        std::string raw;
        for (auto count = random() % 12; count > 0; --count)
            raw += pieces[random() % std::size(pieces)];
        CAPTURE(raw);
        buffer into;
        const auto command = sanitise(raw, into, usual_longest_line, role_of);
        if (!command) continue;
        REQUIRE(command->size() <= usual_longest_line - frame_overhead);
        for (const char byte : *command) {
            const bool allowed =
                byte >= ' ' && byte < '\x7F' && byte != '*' && byte != '^' && byte != '\\' && byte != ';';
            REQUIRE(allowed);
        }
        REQUIRE(command->find("M110") == std::string_view::npos);
        REQUIRE(role_of(word_of(*command), *command) != line_role::forbidden);
        REQUIRE((command->empty() || (command->front() != ' ' && command->back() != ' ')));
        REQUIRE(made_of(*command) == *command);
    }
}

TEST_CASE("a frame is the number, the command and the exclusive or of all before the star") {
    CHECK(framed(0, "M110 N0") == "N0 M110 N0*125\n");
    CHECK(framed(1, "G28") == "N1 G28*18\n");
    CHECK(framed(4294967295u, "M105") ==
          "N4294967295 M105*" + std::to_string(plain_sum("N4294967295 M105")) + "\n");
    for (std::uint32_t number : {9u, 10u, 99u, 100u, 65536u, 1000000000u}) {
        for (std::size_t size = 0; size < 80; ++size) {
            std::string head = "N" + std::to_string(number) + " " + std::string(size, 'X');
            for (std::size_t i = 0; i < head.size(); i += 3)
                head[head.size() - 1 - i] ^= static_cast<char>(i == 0);
            const auto command = head.substr(head.find(' ') + 1);
            const auto expected = "N" + std::to_string(number) + " " + command;
            CHECK(framed(number, command) == expected + "*" + std::to_string(plain_sum(expected)) + "\n");
        }
    }
}

TEST_CASE("the checksum combines all bytes, whatever their count") {
    CHECK(checksum("") == 0);
    CHECK(checksum("N0 M110 N0") == 125);
    std::mt19937 random{7};
    for (std::size_t size = 0; size < 40; ++size) {
        std::string bytes(size, '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(random());
        CHECK(checksum(bytes) == plain_sum(bytes));
    }
}

TEST_CASE("a frame that does not fit is empty") {
    std::array<char, 20> into;
    CHECK(frame(1, "G28", into) == "N1 G28*18\n");
    CHECK(frame(1, "G028", into).empty());
}

TEST_CASE("each fault has its own sentence") {
    CHECK(sentence(line_fault::too_long) == "a line of the file is too long for the printer");
    CHECK(sentence(line_fault::forbidden_character) != sentence(line_fault::forbidden_command));
    CHECK(sentence(line_fault::hides_m110).find("M110") != std::string_view::npos);
}

TEST_CASE("every fault of a line has a sentence of its own, and so has a byte that is none of them") {
    const std::array faults{line_fault::too_long, line_fault::forbidden_character,
                            line_fault::forbidden_command, line_fault::hides_m110,
                            static_cast<line_fault>(0xFF)};
    for (std::size_t i = 0; i < faults.size(); ++i)
        for (std::size_t other = 0; other < faults.size(); ++other)
            CHECK((sentence(faults[i]) == sentence(faults[other])) == (i == other));
}

TEST_CASE("no comment begins between two quotation marks") {
    CHECK(made_of("SAY NAME=\"p (1\"") == "SAY NAME=\"p (1\"");
    CHECK(made_of("SAY NAME=\"p (1)\" X=2 (two) ; three") == "SAY NAME=\"p (1)\" X=2");
    CHECK(made_of("SAY A=\"(\" (x) B=\")\"") == "SAY A=\"(\"  B=\")\"");
    CHECK(made_of("SAY A=5\" (inch)") == "SAY A=5\"");
    CHECK(made_of("SAY A=5\" ; inch") == "SAY A=5\"");
    CHECK(made_of("SAY A=1 ; \"b\"") == "SAY A=1");
    CHECK(made_of("SAY A=1 (\") B=\"(\"") == "SAY A=1  B=\"(\"");
}

TEST_CASE("a semicolon between quotation marks is refused, for many firmwares take it for a comment") {
    CHECK(fault_of("M98 P\"a;b\"") == line_fault::forbidden_character);
    CHECK(fault_of("SAY A=\"a;b\"") == line_fault::forbidden_character);
    CHECK(made_of("M117 \"a;b\" c") == "M117 \"ab\" c");
    CHECK(fault_of("SAY A=\"a*5\"") == line_fault::forbidden_character);
    CHECK(fault_of("SAY A=\"a *5 ;\"") == line_fault::forbidden_character);
}

TEST_CASE("a command that carries a name keeps its parentheses, and is refused instead of changed") {
    for (std::string_view raw :
         {"M23 part (1).gco", "M30 (big).g", "M32 \"big (2).g\"", "M98 P\"macro (3).g\"", "M98 Pmacro(3.g",
          "M928 log (2).txt", "M16 Printer (left)", "M33 dir (1)/a.g"}) {
        CAPTURE(raw);
        CHECK(made_of(raw) == raw);
    }
    CHECK(made_of("M23 part (1).gco ; the part") == "M23 part (1).gco");
    CHECK(made_of("N4 M23 part (1).gco*12") == "M23 part (1).gco");
    CHECK(fault_of("M23 Gr\xC3\xBCn.gco") == line_fault::forbidden_character);
    CHECK(fault_of("M23 " + std::string(100, 'x')) == line_fault::too_long);
}

TEST_CASE("the name of an object is a text for people: it is cleaned and cut") {
    CHECK(made_of("M486 Apart (1).stl") == "M486 Apart (1).stl");
    CHECK(made_of("M486 AKugel_gr\xC3\xBCn.stl") == "M486 AKugel_grn.stl");
    CHECK(made_of("M486 A" + std::string(90, 'x')) == "M486 A" + std::string(73, 'x'));
    CHECK(made_of("M486 S3") == "M486 S3");
}

TEST_CASE("metadata that cannot be sent is left out, and what the firmware does not have always is") {
    CHECK(made_of("TELL NAME=cube") == "TELL NAME=cube");
    CHECK(made_of("TELL NAME=" + std::string(300, 'x')).empty());
    CHECK(made_of("TELL NAME=gr\xC3\xBCn").empty());
    CHECK(made_of("TELL NAME=M110").empty());
    CHECK(made_of("IGNORE NAME=cube").empty());
    CHECK(made_of("IGNORE NAME=" + std::string(300, 'x')).empty());
    CHECK(made_of("N7 IGNORE NAME=gr\xC3\xBCn").empty());
}

TEST_CASE("a carriage return inside a line is refused, in a comment and in a text too: what follows would be "
          "lost") {
    CHECK(fault_of("G28 ; home\rG1 X50") == line_fault::forbidden_character);
    CHECK(fault_of("; made by x\rG28\rG1 X10\r") == line_fault::forbidden_character);
    CHECK(fault_of("G1 (x\ry) X1") == line_fault::forbidden_character);
    CHECK(fault_of("M117 x\rG28") == line_fault::forbidden_character);
    CHECK(fault_of("\rG28") == line_fault::forbidden_character);
    CHECK(fault_of("TELL\rG28") == line_fault::forbidden_character);
    CHECK(made_of("; comment\r").empty());
    CHECK(made_of("; comment \r\r").empty());
}
