#include <printjob/gcode/source/memory_lines.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace printjob;
using namespace printjob::gcode;

namespace {

// What would be gone by the time that a file is read is not taken.
template <class Path, class Content>
concept can_be_added = requires(memory_files& files, Path&& path, Content&& content) {
    files.add(std::forward<Path>(path), std::forward<Content>(content));
};
static_assert(can_be_added<const char (&)[2], const char (&)[2]>);
static_assert(can_be_added<std::string_view, std::string_view>);
static_assert(can_be_added<std::string&, const std::string&>);
static_assert(!can_be_added<std::string, const char (&)[2]>);
static_assert(!can_be_added<const char (&)[2], std::string>);
static_assert(!can_be_added<std::string_view, const std::string>);

struct told {
    std::string text;
    std::uint64_t end;
    bool operator==(const told&) const = default;
};

std::vector<told> all_of(memory_lines& source) {
    std::vector<told> lines;
    for (;;) {
        const auto line = source.next_line();
        REQUIRE(line.has_value());
        if (!*line) return lines;
        CHECK_FALSE((*line)->cut);
        lines.push_back({std::string{(*line)->text}, (*line)->end});
    }
}

file named(std::string_view path) {
    file what;
    REQUIRE(what.path.assign(path));
    return what;
}

} // namespace

TEST_CASE("memory returns its lines in order, each with the position after its line feed") {
    memory_lines source{"G28\n\nG1 X1\r\nM84"};
    CHECK(all_of(source) == std::vector<told>{{"G28", 4}, {"", 5}, {"G1 X1\r", 12}, {"M84", 15}});
}

TEST_CASE("memory that ends with a line feed has no empty last line") {
    memory_lines source{"G28\n"};
    CHECK(all_of(source) == std::vector<told>{{"G28", 4}});
    CHECK(all_of(source).empty()); // the end stays the end
}

TEST_CASE("empty memory has no line") {
    memory_lines source{""};
    CHECK(all_of(source).empty());
}

TEST_CASE("a memory source is closed until it is opened and after it is closed") {
    memory_lines source;
    CHECK(source.next_line().error() == io_error{fault::closed});
    source = memory_lines{"G28\n"};
    CHECK(source.next_line().has_value());
    source.close();
    CHECK(source.next_line().error() == io_error{fault::closed});
}

TEST_CASE("files in memory are opened by path, at their first line") {
    memory_files files;
    REQUIRE(files.add("a.gcode", "G28\n"));
    REQUIRE(files.add("sub/b.gcode", "G1\nG2\n"));
    memory_lines source;
    CHECK_FALSE(files.open(named("sub/b.gcode"), source).has_value());
    CHECK(all_of(source).size() == 2);
    CHECK_FALSE(files.open(named("sub/b.gcode"), source).has_value());
    CHECK(all_of(source).size() == 2);
    CHECK(files.readable(named("a.gcode")));
}

TEST_CASE("a file in memory that does not exist leaves the source as it was") {
    memory_files files;
    REQUIRE(files.add("a.gcode", "G28\n"));
    memory_lines source{"M84\n"};
    CHECK(files.open(named("b.gcode"), source) == io_error{fault::not_found});
    CHECK(all_of(source) == std::vector<told>{{"M84", 4}});
    CHECK_FALSE(files.readable(named("b.gcode")));
    CHECK(files.find("b.gcode").error() == io_error{fault::not_found});
}

TEST_CASE("a file in memory is found with its name, path and size") {
    memory_files files;
    REQUIRE(files.add("sub/b.gcode", "G1\nG2\n"));
    REQUIRE(files.add("c.gcode", ""));
    const auto found = files.find("sub/b.gcode");
    REQUIRE(found.has_value());
    CHECK(found->name == "b.gcode");
    CHECK(found->path == "sub/b.gcode");
    CHECK(found->size == 6);
    CHECK(files.find("c.gcode")->name == "c.gcode");
}

TEST_CASE("a name that does not fit a file is refused, never cut") {
    const std::string longest(128, 'x');
    const std::string longer(129, 'x');
    memory_files files;
    REQUIRE(files.add(longest, ""));
    REQUIRE(files.add(longer, ""));
    CHECK(files.find(longest).has_value());
    CHECK(files.find(longer).error() == io_error{fault::bad_name});
}

TEST_CASE("files in memory are bounded; one that is there can be replaced") {
    memory_files files;
    std::vector<std::string> paths;
    for (std::size_t i = 0; i <= memory_files::capacity; ++i)
        paths.push_back("f" + std::to_string(i));
    for (std::size_t i = 0; i < memory_files::capacity; ++i)
        CHECK(files.add(paths[i], "G28\n"));
    CHECK_FALSE(files.add(paths.back(), "G28\n"));
    CHECK(files.add(paths.front(), "M84\nM85\n"));
    memory_lines source;
    CHECK_FALSE(files.open(named("f0"), source).has_value());
    CHECK(all_of(source) == std::vector<told>{{"M84", 4}, {"M85", 8}});
}

TEST_CASE("a path that does not fit a file is refused, also when its name does") {
    const std::string folder(255, 'x');
    const std::string longer = folder + "/a";
    memory_files files;
    REQUIRE(files.add(longer, ""));
    CHECK(files.find(longer).error() == io_error{fault::bad_name});
}

TEST_CASE("text in memory has a size while it is open") {
    memory_lines source;
    CHECK_FALSE(source.size().has_value());
    source = memory_lines{"G28\nM84\n"};
    CHECK(source.size() == 8u);
    (void)source.next_line();
    CHECK(source.size() == 8u);
    source.close();
    CHECK_FALSE(source.size().has_value());
}
