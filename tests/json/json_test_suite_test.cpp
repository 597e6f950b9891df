#include "json_test_suite.hpp"
#include <printjob/json/command_reader.hpp>
#include <printjob/json/printer_command_reader.hpp>
#include <printjob/json/select_reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

using namespace json_test_suite;
namespace json = printjob::json;

namespace {

template <class Result>
decision decided(const Result& read) {
    if (read) return decision::taken;
    switch (read.error()) {
    case json::body_fault::too_large: return decision::too_large;
    case json::body_fault::malformed: return decision::malformed;
    case json::body_fault::unknown_command: return decision::unknown_command;
    }
    return decision::taken;
}

bool skipped() {
    if (is_here()) return false;
    MESSAGE("skipped: JSONTestSuite is not at " << folder().string()
                                                << "; PRINTJOB_JSON_TEST_SUITE says where it is");
    return true;
}

} // namespace

TEST_CASE("every file of JSONTestSuite has the decision that is pinned") {
    if (skipped()) return;
    for (const auto& each : decisions) {
        CAPTURE(each.name);
        const std::string body = content_of(each.name);
        CHECK(decided(json::read_job_command(body)) == each.is);
        CHECK(decided(json::read_select_command(body)) == each.is);
        CHECK(decided(json::read_printer_command(body)) == each.is);
    }
}

TEST_CASE("every file of JSONTestSuite is pinned, and no other") {
    if (skipped()) return;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder()}) {
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        CHECK(std::any_of(decisions.begin(), decisions.end(), [&](const auto& p) { return p.name == name; }));
        ++files;
    }
    CHECK(files == decisions.size());
}

TEST_CASE("valid JSON is never malformed, invalid JSON always is, and no file of the suite is a command") {
    for (const auto& each : decisions) {
        CAPTURE(each.name);
        CHECK(each.is != decision::taken);
        if (each.name.starts_with("y_")) CHECK(each.is == decision::unknown_command);
        if (each.name.starts_with("n_")) CHECK(each.is != decision::unknown_command);
    }
}
