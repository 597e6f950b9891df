#include <printjob/gcode/syntax/response.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace printjob::gcode;

namespace {

response_kind kind_of(std::string_view line) {
    return read_response(line).kind;
}

std::vector<response_kind> kinds_in(std::string_view line) {
    std::vector<response_kind> found;
    do {
        const response said = read_response(line);
        found.push_back(said.kind);
        line = said.rest;
    } while (!line.empty());
    return found;
}

using kinds = std::vector<response_kind>;

} // namespace

TEST_CASE("a plain ok has no fields") {
    for (std::string_view line : {"ok", "ok\r", " ok ", "\x80\xFF\x01ok"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::ok);
        CHECK_FALSE(said.number.has_value());
        CHECK_FALSE(said.planner_free.has_value());
        CHECK_FALSE(said.slots_free.has_value());
        CHECK(said.text.empty());
        CHECK(said.rest.empty());
    }
}

TEST_CASE("an advanced ok has the line, the planner and the slots") {
    const auto said = read_response("ok N1042 P15 B3\r");
    CHECK(said.kind == response_kind::ok);
    CHECK(said.number == 1042u);
    CHECK(said.planner_free == 15u);
    CHECK(said.slots_free == 3u);
    CHECK(said.text.empty());
    CHECK(read_response("ok P15 B3").number == std::nullopt);
    CHECK(read_response("ok P15 B3").slots_free == 3u);
    CHECK(read_response("ok 12").number == 12u); // Repetier
}

TEST_CASE("a malformed number is none, and so are all fields after it") {
    for (std::string_view line :
         {"ok N10x2 P15 B3", "ok N P15", "ok N-5", "ok N4294967296 P1", "ok N1\xFF P1", "ok 12x", "ok Nok"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::ok);
        CHECK_FALSE(said.number.has_value());
        CHECK_FALSE(said.planner_free.has_value());
        CHECK_FALSE(said.slots_free.has_value());
    }
    const auto said = read_response("ok N7 P1\x05 B3");
    CHECK(said.number == 7u);
    CHECK_FALSE(said.planner_free.has_value());
    CHECK_FALSE(said.slots_free.has_value());
}

TEST_CASE("an ok may carry temperatures or a position") {
    for (std::string_view line : {"ok T:210.1 /210.0 B:60.0 /60.0 @:127", "okT:210.1 /210.0",
                                  "ok B:60.0 /60.0", "ok N5 T0:20.0 /0.0"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::ok);
        CHECK(said.has_temperatures);
        CHECK_FALSE(said.has_position);
        CHECK_FALSE(said.slots_free.has_value());
        CHECK(said.rest.empty());
    }
    const auto placed = read_response("ok X:1.0 Y:2.0 Z:3.0 E:4.0");
    CHECK(placed.has_position);
    CHECK_FALSE(placed.has_temperatures);
    CHECK(read_position(placed.text)->z == 3.0);
    CHECK(read_response("ok C: X:1.0 Y:2.0 Z:3.0 E:4.0").has_position);
    CHECK_FALSE(read_response("ok some words").has_temperatures);
    CHECK(read_response("ok some words").text == "some words");
}

TEST_CASE("a word that begins like ok is no ok") {
    CHECK(kind_of("okay") == response_kind::other);
    CHECK(kind_of("oks") == response_kind::other);
    CHECK(kind_of("o") == response_kind::other);
    CHECK(kind_of("Okay") == response_kind::other);
    CHECK(kind_of("OKAY") == response_kind::other);
}

TEST_CASE("blanks and noise alone are blank") {
    for (std::string_view line : {"", "\r", " \t ", "\x80\xFF", "\x01"}) {
        CAPTURE(line);
        CHECK(kind_of(line) == response_kind::blank);
    }
}

TEST_CASE("every form of a resend is read") {
    for (std::string_view line : {"Resend: 57", "Resend:57", "Resend:N57", "Resend: N57\r", "resend: 57",
                                  "rs 57", "rs N57", "rs N57 Expected checksum 12", "Resend: 57 ok"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::resend);
        CHECK(said.number == 57u);
    }
}

TEST_CASE("a resend whose number is malformed has none") {
    for (std::string_view line :
         {"Resend:", "Resend: ", "Resend: x", "Resend: 5x7", "Resend: 12 4", "Resend: 99999999999", "rs N",
          "Resend: -1", "Resend: 57\xFF", "Resend: 57ok"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::resend);
        CHECK_FALSE(said.number.has_value());
    }
}

TEST_CASE("busy is distinguished from waiting for a person") {
    CHECK(kind_of("echo:busy: processing") == response_kind::busy);
    CHECK(kind_of("busy: processing") == response_kind::busy);
    CHECK(kind_of("echo:busy:") == response_kind::busy);
    CHECK(kind_of("echo:busy: paused for user") == response_kind::waiting_for_user);
    CHECK(kind_of("busy: paused for input\r") == response_kind::waiting_for_user);
    CHECK(read_response("echo:busy: paused for user").text == "paused for user");
}

TEST_CASE("wait is a line of its own") {
    CHECK(kind_of("wait") == response_kind::wait);
    CHECK(kind_of("wait\r") == response_kind::wait);
    CHECK(kind_of("waiting for heater") == response_kind::other);
    CHECK(kind_of("wait a moment") == response_kind::other);
}

TEST_CASE("an error has the last line if its number is complete") {
    for (std::string_view line :
         {"Error:Line Number is not Last Line Number+1, Last Line: 5",
          "Error:checksum mismatch, Last Line: 5", "Error:No Checksum with line number, Last Line: 5",
          "Error:No Line Number with checksum, Last Line: 5"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::error);
        CHECK(said.last_line == 5u);
    }
    CHECK(read_response("Error:Line Number is not Last Line Number+1, Last Line: 0").last_line == 0u);
    CHECK_FALSE(read_response("Error:checksum mismatch, Last Line: 5x").last_line.has_value());
    CHECK_FALSE(read_response("Error:checksum mismatch, Last Line: ").last_line.has_value());
    CHECK(read_response("Error: checksum mismatch").text == "checksum mismatch");
}

TEST_CASE("the three words for an error are three kinds") {
    CHECK(kind_of("Error:volume.init failed") == response_kind::error);
    CHECK(read_response("Error:volume.init failed").text == "volume.init failed");
    CHECK(kind_of("error:Format error") == response_kind::error);
    CHECK(kind_of("!!") == response_kind::alarm);
    CHECK(read_response("!! Must home axis first").text == "Must home axis first");
    CHECK(kind_of("fatal: out of memory") == response_kind::fatal);
    CHECK(kind_of("Fatal:overheated") == response_kind::fatal);
    CHECK(kind_of("echo:Printer halted.") == response_kind::other);
}

TEST_CASE("a word counts alone, after a line that was cut, or before a response that is glued to it") {
    for (std::string_view line :
         {"ready", "oready", "okready", "ok N5ready", "ok T:21ready", "T:21.0 /ready", "echo:busy: prready",
          "X:1.00 Y:ready", "Resend: 12ready", "echo:  M92 X80.ready"}) {
        CAPTURE(line);
        CHECK(is_word_after_cut(line, "ready"));
    }
    for (std::string_view line : {"// 5ready", "already", "not ready", "ready now", "Ready"}) {
        CAPTURE(line);
        CHECK_FALSE(is_word_after_cut(line, "ready"));
    }
    CHECK(is_word_before_glued("ready", "ready"));
    CHECK(is_word_before_glued("readyok", "ready"));
    CHECK(is_word_before_glued("readyecho:x", "ready"));
    CHECK_FALSE(is_word_before_glued("ready ok", "ready"));
    CHECK_FALSE(is_word_before_glued("readying", "ready"));
}

TEST_CASE("temperatures and positions without an ok are reports") {
    CHECK(kind_of(" T:21.0 /0.0 B:21.0 /0.0 @:0") == response_kind::temperature);
    CHECK(kind_of("T0:21.0 /0.0") == response_kind::temperature);
    CHECK(kind_of("T:25.0 E:0 W:?") == response_kind::temperature);
    CHECK(kind_of("X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0") == response_kind::position);
    CHECK(kind_of("T:nan") == response_kind::temperature);
    CHECK(kind_of("T:") == response_kind::temperature);
    CHECK(kind_of("T1") == response_kind::other);
    CHECK(kind_of("TX:20") == response_kind::other);
    CHECK(kind_of("C: words") == response_kind::other);
    CHECK(kind_of("C: X:1.00") == response_kind::other);
    CHECK(kind_of("C: X:0.00 Y:0.00 Z:0.00 E:0.00") == response_kind::position);
}

TEST_CASE("the firmware's name and its capabilities are read") {
    const auto firmware = read_response("FIRMWARE_NAME:Marlin 2.1.2 (x) MACHINE_TYPE:Ender");
    CHECK(firmware.kind == response_kind::firmware);
    CHECK(firmware.text == "Marlin 2.1.2 (x) MACHINE_TYPE:Ender");
    CHECK(read_response("PROTOCOL_VERSION:0.1 FIRMWARE_NAME: Teacup").text == "Teacup");

    const auto able = read_response("Cap:AUTOREPORT_TEMP:1");
    CHECK(able.kind == response_kind::capability);
    CHECK(able.text == "AUTOREPORT_TEMP");
    CHECK(able.number == 1u);
    CHECK(read_response("Cap:EEPROM:0").number == 0u);
    CHECK_FALSE(read_response("Cap:EEPROM:").number.has_value());
    CHECK_FALSE(read_response("Cap:EEPROM").number.has_value());
    CHECK(read_response("Cap:EEPROM").text == "EEPROM");
    CHECK(kinds_in("Cap:EEPROM:1ok") == kinds{response_kind::capability, response_kind::ok});
    CHECK_FALSE(read_response("Cap:EEPROM:1ok").number.has_value());
}

TEST_CASE("//action: is an action, other host comments are not") {
    CHECK(kind_of("//action:pause") == response_kind::action);
    CHECK(read_response("//action:pause").text == "pause");
    CHECK(read_response("// action: prompt_begin Error:kill\r").text == "prompt_begin Error:kill");
    CHECK(read_response("//action:notification xError:kill").rest.empty());
    CHECK(kind_of("// Klipper state: Ready") == response_kind::comment);
    CHECK(kind_of("// Printer halted") == response_kind::comment);
    CHECK(read_response("// Klipper state: Ready").text == "// Klipper state: Ready");
}

TEST_CASE("a print from the card is read") {
    const auto printing = read_response("SD printing byte 123/4567");
    CHECK(printing.kind == response_kind::sd_printing);
    CHECK(printing.number == 123u);
    CHECK(printing.text == "123/4567");
    CHECK_FALSE(read_response("SD printing byte 123").number.has_value());
    CHECK_FALSE(read_response("SD printing byte x/4567").number.has_value());
    CHECK(kind_of("Not SD printing") == response_kind::sd_not_printing);
    CHECK(kind_of("Done printing file") == response_kind::sd_not_printing);
    CHECK(kind_of("SD PRINTING BYTE 1/2") == response_kind::sd_printing);
}

TEST_CASE("anything else is other, and its text is the line") {
    CHECK(kind_of("echo:Active Extruder: 0") == response_kind::other);
    CHECK(read_response("echo:Active Extruder: 0").text == "echo:Active Extruder: 0");
    CHECK(read_response("\xC3\x9C"
                        "bung")
              .text == "\xC3\x9C"
                       "bung");
    CHECK(read_response("x\0y").kind == response_kind::other);
}

TEST_CASE("a response glued to a word of the protocol is read next") {
    using enum response_kind;
    CHECK(kinds_in("okok") == kinds{ok, ok});
    CHECK(kinds_in("ok ok\r") == kinds{ok, ok});
    CHECK(kinds_in("ok N5 P15 B3 ok") == kinds{ok, ok});
    CHECK(kinds_in("okResend: 7") == kinds{ok, resend});
    CHECK(kinds_in("okecho:busy: processing") == kinds{ok, busy});
    CHECK(kinds_in("okwait") == kinds{ok, wait});
    CHECK(kinds_in("ok!! KILL caused by M112") == kinds{ok, alarm});
    CHECK(kinds_in("waitok") == kinds{wait, ok});
    CHECK(kinds_in("Resend: 5ok") == kinds{resend, ok});
    CHECK(kinds_in("Resend: 5 ok") == kinds{resend, ok});
    CHECK(kinds_in("Resend: ok") == kinds{resend, ok});
    CHECK(kinds_in("echo:busy: processingok N5 P1 B2") == kinds{busy, ok});
    CHECK(kinds_in("busy: paused for userok") == kinds{waiting_for_user, ok});
    CHECK(kinds_in(" T:21.0 /0.0 @:0ok") == kinds{temperature, ok});
    CHECK(kinds_in("ok T:21.0 /0.0 @:127Error:MAXTEMP triggered") == kinds{ok, error});
    CHECK(kinds_in("T:21.0 /0.0 @:0 ok") == kinds{temperature, ok});
    CHECK(kinds_in("X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0ok") == kinds{position, ok});
    CHECK(kinds_in("ok N12Resend: 13") == kinds{ok, resend});
}

TEST_CASE("a number that something is glued to does not count, what follows does") {
    CHECK_FALSE(read_response("ok N12Resend: 13").number.has_value());
    CHECK(read_response(read_response("ok N12Resend: 13").rest).number == 13u);
    const auto said = read_response("Error:checksum mismatch, Last Line: 5Resend: 6");
    CHECK(said.kind == response_kind::error);
    CHECK(said.text == "checksum mismatch, Last Line: 5");
    CHECK_FALSE(said.last_line.has_value());
    CHECK(read_response(said.rest).number == 6u);
}

TEST_CASE("an error or a resend glued to free text is read next") {
    using enum response_kind;
    CHECK(kinds_in("echo:enqueueing G28Error:Printer halted. kill() called!") == kinds{other, error});
    CHECK(kinds_in("echo:saved settingsResend: 5") == kinds{other, resend});
    CHECK(kinds_in("echo:saved//action:pause") == kinds{other, action});
    CHECK(kinds_in("echo:saved!! KILL caused by M112") == kinds{other, alarm});
    CHECK(kinds_in("ok some wordsError:MINTEMP") == kinds{ok, error});
}

TEST_CASE("a text that only mentions responses is not split") {
    using enum response_kind;
    CHECK(kinds_in("echo:Error: no card") == kinds{other});
    CHECK(kinds_in("echo:after Resend: 5") == kinds{other});
    CHECK(kinds_in("echo:Unknown command: \"M118 xError:kill\"") == kinds{other});
    CHECK(kinds_in("echo:token lookup ok") == kinds{other});
    CHECK(kinds_in("// xError:kill") == kinds{comment});
}

TEST_CASE("any bytes are read to the end, in ever shorter rests, and every text is part of the line") {
    std::mt19937 random{4711};
    constexpr std::string_view pieces[] = {"ok",        " N12",
                                           " P3",       " B2",
                                           "Resend:",   " 7",
                                           "T:21.0",    " /0.0",
                                           "Error:",    "start",
                                           "wait",      "echo:",
                                           "busy:",     " paused for user",
                                           "//action:", "!!",
                                           "\x80",      "\r",
                                           " ",         "X:1 Y:2 Z:3 E:4",
                                           "Count",     "Last Line: 3",
                                           "Cap:A:1",   "\"",
                                           "rs N4",     "fatal:",
                                           "9"};
    for (int run = 0; run < 50'000; ++run) {
        std::string line;
        for (auto count = random() % 10; count > 0; --count)
            line += pieces[random() % std::size(pieces)];
        CAPTURE(line);
        const auto inside = [&line](std::string_view part) {
            return part.empty() ||
                   (part.data() >= line.data() && part.data() + part.size() <= line.data() + line.size());
        };
        std::string_view left = line;
        do {
            const auto said = read_response(left);
            REQUIRE(inside(said.text));
            REQUIRE(inside(said.rest));
            REQUIRE((said.rest.empty() || said.rest.size() < left.size()));
            left = said.rest;
        } while (!left.empty());
    }
}

TEST_CASE("a field of an advanced ok that lost its number is none") {
    for (const std::string_view line : {"ok N", "ok P", "ok B"}) {
        CAPTURE(line);
        const response said = read_response(line);
        CHECK(said.kind == response_kind::ok);
        CHECK_FALSE(said.number.has_value());
        CHECK_FALSE(said.planner_free.has_value());
        CHECK_FALSE(said.slots_free.has_value());
    }
}

TEST_CASE("the case of the protocol's words does not matter") {
    CHECK(kind_of("OK") == response_kind::ok);
    CHECK(kind_of("Ok") == response_kind::ok);
    CHECK(read_response("OK N12 P15 B3").number == 12u);
    CHECK(read_response("Ok T:21.0 /0.0").has_temperatures);
    CHECK(read_response("RESEND:57").number == 57u);
    CHECK(read_response("Resend: n57").number == 57u);
    CHECK(read_response("RS 57").number == 57u);
    CHECK(kind_of("ERROR:checksum mismatch, LAST LINE: 5") == response_kind::error);
    CHECK(read_response("ERROR:checksum mismatch, LAST LINE: 5").last_line == 5u);
    CHECK(kind_of("FATAL: out of memory") == response_kind::fatal);
    CHECK(kind_of("Echo:Busy: Processing") == response_kind::busy);
    CHECK(kind_of("echo: busy: processing") == response_kind::busy);
    CHECK(kind_of("BUSY: Paused for user") == response_kind::waiting_for_user);
    CHECK(kind_of("//Action:pause") == response_kind::action);
    CHECK(read_response("CAP:EEPROM:1").text == "EEPROM");
}

TEST_CASE("a response in capitals that is glued to another is read next") {
    using enum response_kind;
    CHECK(kinds_in("OKOK") == kinds{ok, ok});
    CHECK(kinds_in("T:21.0 /0.0 @:0OK") == kinds{temperature, ok});
    CHECK(kinds_in("okRESEND: 7") == kinds{ok, resend});
    CHECK(kinds_in("echo:saved settingsRESEND: 5") == kinds{other, resend});
    CHECK(kinds_in("echo:enqueueing G28ERROR:MAXTEMP") == kinds{other, error});
    CHECK(kinds_in("echo:a small xerror: of nothing") == kinds{other});
}

TEST_CASE("a colon may follow the N of a resend, and rs") {
    for (std::string_view line : {"Resend: N:9", "Resend:N:9", "Resend: N: 9", "Resend: N 9", "rs N:9",
                                  "rs:9", "RS N:9\r", "resend:n:9"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::resend);
        CHECK(said.number == 9u);
    }
    CHECK_FALSE(read_response("Resend: N:9x").number.has_value());
    CHECK_FALSE(read_response("Resend: N:").number.has_value());
}

TEST_CASE("a colon may follow the N of an ok") {
    CHECK(read_response("ok N:12").number == 12u);
    CHECK(read_response("ok N:12 P15 B3").slots_free == 3u);
    CHECK_FALSE(read_response("ok N:12x").number.has_value());
    CHECK_FALSE(read_response("ok N:").number.has_value());
    const auto bed = read_response("ok B:3 /0");
    CHECK(bed.has_temperatures);
    CHECK_FALSE(bed.slots_free.has_value());
}

TEST_CASE("words may stand between an ok and a position") {
    for (std::string_view line :
         {"ok Q:4 X:1.00 Y:2.00 Z:3.00 E:4.00 Count X:0 Y:0 Z:0", "ok N:12 X:1.00 Y:2.00 Z:3.00 E:4.00",
          "ok Done. X:1.00 Y:2.00 Z:3.00 E:4.00", "ok C: X:1.00 Y:2.00 Z:3.00 E:4.00", "ok X:1 Y:2 Z:3",
          "ok X:1.00Y:2.00Z:3.00E:4.00 Count X:0 Y:0 Z:0", "ok X:  1.0 Y:  2.0 Z:  3.0 E:  4.0"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::ok);
        CHECK(said.has_position);
        CHECK_FALSE(said.has_temperatures);
        REQUIRE(read_position(said.text).has_value());
        CHECK(read_position(said.text)->y == 2.0);
    }
    CHECK_FALSE(read_response("ok Q:4").has_position);
    CHECK_FALSE(read_response("ok Q:4 X:1.00").has_position);
    CHECK_FALSE(read_response("ok Q:4 X:1.00 Y:2.00").has_position);
    CHECK_FALSE(read_response("ok MAX:1 MAY:2 MAZ:3").has_position);
    CHECK(kinds_in("ok Done. X:1.0 Y:2.0 Z:3.0 E:4ok") == kinds{response_kind::ok, response_kind::ok});
    CHECK_FALSE(read_position(read_response("ok Done. X:1.0 Y:2.0 Z:3.0 E:4ok").text).has_value());
}

TEST_CASE("an ok with a temperature report is known as such, also where no temperature can be read") {
    for (std::string_view line :
         {"ok T:inf /0.0 B:21.0 /0.0 @:0", "ok T:nan", "ok B:inf /0.0 T:inf /0.0", "ok T:-inf /0.0",
          "ok ==T:145.66 /210.00 ==B:52.10 /60.00 @:127", "ok TT::27.93  //00..00", "ok T:20ok",
          "ok T:5. /5.0", "ok T0:inf /0.0", "ok C:nan /0.0", "ok C:inf /0.0", "ok C:-3.5 /0",
          "ok T:", "OKT:21.0", "ok =T:20.0"}) {
        CAPTURE(line);
        const auto said = read_response(line);
        CHECK(said.kind == response_kind::ok);
        CHECK(said.has_temperatures);
        CHECK_FALSE(said.has_position);
    }
    for (std::string_view line :
         {"ok", "ok ==", "ok T", "ok T0", "ok C:", "ok C: words", "ok TX:20", "ok X:1"}) {
        CAPTURE(line);
        CHECK_FALSE(read_response(line).has_temperatures);
    }
}

TEST_CASE("a number that a response is glued to is cut off its report") {
    CHECK(read_response("ok T:20ok").text == "T:");
    CHECK(read_response("T:210.1 /21ok").text == "T:210.1 /");
    CHECK(read_response("ok T:200.0 /200.0 B:6.echo:busy: processing").text == "T:200.0 /200.0 B:");
    CHECK(read_response("T:21.0 /0.0 @:0 ok").text == "T:21.0 /0.0 @:0 ");
    CHECK(read_response("okT:20").text == "T:20");
    CHECK(read_response("X:1.0 Y:2.0 Z:3.0 E:4ok").text == "X:1.0 Y:2.0 Z:3.0 E:");
}

TEST_CASE("a firmware's name on the line of its ok is read before that ok") {
    using enum response_kind;
    CHECK(kinds_in("ok FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0") == kinds{firmware, ok});
    CHECK(read_response("ok FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0").text ==
          "Klipper FIRMWARE_VERSION:v0.12.0");
    CHECK(kinds_in("ok PROTOCOL_VERSION:V1.0 FIRMWARE_NAME:CraftbotPlus") == kinds{firmware, ok});
    const auto numbered = read_response("ok N7 FIRMWARE_NAME:X");
    CHECK(numbered.text == "X");
    CHECK_FALSE(numbered.number.has_value());
    CHECK(read_response(numbered.rest).number == 7u);
}

TEST_CASE("Repetier asks for a pause with a word of its own") {
    CHECK(kind_of("RequestPause:No filament detected!") == response_kind::action);
    CHECK(read_response("RequestPause:No filament detected!").text == "RequestPause:No filament detected!");
    CHECK(kind_of("RequestContinue:") == response_kind::action);
    CHECK(kind_of("RequestStop:") == response_kind::action);
}
