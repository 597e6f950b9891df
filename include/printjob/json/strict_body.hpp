#pragma once
/// The one door for JSON from outside: nlohmann's SAX parser behind a guard.
///
/// No two parsers may read a body differently, so the guard refuses more than JSON's grammar does:
///  1. a body over 4 KiB, before the parser sees it;
///  2. a NUL byte anywhere, and with it UTF-16 and UTF-32 (nlohmann takes a NUL for the end of the text);
///  3. a byte order mark (nlohmann skips it);
///  4. nesting deeper than 8;
///  5. a key that the reader knows and that stands a second time in the top-level object, compared unescaped.
/// It reads in one pass, builds no document, stops at the first error, and allocates nothing but what the
/// parser itself does. Nothing is thrown, but for `std::bad_alloc` when the parser finds no memory.

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
    unknown_command, ///< JSON that asks for nothing known
};

/// A reader that hears nothing. Readers derive from it and hide what they want to hear: the fields of the
/// top-level object, each as its key followed by its value. What is nested deeper is passed over.
class field_sink {
public:
    /// A key. False: it stands here a second time, and the body is refused.
    [[nodiscard]] bool key(std::string_view) { return true; }
    /// The value is a string, unescaped; valid during the call.
    void text(std::string_view) {}
    /// The value is true or false.
    void boolean(bool) {}
    /// The value is null, a number, an object or a list.
    void other() {}
    /// A string in the list that is the value; told after `other`.
    void listed_text(std::string_view) {}
};

/// The guard, as a handler of nlohmann's SAX interface. Its methods are that interface's.
template <class Reader>
class strict_handler {
public:
    /// Tells `reader`, which must outlive it, what stands in the body.
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

/// Lets a reader read a body. Returns what is wrong with it; nothing when it is sound JSON, whatever it says.
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
