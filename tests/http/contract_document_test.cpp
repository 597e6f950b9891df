// docs/contract.md names a test for every row. This case keeps it true.

#include <printjob/testing/http_server_conformance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string content_of(std::string_view path) {
#ifdef PRINTJOB_SOURCE_DIR
    const std::filesystem::path sources = PRINTJOB_SOURCE_DIR;
#else
    const std::filesystem::path sources = ".";
#endif
    std::ifstream in{sources / path, std::ios::binary};
    REQUIRE_MESSAGE(in.good(), "cannot read " << path);
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

// The names of a file's cases. A name may be split into several literals.
std::vector<std::string> cases_in(std::string_view path) {
    const std::string source = content_of(path);
    const std::string_view macro = "\nTEST_CASE(";
    std::vector<std::string> names;
    for (auto at = source.find(macro); at != std::string::npos; at = source.find(macro, at + 1)) {
        std::string name;
        bool inside = false;
        for (auto i = at + macro.size(); inside || source[i] != ')'; ++i) {
            if (source[i] == '"')
                inside = !inside;
            else if (inside)
                name += source[i];
        }
        names.push_back(name);
    }
    return names;
}

// What stands in emphasis in a Markdown text, line breaks as blanks.
std::vector<std::string> emphasised_in(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::vector<std::string> found;
    for (auto from = text.find('*'); from != std::string::npos; from = text.find('*', from)) {
        const auto to = text.find('*', from + 1);
        REQUIRE(to != std::string::npos);
        found.push_back(text.substr(from + 1, to - from - 1));
        from = to + 1;
    }
    return found;
}

} // namespace

TEST_CASE("every test that docs/contract.md names exists, and every case of the contract is named there") {
    std::vector<std::string> cases;
    for (const auto& each : printjob::testing::http_contract_cases)
        cases.emplace_back(each.name);
    for (const std::string& name : cases_in("tests/http/contract_test.cpp"))
        cases.push_back(name);
    const std::size_t of_the_contract = cases.size();
    for (const std::string& name : cases_in("tests/http/job_api_test.cpp"))
        cases.push_back(name);
    REQUIRE(of_the_contract > 50);

    // A table's head gives the common beginning of its names, with an ellipsis for the rest.
    std::vector<bool> named(cases.size());
    for (const std::string& text : emphasised_in(content_of("docs/contract.md"))) {
        if (text.ends_with("…")) continue;
        CAPTURE(text);
        bool exists = false;
        for (std::size_t i = 0; i < cases.size(); ++i)
            if (cases[i].ends_with(text)) exists = named[i] = true;
        CHECK(exists);
    }
    for (std::size_t i = 0; i < of_the_contract; ++i) {
        CAPTURE(cases[i]);
        CHECK(named[i]);
    }
}
