#include <printjob/http/errors.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace printjob;

TEST_CASE("every refusal of the table has a constant body with its name and sentence") {
    for (int why = static_cast<int>(reason::not_operational); why < static_cast<int>(reason::precondition);
         ++why)
        for (std::size_t asked = 0; asked < intent_count; ++asked) {
            const refusal no = refuse(static_cast<reason>(why), static_cast<intent>(asked));
            CAPTURE(no.name);
            const auto body = http::constant_body_of(no);
            REQUIRE(!body.empty());
            CHECK(nlohmann::json::parse(body) == nlohmann::json{{"error", no.sentence}, {"reason", no.name}});
        }
}

TEST_CASE("a refusal with other words has no constant body") {
    CHECK(http::constant_body_of({reason::precondition, "door_open", "The door is open"}).empty());
    CHECK(http::constant_body_of({reason::job_active, "job_active", "Other words"}).empty());
    CHECK(http::constant_body_of({reason::job_active, "other_name", "A print job is active"}).empty());
}

TEST_CASE("the API's own errors are JSON objects with error and reason, and a status of 4xx") {
    using namespace http::errors;
    for (const auto& each : {malformed_json, unknown_command, unknown_action, only_emergency_stop, forbidden,
                             not_found, method_not_allowed, body_too_large, not_json}) {
        const auto body = nlohmann::json::parse(each.body.view());
        CHECK(body.size() == 2);
        CHECK(body.at("error").is_string());
        CHECK(body.at("reason").is_string());
        CHECK(each.status >= 400);
        CHECK(each.status < 500);
    }
}
