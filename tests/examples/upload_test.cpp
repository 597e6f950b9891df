#include "upload.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace printhost;
namespace fs = std::filesystem;

namespace {

/// A folder of a test's own, which goes with it.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = (fs::temp_directory_path() / "printhost-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~temporary_folder() { fs::remove_all(path); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    /// Everything in it, hidden files too, sorted; folders end in `/`.
    [[nodiscard]] std::vector<std::string> content() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator{path})
            names.push_back(entry.path().lexically_relative(path).string() +
                            (entry.is_directory() ? "/" : ""));
        std::ranges::sort(names);
        return names;
    }

    fs::path path;
};

std::string content_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

bool send_file(upload& to, const std::string& filename, std::string_view bytes) {
    return to.begin_part({"file", filename}) && to.part_bytes(bytes) && to.end_part();
}

bool send_field(upload& to, const std::string& field, std::string_view value) {
    return to.begin_part({field, std::nullopt}) && to.part_bytes(value) && to.end_part();
}

int status_of_name(const std::string& filename) {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    upload arrives{folder};
    if (arrives.begin_part({"file", filename})) return 201;
    REQUIRE(arrives.refused().has_value());
    return arrives.refused()->status;
}

} // namespace

TEST_CASE("an upload has its name only once it is moved into place") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    upload arrives{folder};
    REQUIRE(send_file(arrives, "a.gcode", "G28\n"));
    CHECK_FALSE(fs::exists(here.path / "a.gcode"));
    CHECK(folder.list()->empty());
    CHECK(arrives.close() == "a.gcode");
    CHECK_FALSE(arrives.move_into_place().has_value());
    CHECK(here.content() == std::vector<std::string>{"a.gcode"});
    CHECK(content_of(here.path / "a.gcode") == "G28\n");
}

TEST_CASE("an upload that ends early leaves no file") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    {
        upload arrives{folder};
        REQUIRE(arrives.begin_part({"file", "a.gcode"}));
        REQUIRE(arrives.part_bytes("G28\n"));
        CHECK(here.content().size() == 1);
    }
    CHECK(here.content().empty());
}

TEST_CASE("an upload replaces the older file, and a reader that has that open keeps it") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    std::ofstream{here.path / "a.gcode"} << "old\n";
    std::ifstream reader{here.path / "a.gcode"};
    upload arrives{folder};
    REQUIRE(send_file(arrives, "a.gcode", "new\n"));
    REQUIRE(arrives.close().has_value());
    REQUIRE_FALSE(arrives.move_into_place().has_value());
    CHECK(content_of(here.path / "a.gcode") == "new\n");
    std::string line;
    CHECK(std::getline(reader, line));
    CHECK(line == "old");
}

TEST_CASE("the form's fields may come before and after the file") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    upload arrives{folder};
    REQUIRE(send_field(arrives, "print", "true"));
    REQUIRE(send_field(arrives, "plateindex", "1"));
    REQUIRE(send_file(arrives, "a.gcode", "G28\n"));
    REQUIRE(send_field(arrives, "path", "/vases/small/"));
    CHECK(arrives.close() == "vases/small/a.gcode");
    CHECK_FALSE(arrives.move_into_place().has_value());
    CHECK(content_of(here.path / "vases/small/a.gcode") == "G28\n");
    CHECK(arrives.wishes().print);
    CHECK_FALSE(arrives.wishes().select);
}

TEST_CASE("only G-code files with an allowed name are accepted") {
    CHECK(status_of_name("a.gcode") == 201);
    CHECK(status_of_name("A.GCO") == 201);
    CHECK(status_of_name("Töpfchen (2).g") == 201);
    CHECK(status_of_name("/etc/cron.d/a.gcode") == 201); // as a.gcode: the folders go
    CHECK(status_of_name("a.stl") == 415);
    CHECK(status_of_name("gcode") == 415);
    CHECK(status_of_name(".gcode") == 400);
    CHECK(status_of_name("") == 400);
    CHECK(status_of_name("..") == 400);
    CHECK(status_of_name("a\nb.gcode") == 400);
    CHECK(status_of_name("\xFF.gcode") == 400);
    CHECK(status_of_name(std::string(122, 'x') + ".gcode") == 201);
    CHECK(status_of_name(std::string(123, 'x') + ".gcode") == 400);
}

TEST_CASE("a path leads nowhere out of the folder") {
    const temporary_folder here;
    const temporary_folder elsewhere;
    const printjob::host::gcode_folder folder{here.path};
    fs::create_directory_symlink(elsewhere.path, here.path / "link");
    for (const char* path : {"..", "a/../..", "a//b", "link", "a\\b"}) {
        CAPTURE(path);
        upload arrives{folder};
        REQUIRE(send_field(arrives, "path", path));
        REQUIRE(send_file(arrives, "a.gcode", "G28\n"));
        CHECK_FALSE(arrives.close().has_value());
        CHECK(arrives.refused()->status == 400);
    }
    CHECK(elsewhere.content().empty());
    CHECK(here.content() == std::vector<std::string>{"link/"});
}

TEST_CASE("a form needs exactly one file") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    upload none{folder};
    REQUIRE(send_field(none, "print", "true"));
    REQUIRE(none.begin_part({"file", std::nullopt})); // a text field of that name is no file
    CHECK_FALSE(none.close().has_value());
    CHECK(none.refused()->reason == "no_file");

    upload two{folder};
    REQUIRE(send_file(two, "a.gcode", ""));
    CHECK_FALSE(send_file(two, "b.gcode", ""));
    CHECK(two.refused()->reason == "two_files");
}

TEST_CASE("a field longer than 1 KiB is refused") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    upload arrives{folder};
    CHECK(send_field(arrives, "note", std::string(1024, 'x')));
    CHECK_FALSE(send_field(arrives, "note", std::string(1025, 'x')));
    CHECK(arrives.refused()->reason == "field_too_long");
}

TEST_CASE("a folder in the way is a conflict, and stays") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    fs::create_directory(here.path / "a.gcode");
    {
        upload over_folder{folder};
        REQUIRE(send_file(over_folder, "a.gcode", "G28\n"));
        REQUIRE(over_folder.close().has_value());
        CHECK(over_folder.move_into_place()->status == 409);

        std::ofstream{here.path / "file.gcode"} << "G28\n";
        upload through_file{folder};
        REQUIRE(send_field(through_file, "path", "file.gcode"));
        REQUIRE(send_file(through_file, "b.gcode", "G28\n"));
        REQUIRE(through_file.close().has_value());
        CHECK(through_file.move_into_place()->status == 409);
    }
    CHECK(here.content() == std::vector<std::string>{"a.gcode/", "file.gcode"});
}

TEST_CASE("unfinished files of uploads are removed, and no others") {
    const temporary_folder here;
    const printjob::host::gcode_folder folder{here.path};
    std::ofstream{here.path / ".upload-abc123"} << "half";
    std::ofstream{here.path / "a.gcode"} << "G28\n";
    upload::remove_leftovers(folder);
    CHECK(here.content() == std::vector<std::string>{"a.gcode"});
}
