#include <printjob/http/api_key.hpp>

#include <doctest/doctest.h>

using printjob::http::same_key;

TEST_CASE("only the whole key is the right one") {
    CHECK(same_key("secret", "secret"));
    CHECK_FALSE(same_key("secreT", "secret"));
    CHECK_FALSE(same_key("Secret", "secret"));
    CHECK_FALSE(same_key("secre", "secret"));
    CHECK_FALSE(same_key("secrets", "secret"));
    CHECK_FALSE(same_key("secretsecret", "secret"));
    CHECK_FALSE(same_key("", "secret"));
}

TEST_CASE("without a right key none is right") {
    CHECK_FALSE(same_key("", ""));
    CHECK_FALSE(same_key("secret", ""));
}

static_assert(same_key("secret", "secret") && !same_key("secre", "secret"));
