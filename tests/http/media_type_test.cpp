#include <printjob/http/media_type.hpp>

#include <doctest/doctest.h>

#include <string_view>

using printjob::http::is_json;

TEST_CASE("application/json is JSON in any case, with parameters and blanks") {
    for (const std::string_view type :
         {"application/json", "Application/JSON", "application/json;charset=utf-8",
          "application/json ; charset=UTF-8", " application/json\t", "application/json;"}) {
        CAPTURE(type);
        CHECK(is_json(type));
    }
}

TEST_CASE("application/<something>+json is JSON") {
    for (const std::string_view type :
         {"application/ld+json", "application/vnd.x.y+JSON; v=1", "APPLICATION/a+b+json"}) {
        CAPTURE(type);
        CHECK(is_json(type));
    }
}

TEST_CASE("anything else is not") {
    for (const std::string_view type :
         {"", " ", ";", "json", "application", "application/", "application/jso", "application/jsonx",
          "application/json+xml", "application/+json", "application/json charset=utf-8",
          "application/a b+json", "text/json", "text/x+json",
          "multipart/form-data; boundary=application/json", "xapplication/json"}) {
        CAPTURE(type);
        CHECK(!is_json(type));
    }
}
