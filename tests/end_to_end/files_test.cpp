/// Uploads, names and selections.

#include "connection.hpp"
#include "workbench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace end_to_end;
namespace fs = std::filesystem;

namespace {

/// Every file below a folder, hidden ones too.
std::vector<std::string> names_below(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            names.push_back(entry.path().lexically_relative(folder).generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

TEST_CASE("a slicer uploads and prints in one request") {
    workbench bench;
    INFO(bench);
    const auto text = marked_file(200);
    const auto given = bench.client().post_form(
        "/api/files/local", {{"print", "true"}, {"path", ""}, {"file", text, "cube 0.2mm.gcode"}});
    REQUIRE(given.status == 201);
    const auto document = given.document();
    CHECK(document.at("done") == true);
    CHECK(document.at("effectiveSelect") == true);
    CHECK(document.at("effectivePrint") == true);
    const auto file = document.at("files").at("local");
    CHECK(file.at("name") == "cube 0.2mm.gcode");
    CHECK(file.at("origin") == "local");
    CHECK(file.at("refs").at("resource") == bench.address() + "/api/files/local/cube%200.2mm.gcode");
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(200)) == "");
    CHECK(text_of(bench.files() / "cube 0.2mm.gcode") == text);
    CHECK(bench.job().at("job").at("file").at("name") == "cube 0.2mm.gcode");
}

TEST_CASE("an upload that only selects prints nothing, and one that does neither changes nothing") {
    workbench bench;
    INFO(bench);
    auto given = bench.client().post_form("/api/files/local", {{"file", "G28\n", "one.gcode"}});
    CHECK(given.status == 201);
    CHECK(bench.job().at("job").at("file").at("name").is_null());
    given =
        bench.client().post_form("/api/files/local", {{"select", "true"}, {"file", "G28\n", "two.gcode"}});
    CHECK(given.status == 201);
    CHECK(given.document().at("effectivePrint") == false);
    CHECK(bench.job().at("job").at("file").at("name") == "two.gcode");
    CHECK(bench.state() == "Operational");
}

TEST_CASE("a client that expects 100-continue is told to go on before it sends its file") {
    workbench bench;
    INFO(bench);
    const std::string body =
        "--xyz\r\nContent-Disposition: form-data; name=\"print\"\r\n\r\ntrue\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gcode\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n" +
        marked_file(20) + "\r\n--xyz--\r\n";
    const connection slicer{bench.address()};
    REQUIRE(slicer.send("POST /api/files/local HTTP/1.1\r\nHost: printer\r\nExpect: 100-continue\r\n"
                        "Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n"));
    CHECK(slicer.read_to("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    REQUIRE(slicer.send(body));
    CHECK(slicer.read_to("\r\n\r\n").starts_with("HTTP/1.1 201 "));
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(20)) == "");
}

TEST_CASE("unusual names are accepted unchanged, and none leads out of the folder") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    struct name_case {
        std::string filename;
        std::string path;
        int status;
        std::string lands_at = {};
    };
    const std::vector<name_case> cases{
        {"käse & brot #1 (50%).gcode", "", 201, "käse & brot #1 (50%).gcode"},
        {"日本.GCODE", "", 201, "日本.GCODE"},
        {"a.gco", "parts/small", 201, "parts/small/a.gco"},
        {"a.g", "/parts/", 201, "parts/a.g"},
        {"../../escape.gcode", "", 201, "escape.gcode"}, // the name at its end
        {"/etc/absolute.gcode", "", 201, "absolute.gcode"},
        {"C:\\Users\\me\\windows.gcode", "", 201, "windows.gcode"},
        {"b.gcode", "..", 400},
        {"b.gcode", "../outside", 400},
        {"b.gcode", "parts/../../outside", 400},
        {"b.gcode", "parts//small", 400},
        {"b.gcode", "/../outside", 400},
        {"..", "", 400},
        {".upload-hidden.gcode", "", 400}, // would be taken for an unfinished upload of the host's own
        {"b.gcode", "parts/.hidden", 400},
        {"b\x01.gcode", "", 400},
        {"b\xff.gcode", "", 400},
        {std::string(200, 'x') + ".gcode", "", 400},
        {"b.exe", "", 415},
        {"gcode", "", 415},
    };
    std::vector<std::string> expected;
    for (const auto& each : cases) {
        CAPTURE(each.filename);
        CAPTURE(each.path);
        const auto given = bench.client().post_form("/api/files/local",
                                                    {{"path", each.path}, {"file", "G28\n", each.filename}});
        CHECK(given.status == each.status);
        CHECK(given.document().is_object());
        if (!each.lands_at.empty()) expected.push_back("files/" + each.lands_at);
    }
    std::sort(expected.begin(), expected.end());
    const auto folder = bench.files().parent_path();
    CHECK(difference(names_below(folder), expected) == ""); // and nothing else, nor anywhere else

    const auto list = bench.client().get("/api/files").document();
    REQUIRE(list.is_object());
    CHECK(list.at("files").size() == expected.size());
}

TEST_CASE("a selection finds a file by its encoded name, and none outside the folder") {
    workbench bench;
    INFO(bench);
    bench.write_file("käse 1.gcode", marked_file(3));
    fs::create_directory(bench.files() / "parts");
    bench.write_file("parts/a.gcode", marked_file(3));
    std::ofstream{bench.files().parent_path() / "outside.gcode"} << "G28\n";
    fs::create_symlink(bench.files().parent_path() / "outside.gcode", bench.files() / "link.gcode");

    CHECK(bench.select("k%C3%A4se%201.gcode") == taken);
    CHECK(bench.job().at("job").at("file").at("name") == "käse 1.gcode");
    CHECK(bench.select("parts/a.gcode") == taken);
    CHECK(bench.job().at("job").at("file").at("path") == "parts/a.gcode");
    for (const auto* name : {"../outside.gcode", "%2e%2e/outside.gcode", "..%2foutside.gcode",
                             "parts/../../outside.gcode", "link.gcode", "parts", "a%00.gcode", "%zz.gcode"})
        CHECK(bench.select(name).status == 404);
    CHECK(bench.job().at("job").at("file").at("path") == "parts/a.gcode");
}

TEST_CASE("an upload longer than the limit is refused, and leaves no file") {
    workbench bench{{.options = {"--upload-limit", "50000"}, .plugged_in = false}};
    INFO(bench);
    const std::string long_text(60'000, '\n');
    const auto given = bench.client().post_form("/api/files/local", {{"file", long_text, "long.gcode"}});
    CHECK(given.status == 413);
    CHECK(bench.connect().post_form("/api/files/local", {{"file", "G28\n", "short.gcode"}}).status == 201);

    // Without a length the host has to count.
    const connection sender{bench.address()};
    REQUIRE(sender.send("POST /api/files/local HTTP/1.1\r\nHost: printer\r\nTransfer-Encoding: chunked\r\n"
                        "Content-Type: multipart/form-data; boundary=xyz\r\n\r\n"));
    const std::string head = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; "
                             "filename=\"chunked.gcode\"\r\n\r\n";
    std::string chunk = "2000\r\n" + head + std::string(0x2000 - head.size(), '\n') + "\r\n";
    for (int i = 0; i < 10 && sender.send(chunk); ++i)
        chunk = "2000\r\n" + std::string(0x2000, '\n') + "\r\n";
    CHECK(sender.read_to("\r\n\r\n").starts_with("HTTP/1.1 413 "));
    CHECK(eventually([&] { return names_below(bench.files()) == std::vector<std::string>{"short.gcode"}; }));
}

TEST_CASE("a client that disconnects in the middle of an upload leaves no file") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    {
        const connection sender{bench.address()};
        REQUIRE(sender.send("POST /api/files/local HTTP/1.1\r\nHost: printer\r\nContent-Length: 100000\r\n"
                            "Content-Type: multipart/form-data; boundary=xyz\r\n\r\n--xyz\r\n"
                            "Content-Disposition: form-data; name=\"file\"; filename=\"half.gcode\"\r\n\r\n" +
                            std::string(50'000, '\n')));
        REQUIRE(eventually([&] { return !names_below(bench.files()).empty(); })); // it has begun
    }
    CHECK(eventually([&] { return names_below(bench.files()).empty(); }));
}

TEST_CASE("forms without a file, and bodies that are no form, are refused") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    auto& client = bench.client();
    CHECK(client.post_form("/api/files/local", {{"print", "true"}}).status == 400);
    CHECK(bench.connect().post("/api/files/local", "{}").status == 415);
    CHECK(bench.connect()
              .post("/api/files/local", "no boundary in here", "multipart/form-data; boundary=xyz")
              .status == 400);
    CHECK(names_below(bench.files()).empty());
}

TEST_CASE("an upload over the file that is being printed is refused; any other is accepted") {
    constexpr int lines = 100;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(30));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    auto given = bench.client().post_form("/api/files/local", {{"file", "G28\n", "job.gcode"}});
    CHECK(given.status == 409);
    CHECK(given.document().at("reason") == "file_in_use");
    given =
        bench.client().post_form("/api/files/local", {{"print", "true"}, {"file", "G28\n", "other.gcode"}});
    CHECK(given.status == 201);
    CHECK(given.document().at("effectivePrint") == false);
    CHECK(given.document().at("effectiveSelect") == false);
    bench.printer().release();
    CHECK(bench.is_done());
    CHECK(bench.job().at("job").at("file").at("name") == "job.gcode");
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
    given = bench.client().post_form("/api/files/local", {{"file", "G28\n", "job.gcode"}});
    CHECK(given.status == 201);
}

TEST_CASE("a file that vanished refuses the start; one that is being printed is printed to its end") {
    constexpr int lines = 3000;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    const answer unreadable = error(409, "file_not_readable", "The selected file cannot be read");
    REQUIRE(bench.select("job.gcode") == taken);
    fs::rename(bench.files() / "job.gcode", bench.files() / "away.gcode");
    CHECK(bench.command("start") == unreadable);
    CHECK(bench.state() == "Operational");
    fs::rename(bench.files() / "away.gcode", bench.files() / "job.gcode");

    bench.printer().hold_at(marked_line(10));
    REQUIRE(bench.command("start") == taken);
    REQUIRE(bench.printer().is_held());
    fs::remove(bench.files() / "job.gcode");
    bench.printer().release();
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
}

TEST_CASE("a restart of a file that vanished is refused, and the job stays paused") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(100));
    bench.printer().hold_at(marked_line(10));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "pause") == taken);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    fs::rename(bench.files() / "job.gcode", bench.files() / "away.gcode");
    CHECK(bench.command("restart") == error(409, "file_not_readable", "The selected file cannot be read"));
    CHECK(bench.state() == "Paused");
    fs::rename(bench.files() / "away.gcode", bench.files() / "job.gcode");
    CHECK(bench.command("pause", "resume") == taken);
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(100)) == "");
}

TEST_CASE("select with print starts a file, and a refused one selects nothing") {
    workbench bench;
    INFO(bench);
    bench.write_file("one.gcode", marked_file(10));
    bench.write_file("two.gcode", marked_file(20));
    CHECK(bench.select("one.gcode", true) == taken);
    CHECK(bench.is_done());
    bench.printer().hold_at(marked_line(5));
    CHECK(bench.select("one.gcode", true) == taken);
    REQUIRE(bench.printer().is_held());
    CHECK(bench.select("two.gcode", true).status == 409);
    CHECK(bench.job().at("job").at("file").at("name") == "one.gcode");
    bench.printer().release();
    CHECK(bench.is_done());
    auto expected = marked_lines(10);
    for (const auto& line : marked_lines(10))
        expected.push_back(line);
    CHECK(difference(marked_in(bench.printer().executed()), expected) == "");
}

TEST_CASE("a file with a line that must not be sent fails its job, and makes the printer safe") {
    workbench bench;
    INFO(bench);
    bench.write_file("bad.gcode",
                     marked_line(0) + "\n" + marked_line(1) + "\nM112\n" + marked_line(2) + "\n");
    bench.start("bad.gcode");
    const std::string_view fault = "a line of the file contains a command that must not be sent";
    const auto begin = marked_line(0).size() + marked_line(1).size() + 2;
    REQUIRE(bench.says("PrintFailed, job 1: line_refused, line 3 (byte " + std::to_string(begin) +
                       "): " + std::string{fault}));
    REQUIRE(bench.reaches("Operational"));
    CHECK(bench.job().at("errorDetail").at("line") == 3);
    CHECK(bench.job().at("errorDetail").at("byte") == begin);
    CHECK(bench.job().at("errorDetail").at("fault") == fault);
    const auto executed = bench.printer().executed();
    CHECK(ends_safely(executed));
    CHECK(difference(marked_in(executed), marked_lines(2)) == "");
    CHECK_FALSE(bench.printer().is_killed());
}
