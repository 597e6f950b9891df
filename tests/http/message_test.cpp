#include <printjob/http/message.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using printjob::http::answer;

TEST_CASE("an answer without a body has neither body nor content type") {
    const auto given = answer::empty(204);
    CHECK(given.status == 204);
    CHECK(given.body().empty());
    CHECK(given.content_type.empty());
    CHECK(given.allow.empty());
}

TEST_CASE("a constant body is not copied") {
    static constexpr std::string_view text = R"({"a": 1})";
    const auto given = answer::constant(405, text, "GET");
    CHECK(given.body().data() == text.data());
    CHECK(given.content_type == "application/json");
    CHECK(given.allow == "GET");
}

TEST_CASE("an owned body lives in every copy and wherever the answer is moved") {
    // A short text lies inside the string itself, a long one on the heap: both must survive.
    for (const std::string& text : {std::string{"{}"}, std::string(1000, 'x')}) {
        answer first = answer::document(200, text);
        answer copy = first;
        answer moved = std::move(first);
        CHECK(copy.body() == text);
        CHECK(moved.body() == text);
        CHECK(copy.body().data() != moved.body().data());

        std::vector<answer> many;
        for (int i = 0; i < 50; ++i)
            many.push_back(i % 2 == 0 ? copy : answer::document(200, text));
        moved = answer::empty(204);
        copy = std::move(many.front());
        CHECK(copy.body() == text);
        CHECK(many.back().body() == text);
        CHECK(moved.body().empty());
    }
}

TEST_CASE("the headers of an answer are those that it has, by their names") {
    const auto in_words = [](const answer& given) {
        std::string words;
        for (const auto& [name, value] : given.headers())
            words.append(name).append(": ").append(value).append("\n");
        return words;
    };
    CHECK(in_words(answer::empty(204)) == "");
    CHECK(in_words(answer::document(200, "{}")) == "Content-Type: application/json\n");
    CHECK(in_words(answer::constant(405, "{}", "GET")) == "Content-Type: application/json\nAllow: GET\n");
}
