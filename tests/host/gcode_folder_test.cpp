#include <printjob/host/gcode_folder.hpp>
#include <printjob/host/now.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace printjob;
using namespace printjob::host;
namespace fs = std::filesystem;

namespace {

/// A folder `files` and, beside it, a folder `outside` with a secret; gone at the end of the test.
class folder_with_files {
public:
    folder_with_files()
        : top_{fs::temp_directory_path() / ("printjob_folder_" + std::to_string(std::random_device{}()))} {
        fs::create_directories(top_ / "files" / "sub");
        fs::create_directories(top_ / "outside");
        write("files/a.gcode", "G28\n");
        write("files/sub/b.gcode", "G28\nM84\n");
        write("outside/secret.gcode", "M112\n");
    }
    ~folder_with_files() {
        std::error_code ignored;
        fs::remove_all(top_, ignored);
    }
    folder_with_files(const folder_with_files&) = delete;
    folder_with_files& operator=(const folder_with_files&) = delete;

    void write(std::string_view where, std::string_view content) const {
        std::ofstream{top_ / where, std::ios::binary} << content;
    }
    fs::path at(std::string_view where) const { return top_ / where; }
    gcode_folder folder() const { return gcode_folder{top_ / "files"}; }

private:
    fs::path top_;
};

file named(std::string_view path) {
    file what;
    REQUIRE(what.path.assign(path));
    return what;
}

std::vector<std::string> paths_in(const gcode_folder& folder, std::size_t most = 1000) {
    const auto files = folder.list(most);
    REQUIRE(files.has_value());
    std::vector<std::string> paths;
    for (const auto& each : *files)
        paths.emplace_back(each.path.view());
    return paths;
}

} // namespace

TEST_CASE("a path is made of named segments of well-formed UTF-8") {
    CHECK(is_file_path("a.gcode"));
    CHECK(is_file_path("sub/deep/b.gcode"));
    CHECK(is_file_path("w\xC3\xBCrfel (2).gcode"));
    CHECK(is_file_path("..."));
    CHECK(is_file_path(".hidden"));
    for (std::string_view path : {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "./a",
                                  "a/./b", "a\\b", "a\nb", "a\x7F", "a\xFF", "\xC3"}) {
        CAPTURE(path);
        CHECK_FALSE(is_file_path(path));
    }
    CHECK_FALSE(is_file_path(std::string_view{"a\0b", 3}));
}

TEST_CASE("a name has at most 128 bytes and a path 256") {
    CHECK(is_file_path(std::string(128, 'x')));
    CHECK_FALSE(is_file_path(std::string(129, 'x')));
    const std::string folder(127, 'f');
    CHECK(is_file_path(folder + "/" + std::string(128, 'x')));
    CHECK(is_file_path(folder + "f/" + std::string(127, 'x')));
    CHECK_FALSE(is_file_path(folder + "f/" + std::string(128, 'x')));
}

TEST_CASE("UTF-8 is judged as RFC 3629 defines it") {
    for (std::string_view good : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                  "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(good);
        CHECK(is_utf8(good));
    }
    for (std::string_view bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF",
                                 "\xE0\xA0", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                                 "\xF5\x80\x80\x80", "\xFF", "\xE2\x82\x41", "\xF0\x90\x80\xC0"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_utf8(bad));
    }
}

TEST_CASE("a file is found with its name, path, size and date") {
    const folder_with_files here;
    const auto before = std::chrono::system_clock::now();
    here.write("files/sub/b.gcode", "G28\nM84\n");
    const auto found = here.folder().find("sub/b.gcode");
    REQUIRE(found.has_value());
    CHECK(found->name == "b.gcode");
    CHECK(found->path == "sub/b.gcode");
    CHECK(found->origin == file_origin::local);
    CHECK(found->size == 8u);
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(before.time_since_epoch()).count();
    REQUIRE(found->date.has_value());
    CHECK(*found->date >= now - 5);
    CHECK(*found->date <= now + 600);
}

namespace {

/// A clock of files that knows system time, as those of libstdc++ and libc++, and one that knows UTC only.
/// Both begin at second 1,000.
struct clock_by_system_time {
    using time_point = std::chrono::time_point<clock_by_system_time, std::chrono::milliseconds>;
    static auto to_sys(time_point when) {
        return std::chrono::sys_time<std::chrono::milliseconds>{when.time_since_epoch() +
                                                                std::chrono::seconds{1000}};
    }
};
struct utc {
    static auto to_sys(std::chrono::time_point<utc, std::chrono::milliseconds> when) {
        return std::chrono::sys_time<std::chrono::milliseconds>{when.time_since_epoch()};
    }
};
struct clock_by_utc {
    using time_point = std::chrono::time_point<clock_by_utc, std::chrono::milliseconds>;
    static auto to_utc(time_point when) {
        return std::chrono::time_point<utc, std::chrono::milliseconds>{when.time_since_epoch() +
                                                                       std::chrono::seconds{1000}};
    }
};

} // namespace

TEST_CASE(
    "a file's time is known from a clock that converts to system time, and from one that converts to UTC") {
    using std::chrono::milliseconds;
    CHECK(unix_time<clock_by_system_time>(clock_by_system_time::time_point{milliseconds{5999}}) == 1005);
    CHECK(unix_time<clock_by_utc>(clock_by_utc::time_point{milliseconds{5999}}) == 1005);
    CHECK(unix_time<clock_by_utc>(clock_by_utc::time_point{milliseconds{-1'000'001}}) == -1);
}

TEST_CASE("a date is the second since 1970 in which the file was written") {
    const folder_with_files here;
    const std::chrono::sys_time<std::chrono::nanoseconds> written{
        std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}};
    fs::last_write_time(here.at("files/a.gcode"), std::chrono::file_clock::from_sys(written));
    CHECK(here.folder().find("a.gcode")->date == 1709164800);
}

TEST_CASE("a file that is found is opened and read") {
    const folder_with_files here;
    const auto folder = here.folder();
    const auto found = folder.find("sub/b.gcode");
    REQUIRE(found.has_value());
    CHECK(folder.readable(*found));
    file_lines source;
    CHECK_FALSE(folder.open(*found, source).has_value());
    CHECK((*source.next_line())->text == "G28");
    CHECK((*source.next_line())->text == "M84");
}

TEST_CASE("a missing file is not found, and the source is unchanged") {
    const folder_with_files here;
    const auto folder = here.folder();
    file_lines source;
    REQUIRE_FALSE(folder.open(named("a.gcode"), source).has_value());
    CHECK(folder.find("c.gcode").error().what == fault::not_found);
    CHECK(folder.find("a.gcode/b").error().what == fault::not_found);
    CHECK(folder.open(named("c.gcode"), source)->what == fault::not_found);
    CHECK_FALSE(folder.readable(named("c.gcode")));
    CHECK((*source.next_line())->text == "G28");
    CHECK(gcode_folder{here.at("nowhere")}.find("a.gcode").error().what == fault::not_found);
}

TEST_CASE("a file on the printer's card is not one of the folder's") {
    const folder_with_files here;
    auto card = named("a.gcode");
    card.origin = file_origin::sdcard;
    file_lines source;
    CHECK(here.folder().open(card, source)->what == fault::not_found);
    CHECK_FALSE(source.is_open());
    CHECK_FALSE(here.folder().readable(card));
}

TEST_CASE("a folder and a named pipe are no readable files, and opening the pipe does not wait") {
    const folder_with_files here;
    REQUIRE(::mkfifo(here.at("files/pipe.gcode").c_str(), 0600) == 0);
    const auto folder = here.folder();
    file_lines source;
    CHECK(folder.find("sub").error().what == fault::not_readable);
    CHECK(folder.find("pipe.gcode").error().what == fault::not_readable);
    CHECK(folder.open(named("pipe.gcode"), source)->what == fault::not_readable);
    CHECK_FALSE(folder.readable(named("pipe.gcode")));
}

TEST_CASE("no path leads out of the folder") {
    const folder_with_files here;
    const auto folder = here.folder();
    fs::create_symlink(here.at("outside"), here.at("files/link"));
    fs::create_symlink(here.at("outside/secret.gcode"), here.at("files/secret.gcode"));
    fs::create_symlink("../outside/secret.gcode", here.at("files/relative.gcode"));
    fs::create_symlink(here.at("outside/not_yet.gcode"), here.at("files/dangling.gcode"));
    fs::create_symlink("loop.gcode", here.at("files/loop.gcode"));
    for (std::string_view path :
         {"../outside/secret.gcode", "link/secret.gcode", "link/not_yet.gcode", "secret.gcode",
          "relative.gcode", "dangling.gcode", "loop.gcode", "/etc/passwd"}) {
        CAPTURE(path);
        CHECK(folder.place_of(path).error() == io_error{fault::bad_name});
        CHECK(folder.find(path).error() == io_error{fault::bad_name});
        CHECK_FALSE(folder.readable(named(path)));
    }
    CHECK(paths_in(folder) == std::vector<std::string>{"a.gcode", "sub/b.gcode"});
}

TEST_CASE("a folder whose name only begins alike is outside too") {
    const folder_with_files here;
    fs::create_directories(here.at("files2"));
    here.write("files2/c.gcode", "M112\n");
    fs::create_symlink(here.at("files2/c.gcode"), here.at("files/c.gcode"));
    CHECK(here.folder().find("c.gcode").error() == io_error{fault::bad_name});
}

TEST_CASE("a link within the folder is accepted like its file") {
    const folder_with_files here;
    fs::create_symlink("sub/b.gcode", here.at("files/c.gcode"));
    CHECK(here.folder().find("c.gcode")->size == 8u);
    CHECK(here.folder().readable(named("c.gcode")));
}

TEST_CASE("the folder itself may be reached through a link") {
    const folder_with_files here;
    fs::create_directory_symlink(here.at("files"), here.at("alias"));
    const gcode_folder folder{here.at("alias")};
    CHECK(folder.find("a.gcode").has_value());
    fs::create_symlink("a.gcode", here.at("files/c.gcode"));
    CHECK(folder.find("c.gcode").has_value());
}

TEST_CASE("the place of a missing file is where it would be") {
    const folder_with_files here;
    CHECK(here.folder().place_of("sub/new.gcode") == here.at("files/sub/new.gcode"));
    CHECK(here.folder().place_of("new/new.gcode") == here.at("files/new/new.gcode"));
}

TEST_CASE("the list is sorted, goes into folders and leaves hidden names out") {
    const folder_with_files here;
    here.write("files/z.gcode", "");
    here.write("files/.upload", "G28\n");
    fs::create_directories(here.at("files/.trash"));
    here.write("files/.trash/t.gcode", "G28\n");
    here.write("files/w\xC3\xBCrfel.gcode", "G28\n");
    here.write("files/bad\xFF.gcode", "G28\n");
    CHECK(paths_in(here.folder()) ==
          std::vector<std::string>{"a.gcode", "sub/b.gcode", "w\xC3\xBCrfel.gcode", "z.gcode"});
    const gcode_folder with_slash{here.at("files/")};
    CHECK(paths_in(with_slash).size() == 4);
    CHECK(with_slash.list()->front().size == 4u);
}

TEST_CASE("the list is bounded in number and in depth") {
    const folder_with_files here;
    CHECK(paths_in(here.folder(), 1).size() == 1);
    CHECK(paths_in(here.folder(), 0).empty());
    std::string deep = "files";
    for (int depth = 1; depth <= gcode_folder::deepest; ++depth) {
        deep += "/d";
        fs::create_directories(here.at(deep));
        here.write(deep + "/x.gcode", "");
    }
    CHECK(paths_in(here.folder()).size() == 2 + static_cast<std::size_t>(gcode_folder::deepest) - 1);
}

TEST_CASE("a folder that is not there has no list") {
    const folder_with_files here;
    CHECK(gcode_folder{here.at("nowhere")}.list().error().what == fault::not_found);
}

TEST_CASE("the present instant never steps back") {
    const auto first = host::now();
    const auto second = host::now();
    CHECK(second >= first);
    CHECK(first < never);
}
