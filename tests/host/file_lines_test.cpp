#include <printjob/host/file_lines.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

using namespace printjob;
using namespace printjob::host;

namespace {

/// A file in the system's folder for temporary files, gone at the end of the test.
class temporary_file {
public:
    explicit temporary_file(std::string_view content)
        : path_{std::filesystem::temp_directory_path() /
                ("printjob_file_lines_" + std::to_string(std::random_device{}()) + ".gcode")} {
        std::ofstream{path_, std::ios::binary} << content;
    }
    ~temporary_file() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct told {
    std::string text;
    std::uint64_t end;
    bool cut;
    bool operator==(const told&) const = default;
};

std::vector<told> all_of(file_lines& source) {
    std::vector<told> lines;
    for (;;) {
        const auto line = source.next_line();
        REQUIRE(line.has_value());
        if (!*line) return lines;
        lines.push_back({std::string{(*line)->text}, (*line)->end, (*line)->cut});
    }
}

std::vector<told> lines_of(std::string_view content) {
    const temporary_file file{content};
    file_lines source;
    REQUIRE_FALSE(source.open(file.path()).has_value());
    auto lines = all_of(source);
    CHECK(all_of(source).empty()); // the end stays the end
    return lines;
}

constexpr auto chunk = file_lines::chunk;
constexpr auto kept = file_lines::kept_of_a_longer_line;

} // namespace

TEST_CASE("a file returns its lines in order, each with the position after its line feed") {
    CHECK(lines_of("G28\n\nG1 X1\r\nM84") ==
          std::vector<told>{{"G28", 4, false}, {"", 5, false}, {"G1 X1\r", 12, false}, {"M84", 15, false}});
    CHECK(lines_of("G28\n") == std::vector<told>{{"G28", 4, false}});
    CHECK(lines_of("").empty());
    CHECK(lines_of("\n\n") == std::vector<told>{{"", 1, false}, {"", 2, false}});
}

TEST_CASE("any bytes are kept, a NUL too") {
    CHECK(lines_of(std::string_view{"a\0b\n\xFF", 5}) ==
          std::vector<told>{{std::string{"a\0b", 3}, 4, false}, {"\xFF", 5, false}});
}

TEST_CASE("lines are whole where one chunk ends and the next begins") {
    for (const std::size_t before : {chunk - 3, chunk - 2, chunk - 1, chunk, chunk + 1}) {
        CAPTURE(before);
        const std::string first(before - 10 - 1, 'a');
        const auto lines = lines_of("123456789\n" + first + "\nG1 X1\nM84\n");
        REQUIRE(lines.size() == 4);
        CHECK(lines[1] == told{first, before, false});
        CHECK(lines[2] == told{"G1 X1", before + 6, false});
        CHECK(lines[3] == told{"M84", before + 10, false});
    }
}

TEST_CASE("a file of many chunks loses and doubles nothing") {
    std::mt19937 random{99};
    std::string content;
    std::vector<told> expected;
    while (content.size() < 5 * chunk) {
        std::string line(random() % 200, static_cast<char>('a' + random() % 26));
        content += line + "\n";
        expected.push_back({line, content.size(), false});
    }
    CHECK(lines_of(content) == expected);
}

TEST_CASE("a line fits with its line feed up to the size of a chunk, or without one at the end of the file") {
    const std::string longest(chunk - 1, 'x');
    CHECK(lines_of(longest + "\nM84") ==
          std::vector<told>{{longest, chunk, false}, {"M84", chunk + 3, false}});
    CHECK(lines_of(longest) == std::vector<told>{{longest, chunk - 1, false}});
}

TEST_CASE("a longer line is cut to its front and marked as cut; the next line is complete") {
    for (const std::size_t size :
         {chunk, chunk + 1, 2 * chunk - kept - 1, 2 * chunk - kept, 2 * chunk, 3 * chunk + 5}) {
        for (const std::string_view tail : {"", "\n", "\nM84\n", "\nM84"}) {
            CAPTURE(size);
            CAPTURE(tail);
            const auto lines = lines_of("G28\n" + std::string(kept, 'a') + std::string(size - kept, 'b') +
                                        std::string{tail});
            REQUIRE(lines.size() == (tail.size() > 1 ? 3 : 2));
            CHECK(lines[0] == told{"G28", 4, false});
            CHECK(lines[1] == told{std::string(kept, 'a'), 4 + size + (tail.empty() ? 0 : 1), true});
            if (tail.size() > 1) CHECK(lines[2] == told{"M84", 4 + size + tail.size(), false});
        }
    }
}

TEST_CASE("a file without line feeds comes in parts that end with a carriage return") {
    std::string content;
    while (content.size() < 3 * chunk)
        content += "G1 X" + std::to_string(content.size()) + '\r';
    std::string found;
    for (const told& line : lines_of(content)) {
        CHECK_FALSE(line.cut);
        CHECK(line.text.back() == '\r');
        found += line.text;
        CHECK(line.end == found.size());
    }
    CHECK(found == content);
}

TEST_CASE("a longer line ends at a carriage return too, and what follows is read") {
    const std::string comment = ';' + std::string(2 * chunk, 'a');
    const auto lines = lines_of(comment + "\rG28\n");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == told{comment.substr(0, kept), comment.size() + 1, true});
    CHECK(lines[1] == told{"G28", comment.size() + 5, false});
}

TEST_CASE("a file source is closed until it is opened, after it is closed and after it was moved from") {
    file_lines source;
    CHECK_FALSE(source.is_open());
    CHECK(source.next_line().error() == io_error{fault::closed});
    source.close();

    const temporary_file file{"G28\nM84\n"};
    REQUIRE_FALSE(source.open(file.path()).has_value());
    CHECK(source.is_open());
    CHECK((*source.next_line())->text == "G28");
    file_lines other{std::move(source)};
    CHECK(source.next_line().error() == io_error{fault::closed});
    CHECK(all_of(other) == std::vector<told>{{"M84", 8, false}});
    other.close();
    CHECK(other.next_line().error() == io_error{fault::closed});

    REQUIRE_FALSE(other.open(file.path()).has_value());
    CHECK(all_of(other).size() == 2);
}

TEST_CASE("opening again starts at byte 0") {
    const temporary_file file{"G28\nM84\n"};
    file_lines source;
    for (int time = 0; time < 2; ++time) {
        REQUIRE_FALSE(source.open(file.path()).has_value());
        CHECK((*source.next_line())->end == 4);
    }
}

TEST_CASE("an open source keeps its file when the name is removed") {
    const temporary_file file{"G28\nM84\n"};
    file_lines source;
    REQUIRE_FALSE(source.open(file.path()).has_value());
    std::filesystem::remove(file.path());
    CHECK(all_of(source).size() == 2);
}

TEST_CASE("a file that cannot be opened leaves the source as it was") {
    const temporary_file file{"G28\nM84\n"};
    file_lines source;
    REQUIRE_FALSE(source.open(file.path()).has_value());
    CHECK((*source.next_line())->text == "G28");
    CHECK(source.open(file.path() / "below").value().what == fault::not_found);
    CHECK(source.open(file.path().string() + ".missing").value().what == fault::not_found);
    CHECK(source.open(std::filesystem::temp_directory_path()).value().what == fault::not_readable);
    CHECK(all_of(source) == std::vector<told>{{"M84", 8, false}});
}

namespace {

/// Errors that have numbers of their own, as those of Win32 have.
class foreign_category : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "foreign"; }
    [[nodiscard]] std::string message(int) const override { return "foreign"; }
    [[nodiscard]] std::error_condition default_error_condition(int number) const noexcept override {
        switch (number) {
        case EACCES: return std::errc::no_such_file_or_directory;
        case 1003: return std::errc::permission_denied;
        case 1004: return std::errc::filename_too_long;
        default: return std::error_condition{number, *this};
        }
    }
};

std::error_code of_errno(int number) {
    return {number, std::generic_category()};
}

} // namespace

TEST_CASE("an error of the operating system becomes a fault, and keeps its number") {
    CHECK(file_error(of_errno(ENOENT)) == io_error{fault::not_found, ENOENT});
    CHECK(file_error(of_errno(ENOTDIR)) == io_error{fault::not_found, ENOTDIR});
    CHECK(file_error(of_errno(EACCES)) == io_error{fault::no_permission, EACCES});
    CHECK(file_error(of_errno(EPERM)) == io_error{fault::no_permission, EPERM});
    CHECK(file_error(of_errno(ENAMETOOLONG)) == io_error{fault::bad_name, ENAMETOOLONG});
    CHECK(file_error(of_errno(ELOOP)) == io_error{fault::bad_name, ELOOP});
    CHECK(file_error(of_errno(EIO)) == io_error{fault::io, EIO});
    CHECK(file_error({ENOENT, std::system_category()}) == io_error{fault::not_found, ENOENT});

    const foreign_category foreign;
    CHECK(file_error({EACCES, foreign}) == io_error{fault::not_found, EACCES});
    CHECK(file_error({1003, foreign}) == io_error{fault::no_permission, 1003});
    CHECK(file_error({1004, foreign}) == io_error{fault::bad_name, 1004});
    CHECK(file_error({ENOENT, foreign}) == io_error{fault::io, ENOENT});
}

TEST_CASE("the size is that of the file that was opened, also when another one has its name") {
    file_lines source;
    CHECK_FALSE(source.size().has_value());
    const temporary_file file{"G28\nM84\n"};
    REQUIRE_FALSE(source.open(file.path()).has_value());
    CHECK(source.size() == 8u);
    std::filesystem::remove(file.path());
    std::ofstream{file.path(), std::ios::binary} << "G28\n";
    CHECK(source.size() == 8u);
    CHECK(all_of(source).back().end == 8);

    REQUIRE_FALSE(source.open(file.path()).has_value());
    CHECK(source.size() == 4u);
    CHECK(source.open(file.path() / "below").has_value());
    CHECK(source.size() == 4u); // as before
    source.close();
    CHECK_FALSE(source.size().has_value());
    std::ofstream{file.path(), std::ios::binary | std::ios::trunc};
    REQUIRE_FALSE(source.open(file.path()).has_value());
    CHECK(source.size() == 0u);
}

TEST_CASE("a file with letters of many alphabets in its name is opened") {
    const auto path = std::filesystem::temp_directory_path() /
                      (u8"printjob_\u00FC\u4E2D\u0416_" +
                       std::filesystem::path{std::to_string(std::random_device{}())}.u8string());
    std::ofstream{path, std::ios::binary} << "G28\n";
    file_lines source;
    CHECK_FALSE(source.open(path).has_value());
    CHECK(source.size() == 4u);
    source.close();
    std::filesystem::remove(path);
}
