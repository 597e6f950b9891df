#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/source/job_reader.hpp>
#include <printjob/gcode/source/memory_lines.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

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
}
