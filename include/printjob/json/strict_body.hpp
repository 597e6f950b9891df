#pragma once
/// Reads every JSON body from outside: nlohmann's SAX parser with a stricter guard.
///
/// Two parsers must never read a body differently, so the guard refuses more than JSON's grammar does:
///  1. a body over 4 KiB, before the parser sees it;
///  2. a NUL byte anywhere, and thereby UTF-16 and UTF-32 (nlohmann takes a NUL for the end of the text);
///  3. a byte order mark (nlohmann skips it);
///  4. nesting deeper than 8;
///  5. a key that the reader knows and that occurs twice in the top-level object, compared unescaped.
/// It reads in one pass, builds no document, stops at the first error, and allocates nothing beyond the
/// parser itself. Throws nothing but the parser's `std::bad_alloc`.

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace printjob::inline v0::json {

/// The longest body that is read. Unit: bytes.
inline constexpr std::size_t body_limit = 4096;

/// How deep objects and lists may be nested.
inline constexpr int depth_limit = 8;

/// What is wrong with a body.
enum class body_fault : std::uint8_t {
    too_large,       ///< longer than `body_limit`
    malformed,       ///< not JSON, or JSON that the guard refuses
    unknown_command, ///< JSON without a known command
};

/// A reader that ignores everything. Readers derive from it and hide the functions that they need. They are
/// called with the fields of the top-level object, each as its key followed by its value; deeper nesting is
/// skipped.
class field_sink {
public:
    /// Called with a key. Returns false if it is a duplicate; the body is then refused.
    [[nodiscard]] bool key(std::string_view) { return true; }
    /// Called with a value that is a string, unescaped; valid during the call.
    void text(std::string_view) {}
    /// Called with a value that is true or false.
    void boolean(bool) {}
    /// Called with a value that is null, a number, an object or a list.
    void other() {}
    /// Called with each string in a list, after `other`.
    void listed_text(std::string_view) {}
};

/// The guard: a handler of nlohmann's SAX interface.
template <class Reader>
class strict_handler {
public:
    /// Calls `reader`, which must outlive it, with the fields of the body.
    explicit strict_handler(Reader& reader) : reader_{reader} {}

    bool null() { return other(); }
    bool number_integer(std::int64_t) { return other(); }
    bool number_unsigned(std::uint64_t) { return other(); }
    bool number_float(double, const std::string&) { return other(); }
    bool binary(nlohmann::json::binary_t&) { return other(); }

    bool boolean(bool value) {
        if (at_value()) reader_.boolean(value);
        return true;
    }

    bool string(const std::string& value) {
        if (at_value())
            reader_.text(value);
        else if (depth_ == 2 && value_is_list_)
            reader_.listed_text(value);
        return true;
    }

    bool key(const std::string& name) { return depth_ != 1 || reader_.key(name); }

    bool start_object(std::size_t) {
        if (depth_ == 0) top_is_object_ = true;
        if (depth_ == 1) value_is_list_ = false;
        other();
        return ++depth_ <= depth_limit;
    }

    bool start_array(std::size_t) {
        if (depth_ == 1) value_is_list_ = top_is_object_;
        other();
        return ++depth_ <= depth_limit;
    }

    bool end_object() { return leave(); }
    bool end_array() { return leave(); }

    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }

private:
    [[nodiscard]] bool at_value() const { return depth_ == 1 && top_is_object_; }

    bool other() {
        if (at_value()) reader_.other();
        return true;
    }

    bool leave() {
        --depth_;
        return true;
    }

    Reader& reader_;
    int depth_ = 0;
    bool top_is_object_ = false;
    bool value_is_list_ = false;
};

/// Passes a body to a reader. Returns what is wrong with the body; nothing if it is valid JSON, whatever it
/// contains.
template <class Reader>
[[nodiscard]] std::optional<body_fault> read_strictly(std::string_view body, Reader& reader) {
    if (body.size() > body_limit) return body_fault::too_large;
    if (body.starts_with("\xEF\xBB\xBF") || body.find('\0') != std::string_view::npos)
        return body_fault::malformed;
    strict_handler<Reader> handler{reader};
    if (!nlohmann::json::sax_parse(body.data(), body.data() + body.size(), &handler))
        return body_fault::malformed;
    return std::nullopt;
}

} // namespace printjob::inline v0::json
