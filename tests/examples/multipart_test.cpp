#include "multipart.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace printhost;

namespace {

struct received_part {
    part_head head;
    std::string bytes;
    bool ended = false;
};

/// Keeps every part; refuses the one whose field is `unwanted`.
class recording_receiver final : public part_receiver {
public:
    std::vector<received_part> parts;
    std::string unwanted;

    [[nodiscard]] bool begin_part(const part_head& head) override {
        parts.push_back({.head = head, .bytes = {}});
        return head.field != unwanted || unwanted.empty();
    }
    [[nodiscard]] bool part_bytes(std::string_view bytes) override {
        parts.back().bytes += bytes;
        return true;
    }
    [[nodiscard]] bool end_part() override {
        parts.back().ended = true;
        return true;
    }
};

const std::string slicer_form = "--XX\r\n"
                                "Content-Disposition: form-data; name=\"print\"\r\n\r\n"
                                "true\r\n"
                                "--XX\r\n"
                                "Content-Disposition: form-data; name=\"file\"; filename=\"a b.gcode\"\r\n"
                                "Content-Type: application/octet-stream\r\n\r\n"
                                "G28\r\n--X\r\n\r\n--XG1 X1\n\r\n"
                                "--XX\r\n"
                                "Content-Disposition: form-data; name=\"path\"\r\n\r\n"
                                "\r\n"
                                "--XX--\r\n";

part_head head_of(std::string_view disposition) {
    const auto head = read_part_head(std::string{"Content-Disposition: "} + std::string{disposition});
    REQUIRE(head.has_value());
    return *head;
}

bool is_malformed(std::string_view head) {
    return !read_part_head(head).has_value();
}

std::optional<multipart_fault> fault_of(std::string_view form) {
    recording_receiver receiver;
    multipart_reader reader{"XX", receiver};
    return reader.read(form);
}

} // namespace

TEST_CASE("a form is read the same however it is cut into pieces") {
    for (std::size_t size = 1; size <= slicer_form.size(); ++size) {
        CAPTURE(size);
        recording_receiver receiver;
        multipart_reader reader{"XX", receiver};
        for (std::string_view rest = slicer_form; !rest.empty();
             rest.remove_prefix(std::min(size, rest.size())))
            REQUIRE_FALSE(reader.read(rest.substr(0, size)).has_value());
        CHECK(reader.complete());
        REQUIRE(receiver.parts.size() == 3);
        CHECK(receiver.parts[0].head.field == "print");
        CHECK_FALSE(receiver.parts[0].head.filename.has_value());
        CHECK(receiver.parts[0].bytes == "true");
        CHECK(receiver.parts[1].head.field == "file");
        CHECK(receiver.parts[1].head.filename == "a b.gcode");
        CHECK(receiver.parts[1].bytes == "G28\r\n--X\r\n\r\n--XG1 X1\n");
        CHECK(receiver.parts[2].head.field == "path");
        CHECK(receiver.parts[2].bytes.empty());
        for (const auto& part : receiver.parts)
            CHECK(part.ended);
    }
}

TEST_CASE("text before the first boundary and after the last is ignored") {
    recording_receiver receiver;
    multipart_reader reader{"XX", receiver};
    const std::string form =
        "for old mail readers\r\n--XX \t\r\nContent-Disposition: form-data; name=a\r\n\r\n"
        "1\r\n--XX--\r\n--XX\r\nno head at all";
    CHECK_FALSE(reader.read(form).has_value());
    CHECK_FALSE(reader.read("\r\n--XX\r\n").has_value());
    CHECK(reader.complete());
    REQUIRE(receiver.parts.size() == 1);
    CHECK(receiver.parts[0].bytes == "1");
}

TEST_CASE("a form without its closing boundary is not complete") {
    recording_receiver receiver;
    multipart_reader reader{"XX", receiver};
    CHECK_FALSE(reader.read(std::string_view{slicer_form}.substr(0, slicer_form.size() - 4)).has_value());
    CHECK_FALSE(reader.complete());
}

TEST_CASE("a form that breaks the rules is refused") {
    CHECK(fault_of("--XXY\r\n") == multipart_fault::malformed);
    CHECK(fault_of("--XX\r\n\r\n\r\n") == multipart_fault::malformed);
    CHECK(fault_of("--XX\r\nContent-Type: text/plain\r\n\r\n") == multipart_fault::malformed);
    CHECK(fault_of("--XX\r\nno colon\r\n\r\n") == multipart_fault::malformed);
}

TEST_CASE("a head may be 4 KiB long and no longer, wherever it is cut") {
    const std::string good = "Content-Disposition: form-data; name=a\r\nX: ";
    for (const std::size_t length : {std::size_t{4096}, std::size_t{4097}}) {
        // The line break before the head counts with it.
        const std::string head = good + std::string(length - 2 - good.size(), 'x');
        recording_receiver receiver;
        multipart_reader reader{"XX", receiver};
        std::optional<multipart_fault> fault;
        for (const char byte : "--XX\r\n" + head + "\r\n\r\n")
            fault = reader.read({&byte, 1});
        CAPTURE(length);
        if (length == 4096) {
            CHECK_FALSE(fault.has_value());
            CHECK(receiver.parts.size() == 1);
        } else {
            CHECK(fault == multipart_fault::head_too_long);
            CHECK(receiver.parts.empty());
        }
    }
}

TEST_CASE("a form has at most 16 parts") {
    const std::string part = "\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--XX";
    std::string form = "--XX";
    for (int i = 0; i < 16; ++i)
        form += part;
    CHECK_FALSE(fault_of(form + "--").has_value());
    CHECK(fault_of(form + part) == multipart_fault::too_many_parts);
}

TEST_CASE("a receiver that returns false stops the reading for good") {
    recording_receiver receiver;
    receiver.unwanted = "file";
    multipart_reader reader{"XX", receiver};
    CHECK(reader.read(slicer_form) == multipart_fault::stopped);
    CHECK(reader.read("more") == multipart_fault::stopped);
    CHECK(receiver.parts.size() == 2);
    CHECK(receiver.parts[1].bytes.empty());
}

TEST_CASE("a quoted filename is read as curl and browsers write it") {
    CHECK(head_of(R"(form-data; name="file"; filename="a.gcode")").filename == "a.gcode");
    CHECK(head_of(R"(form-data; name=file; filename=a.gcode)").filename == "a.gcode");
    CHECK(head_of(R"(FORM-DATA;NAME="file";FileName="a.gcode")").filename == "a.gcode");
    CHECK(head_of(R"(form-data; name="file"; filename="a \"b\".gcode")").filename == R"(a "b".gcode)");
    CHECK(head_of(R"(form-data; name="file"; filename="a %22b%22.gcode")").filename == R"(a "b".gcode)");
    CHECK(head_of(R"(form-data; name="file"; filename="a;b=c.gcode")").filename == "a;b=c.gcode");
    CHECK(head_of(R"(form-data; name="file"; filename="100%25.gcode")").filename == "100%25.gcode");
    CHECK(head_of(R"(form-data; name="file"; filename="C:\dir\a.gcode")").filename == R"(C:\dir\a.gcode)");
    CHECK(head_of(R"(form-data; name="file"; filename="Töpfchen.gcode")").filename == "Töpfchen.gcode");
    CHECK(head_of(R"(form-data; name="file"; filename="")").filename == "");
    CHECK_FALSE(head_of(R"(form-data; name="file")").filename.has_value());
}

TEST_CASE("an extended filename wins over the plain one when it can be read") {
    CHECK(
        head_of("form-data; name=file; filename=\"T_pf.gcode\"; filename*=UTF-8''T%C3%B6pf.gcode").filename ==
        "Töpf.gcode");
    CHECK(head_of("form-data; name=file; filename*=utf-8'de'a%20b.gcode; filename=a.gcode").filename ==
          "a b.gcode");
    CHECK(head_of("form-data; name=file; filename=a.gcode; filename*=ISO-8859-1''%F6.gcode").filename ==
          "a.gcode");
    CHECK(head_of("form-data; name=file; filename=a.gcode; filename*=UTF-8''%zz.gcode").filename ==
          "a.gcode");
    CHECK(head_of("form-data; name=file; filename=a.gcode; filename*=UTF-8''x%4").filename == "a.gcode");
}

TEST_CASE("a head that two readers could understand differently is malformed") {
    CHECK(is_malformed("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b"));
    CHECK(is_malformed("Content-Disposition: form-data"));
    CHECK(is_malformed("Content-Disposition: attachment; name=a"));
    CHECK(is_malformed("Content-Disposition: form-data; name=\"a"));
    CHECK(is_malformed("Content-Disposition: form-data; name=\"a\" b"));
    CHECK(is_malformed("Content-Disposition: form-data; name"));
    CHECK(is_malformed(""));
}

TEST_CASE("the boundary is read from the content type") {
    CHECK(boundary_of("multipart/form-data; boundary=abc") == "abc");
    CHECK(boundary_of("Multipart/Form-Data;charset=utf-8; Boundary=\"a b;c\"") == "a b;c");
    CHECK(boundary_of("multipart/form-data; boundary=" + std::string(70, 'x')).has_value());
    CHECK_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x')).has_value());
    CHECK_FALSE(boundary_of("multipart/form-data; boundary=").has_value());
    CHECK_FALSE(boundary_of("multipart/form-data").has_value());
    CHECK_FALSE(boundary_of("multipart/mixed; boundary=abc").has_value());
    CHECK_FALSE(boundary_of("application/json").has_value());
    CHECK_FALSE(boundary_of("").has_value());
}

TEST_CASE("a filename loses its folders, of whatever system they are") {
    CHECK(without_folders("a.gcode") == "a.gcode");
    CHECK(without_folders("/tmp/a.gcode") == "a.gcode");
    CHECK(without_folders(R"(C:\prints\a.gcode)") == "a.gcode");
    CHECK(without_folders(R"(../..\a.gcode)") == "a.gcode");
    CHECK(without_folders("folder/").empty());
}
