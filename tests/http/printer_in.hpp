#pragma once
// The printer of the contract's cases, for tests of the API that are none of the contract's.

#include <printjob/testing/conformance/http_fixture.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace http_test {

using namespace printjob;
using testing::http_contract::bad_action;
using testing::http_contract::boat;
using testing::http_contract::file_named;
using testing::http_contract::m112;
using testing::http_contract::to_select;
using testing::http_contract::to_select_and_print;
using testing::http_contract::to_start;
using testing::http_contract::two_files;

// Calls the API.
inline std::optional<http::response> directly(const http::request& asked,
                                              const testing::http_fixture::api& api) {
    return api(asked);
}

struct direct_fixture {
    testing::http_fixture fixture{directly};
};

// Is asked directly. What its own checks find is a failure of the test at its end.
class printer_in : private direct_fixture, public testing::http_contract::printer_in {
public:
    explicit printer_in(row wanted, bool with_file = true)
        : testing::http_contract::printer_in{fixture, wanted, with_file} {}
    ~printer_in() {
        for (const auto& failure : fixture.log.report().failures)
            FAIL_CHECK(failure.sentence());
    }
    printer_in(const printer_in&) = delete;
    printer_in& operator=(const printer_in&) = delete;
};

// Success: 204 and no body.
inline void check_done(const http::response& given) {
    CHECK(given.status == 204);
    CHECK(given.body().empty());
    CHECK(given.content_type.empty());
}

// The status of an answer, with the reason of an error: "204", "409 job_active".
inline std::string in_short(const http::response& given) {
    return testing::http_fixture::in_short(given);
}

} // namespace http_test
