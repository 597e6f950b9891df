#include <printjob/http/message.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using printjob::http::response;

TEST_CASE("a response without a body has neither body nor content type") {
    const auto given = response::empty(204);
    CHECK(given.status == 204);
    CHECK(given.body().empty());
    CHECK(given.content_type.empty());
    CHECK(given.allow.empty());
}

TEST_CASE("a constant body is not copied") {
    static constexpr std::string_view text = R"({"a": 1})";
    const auto given = response::constant(405, text, "GET");
    CHECK(given.body().data() == text.data());
    CHECK(given.content_type == "application/json");
    CHECK(given.allow == "GET");
}

TEST_CASE("an owned body lives in every copy and wherever the response is moved") {
    // A short text lies inside the string itself, a long one on the heap: both must survive.
    for (const std::string& text : {std::string{"{}"}, std::string(1000, 'x')}) {
        response first = response::document(200, text);
        response copy = first;
        response moved = std::move(first);
        CHECK(copy.body() == text);
        CHECK(moved.body() == text);
        CHECK(copy.body().data() != moved.body().data());

        std::vector<response> many;
        for (int i = 0; i < 50; ++i)
            many.push_back(i % 2 == 0 ? copy : response::document(200, text));
        moved = response::empty(204);
        copy = std::move(many.front());
        CHECK(copy.body() == text);
        CHECK(many.back().body() == text);
        CHECK(moved.body().empty());
    }
}

TEST_CASE("the headers of a response are those that it has, by their names") {
    const auto in_words = [](const response& given) {
        std::string words;
        for (const auto& [name, value] : given.headers())
            words.append(name).append(": ").append(value).append("\n");
        return words;
    };
    CHECK(in_words(response::empty(204)) == "");
    CHECK(in_words(response::document(200, "{}")) == "Content-Type: application/json\n");
    CHECK(in_words(response::constant(405, "{}", "GET")) == "Content-Type: application/json\nAllow: GET\n");
}
