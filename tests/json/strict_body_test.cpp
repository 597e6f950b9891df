#include <printjob/json/strict_body.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

using namespace std::string_literals;
namespace json = printjob::json;
using json::body_fault;

namespace {

// Writes down what it is told, and refuses a second "once".
class noting_reader : public json::field_sink {
public:
    std::string heard;
    int times = 0;

    [[nodiscard]] bool key(std::string_view name) {
        note("key:", name);
        return name != "once" || ++times == 1;
    }
    void text(std::string_view value) { note("text:", value); }
    void boolean(bool value) { note("boolean:", value ? "true" : "false"); }
    void other() { note("other", ""); }
    void listed_text(std::string_view value) { note("listed:", value); }

private:
    void note(std::string_view kind, std::string_view what) {
        if (!heard.empty()) heard += ' ';
        heard += kind;
        heard += what;
    }
};

std::string heard_in(std::string_view body) {
    noting_reader reader;
    REQUIRE(!json::read_strictly(body, reader));
    return reader.heard;
}

std::optional<body_fault> fault_of(std::string_view body) {
    noting_reader reader;
    return json::read_strictly(body, reader);
}

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

} // namespace

TEST_CASE("a reader gets the fields of the top-level object in their order") {
    CHECK(heard_in(R"({"a":"x","b":true,"c":false,"d":null,"e":1,"f":-1,"g":1.5})") ==
          "key:a text:x key:b boolean:true key:c boolean:false key:d other key:e other key:f other key:g "
          "other");
}

TEST_CASE("nested values are skipped, except strings in a list") {
    CHECK(heard_in(R"({"a":{"b":"x","c":["y"]},"d":"z"})") == "key:a other key:d text:z");
    CHECK(heard_in(R"({"a":["x",1,"y",["no"],{"k":"no"},"z"]})") == "key:a other listed:x listed:y listed:z");
}

TEST_CASE("JSON that is no object is valid and has no fields") {
    for (const std::string_view body : {R"("command")", "1", "null", "true", R"(["command","start"])",
                                        R"([["command","start"]])", R"([{"command":"start"}])"}) {
        CAPTURE(body);
        CHECK(heard_in(body).empty());
    }
}

TEST_CASE("keys and strings are passed unescaped") {
    CHECK(heard_in(R"({"\u0063ommand":"st\u0061rt"})") == "key:command text:start");
}

TEST_CASE("a body of 4096 bytes is read, one of 4097 is refused unread") {
    const std::string field = R"({"a":"x"})";
    CHECK(!fault_of(field + std::string(json::body_limit - field.size(), ' ')));
    CHECK(fault_of(field + std::string(json::body_limit + 1 - field.size(), ' ')) == body_fault::too_large);
    CHECK(fault_of(std::string(json::body_limit + 1, '\0')) == body_fault::too_large);
}

TEST_CASE("nesting of 8 is read, of 9 refused, in lists and in objects") {
    CHECK(!fault_of(nested(8)));
    CHECK(fault_of(nested(9)) == body_fault::malformed);
    CHECK(!fault_of(R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}})"));
    CHECK(fault_of(R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}})") == body_fault::malformed);
    CHECK(!fault_of("[[],[],[],[],[],[],[],[],[],[]]"));
}

TEST_CASE("a NUL byte is refused anywhere") {
    CHECK(fault_of("{\"a\":1}\0"s) == body_fault::malformed);
    CHECK(fault_of("{\"a\":1}\0garbage"s) == body_fault::malformed);
    CHECK(fault_of("\0{\"a\":1}"s) == body_fault::malformed);
    CHECK(fault_of("{\"a\0\":1}"s) == body_fault::malformed);
    CHECK(heard_in(R"({"a":"x\u0000y"})") == "key:a text:x\0y"s);
}

TEST_CASE("a byte order mark and other encodings than UTF-8 are refused") {
    CHECK(fault_of("\xEF\xBB\xBF{\"a\":1}") == body_fault::malformed);
    CHECK(fault_of("\xFF\xFE{\0\"\0a\0\"\0:\0001\0}\0"s) == body_fault::malformed);
    CHECK(fault_of("\xFE\xFF\0{\0}"s) == body_fault::malformed);
    CHECK(fault_of("{\0}\0"s) == body_fault::malformed);
}

TEST_CASE("text that is not UTF-8 is refused") {
    for (const std::string_view bytes :
         {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
        CHECK(fault_of("{\"a\":\"" + std::string{bytes} + "\"}") == body_fault::malformed);
    }
    CHECK(fault_of(R"({"a":"\ud800"})") == body_fault::malformed);
    CHECK(heard_in("{\"a\":\"\xE2\x82\xAC\"}") == "key:a text:\xE2\x82\xAC");
}

TEST_CASE("what does not follow the grammar is refused") {
    for (const std::string_view body : {"",
                                        " ",
                                        "{",
                                        "}",
                                        "[",
                                        "{}{}",
                                        "{},",
                                        "{}x",
                                        R"({"a":1,})",
                                        R"({a:1})",
                                        R"({'a':1})",
                                        R"({"a" 1})",
                                        R"({"a":01})",
                                        R"({"a":NaN})",
                                        R"({"a":+1})",
                                        "{\"a\":\"\n\"}",
                                        R"({"a":"\x"})",
                                        "// \n{}",
                                        R"({"a":tru})",
                                        R"({1:1})"}) {
        CAPTURE(body);
        CHECK(fault_of(body) == body_fault::malformed);
    }
}

TEST_CASE("a number beyond every limit is refused, not thrown") {
    CHECK(fault_of(R"({"a":1e400})") == body_fault::malformed);
    CHECK(fault_of(R"({"a":-1e400})") == body_fault::malformed);
    CHECK(!fault_of(R"({"a":123456789012345678901234567890})"));
}

TEST_CASE("a key that a reader refuses the second time ends the reading, in the top-level object only") {
    CHECK(fault_of(R"({"once":1,"once":1})") == body_fault::malformed);
    CHECK(fault_of(R"({"once":1,"\u006fnce":1})") == body_fault::malformed);
    CHECK(!fault_of(R"({"once":1,"b":{"once":1}})"));
    CHECK(!fault_of(R"({"a":1,"a":1})"));
}
