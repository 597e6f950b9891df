#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/source/job_reader.hpp>
#include <printjob/gcode/source/memory_lines.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr line_rules rules{marlin};

/// Two files, and a reader over them that has the first one open.
struct shelf {
    explicit shelf(std::string_view content) {
        REQUIRE(files.add("a.gcode", content));
        REQUIRE(files.add("b.gcode", "G92 E0\n"));
        REQUIRE(reader.open(files.find("a.gcode").value()));
    }

    memory_files files;
    job_reader<memory_files> reader{files};
};

/// Files whose lines are those that it was made with.
struct told_files {
    struct source_type {
        [[nodiscard]] result<std::optional<source_line>> next_line() { return left.at(next++); }
        void close() { left.clear(); }

        std::vector<result<std::optional<source_line>>> left{};
        std::size_t next = 0;
    };
    [[nodiscard]] std::optional<io_error> open(const file&, source_type& source) const {
        source = {.left = lines};
        return std::nullopt;
    }

    std::vector<result<std::optional<source_line>>> lines;
};

} // namespace

TEST_SUITE("job_reader") {
    TEST_CASE(
        "commands are read one by one, each with the position after it, which is passed when it was sent") {
        shelf at{"G28\nG1 X1\n"};
        CHECK(at.reader.read(rules) == found_in_file::command);
        CHECK(at.reader.command() == "G28");
        CHECK(at.reader.end_of_command() == 4);
        CHECK(at.reader.passed() == 0);
        at.reader.sent();
        CHECK(at.reader.command().empty());
        CHECK(at.reader.passed() == 4);
        CHECK(at.reader.read(rules) == found_in_file::command);
        CHECK(at.reader.command() == "G1 X1");
        at.reader.sent();
        CHECK(at.reader.read(rules) == found_in_file::end);
        CHECK(at.reader.passed() == 10);
    }

    TEST_CASE(
        "lines that need no sending are passed at once: comments, blank lines, and requests of the file") {
        shelf at{"; one\n\n@pause\nM0\n@other host\n"};
        CHECK(at.reader.read(rules) == found_in_file::nothing);
        CHECK(at.reader.passed() == 6);
        CHECK(at.reader.read(rules) == found_in_file::nothing);
        CHECK(at.reader.read(rules) == found_in_file::request);
        CHECK(at.reader.request() == file_request::pause);
        CHECK(at.reader.read(rules) == found_in_file::request);
        CHECK(at.reader.request() == file_request::pause);
        CHECK(at.reader.read(rules) == found_in_file::request);
        CHECK(at.reader.request() == file_request::ignored);
        CHECK(at.reader.passed() == 29);
        CHECK(at.reader.read(rules) == found_in_file::end);
    }

    TEST_CASE("a line that must not be sent is refused, and not passed") {
        shelf at{"M112\n"};
        CHECK(at.reader.read(rules) == found_in_file::refused);
        CHECK(at.reader.command().empty());
        CHECK(at.reader.passed() == 0);
    }

    TEST_CASE("a file that ends before its size is unreadable, and one that grew is not") {
        shelf at{"G28\n"};
        file longer = at.files.find("a.gcode").value();
        longer.size = 5;
        REQUIRE(at.reader.open(longer));
        REQUIRE(at.reader.read(rules) == found_in_file::command);
        at.reader.sent();
        CHECK(at.reader.read(rules) == found_in_file::unreadable);
        for (const std::optional<std::uint64_t> size : {std::optional<std::uint64_t>{3}, {}}) {
            file shorter = longer;
            shorter.size = size;
            REQUIRE(at.reader.open(shorter));
            REQUIRE(at.reader.read(rules) == found_in_file::command);
            at.reader.sent();
            CHECK(at.reader.read(rules) == found_in_file::end);
        }
    }

    TEST_CASE("a file that cannot be opened leaves the previous one at its position; another begins at its "
              "first line") {
        shelf at{"G28\nG1 X1\n"};
        REQUIRE(at.reader.read(rules) == found_in_file::command);
        at.reader.sent();
        CHECK_FALSE(at.reader.open(file{}));
        CHECK(at.reader.read(rules) == found_in_file::command);
        CHECK(at.reader.command() == "G1 X1");
        CHECK(at.reader.open(at.files.find("b.gcode").value()));
        CHECK(at.reader.command().empty());
        CHECK(at.reader.passed() == 0);
        CHECK(at.reader.read(rules) == found_in_file::command);
        CHECK(at.reader.command() == "G92 E0");
        at.reader.close();
        CHECK(at.reader.command().empty());
        CHECK(at.reader.read(rules) == found_in_file::unreadable);
    }

    TEST_CASE("a carriage return ends a line and a comment, with a line feed after it or without") {
        const auto all_of = [](std::string_view content) {
            shelf at{content};
            std::string found;
            for (;;) {
                const auto what = at.reader.read(rules);
                if (what == found_in_file::command) found += std::string{at.reader.command()} + '|';
                if (what == found_in_file::command) at.reader.sent();
                if (what == found_in_file::request) found += "request|";
                if (what == found_in_file::refused) found += "refused|";
                if (what == found_in_file::unreadable) found += "unreadable|";
                if (what != found_in_file::command && what != found_in_file::nothing &&
                    what != found_in_file::request)
                    return found + std::to_string(at.reader.passed());
            }
        };
        CHECK(all_of("; made by x\rG28\rG1 X10\r") == "G28|G1 X10|23");
        CHECK(all_of("G28 ; home\rG1 X50\nG1 X10") == "G28|G1 X50|G1 X10|24");
        CHECK(all_of("G28\r\nG1 X1\r\n") == "G28|G1 X1|12");
        CHECK(all_of("G28\r\rG1 X1\r\r\nM0\r") == "G28|G1 X1|request|16");
        CHECK(all_of("M117 a\rG28 (b\rG1 X1)") == "M117 a|G28|G1 X1)|20");
        CHECK(all_of("\r").substr(0, 1) == "1");
        CHECK(all_of("G28\rM112\rG1 X1\n") == "G28|refused|4");
    }

    TEST_CASE("each line that a carriage return ends has its number and its place") {
        shelf at{"G28\r; two\rM112\n"};
        CHECK(at.reader.read(rules) == found_in_file::command);
        CHECK(at.reader.end_of_command() == 4);
        at.reader.sent();
        CHECK(at.reader.read(rules) == found_in_file::nothing);
        CHECK(at.reader.passed() == 10);
        CHECK(at.reader.read(rules) == found_in_file::refused);
        CHECK(at.reader.last_line().line == 3);
        CHECK(at.reader.last_line().byte == 10);
    }

    TEST_CASE(
        "what followed a carriage return is forgotten when the reader is closed or opens another file") {
        shelf at{"G28\rG1 X1\n"};
        CHECK(at.reader.read(rules) == found_in_file::command);
        at.reader.sent();
        REQUIRE(at.reader.open(at.files.find("b.gcode").value()));
        CHECK(at.reader.read(rules) == found_in_file::command);
        CHECK(at.reader.command() == "G92 E0");
    }

    TEST_CASE("control bytes at the end of a file are padding") {
        using namespace std::string_view_literals;
        for (const std::string_view end :
             {"\x1A"sv, "\0\0\0\0"sv, "\n\0\0\0\0"sv, "\n\x1A\r\n"sv, "\t\0\n\r\n"sv, "\n\x1A\n\n \0\n"sv,
              " \0 \0\r\n"sv, "\n\0\r\0"sv}) {
            CAPTURE(end.size());
            const std::string content = "G28\nG1 X1" + std::string{end};
            shelf at{content};
            CHECK(at.reader.read(rules) == found_in_file::command);
            at.reader.sent();
            CHECK(at.reader.read(rules) == found_in_file::command);
            CHECK(at.reader.command() == "G1 X1");
            at.reader.sent();
            auto last = at.reader.read(rules);
            if (last == found_in_file::nothing) last = at.reader.read(rules);
            CHECK(last == found_in_file::end);
            CHECK(at.reader.passed() == content.size());
        }
    }

    TEST_CASE("control bytes before the end of a file are refused, for something is lost there") {
        using namespace std::string_view_literals;
        for (const std::string_view content :
             {"\0\0\nG28\n"sv, "\x1A\n\n;x\n"sv, "G1 X1\0\n\0G28"sv, "\0G28\n"sv, "G1 \0 X1\n"sv}) {
            CAPTURE(content);
            shelf at{content};
            CHECK(at.reader.read(rules) == found_in_file::refused);
            CHECK(at.reader.last_line().fault == sentence(line_fault::forbidden_character));
            CHECK(at.reader.last_line().line == 1);
        }
    }

    TEST_CASE("whether padding is at the end is not known of a line that was cut, nor where the file cannot "
              "be read") {
        using namespace std::string_view_literals;
        const auto padded = source_line{"\0\0"sv, 2, false};
        const auto cut = source_line{"\0\0"sv, 9000, true};
        for (const std::vector<result<std::optional<source_line>>>& lines :
             {std::vector<result<std::optional<source_line>>>{cut, std::nullopt},
              {padded, cut, std::nullopt},
              {padded, tl::unexpected(io_error{fault::io})}}) {
            told_files files{lines};
            job_reader<told_files> reader{files};
            REQUIRE(reader.open(file{}));
            CHECK(reader.read(rules) == found_in_file::refused);
            CHECK(reader.last_line().fault.find("character") != std::string_view::npos);
        }
        told_files files{{padded, padded, std::nullopt}};
        job_reader<told_files> reader{files};
        REQUIRE(reader.open(file{}));
        CHECK(reader.read(rules) == found_in_file::nothing);
    }

    TEST_CASE("binary G-code is refused by its name") {
        shelf at{"GCDE\1\0\0\0 and more"};
        CHECK(at.reader.read(rules) == found_in_file::refused);
        CHECK(at.reader.last_line().fault == "the file is binary G-code, not text");
        CHECK(is_binary_gcode("GCDE\1"));
        CHECK_FALSE(is_binary_gcode("GCD"));
        CHECK_FALSE(is_binary_gcode("; GCDE"));
        shelf text{"G28\nGCDE\n"};
        CHECK(text.reader.read(rules) == found_in_file::command);
        text.reader.sent();
        CHECK(text.reader.read(rules) == found_in_file::command);
    }
}
