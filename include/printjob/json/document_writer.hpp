#pragma once
/// Writes a JSON document from its first byte to its last, without a tree of values.
///
/// A tree would take an allocation for each value. The writer has one string, and a `std::bad_alloc` leaks
/// nothing.

#include <printjob/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::json {

/// Writes one JSON document, and puts the commas itself. In an object each value follows its key; the caller
/// closes whatever it opens. Throws nothing but `std::bad_alloc`.
class document_writer {
public:
    /// Reserves room for most documents.
    document_writer() { text_.reserve(1024); }

    /// Begins an object. Its members follow, each as a key and a value.
    void open_object() { put("{"); }
    /// Ends the object that was opened last.
    void close_object() { text_ += '}'; }
    /// Begins a list. Its values follow.
    void open_list() { put("["); }
    /// Ends the list that was opened last.
    void close_list() { text_ += ']'; }

    /// Writes the key of the next value. `name` is not escaped: it must be a word of the library.
    document_writer& key(std::string_view name) {
        put("\"");
        text_ += name;
        text_ += "\":";
        return *this;
    }

    /// Writes null.
    void null() { put("null"); }
    /// Writes true or false.
    void flag(bool value) { put(value ? "true" : "false"); }

    /// Writes an integer of any size.
    template <std::integral Integer>
    void number(Integer value) {
        std::array<char, 24> digits{};
        const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        put({digits.data(), end});
    }

    /// Writes a number rounded to six decimals, without trailing zeros; null if it is not finite or is beyond
    /// 9e18. A whole number keeps a ".0", so that a client that distinguishes integers from other numbers
    /// always sees the same type. (`std::to_chars` would write every digit, and takes 120 kB of a board's
    /// flash.)
    void number(double value) {
        const double size = std::abs(value);
        if (!(size < 9e18)) return null();
        constexpr std::uint64_t millionths = 1'000'000;
        auto whole = static_cast<std::uint64_t>(size);
        auto part = static_cast<std::uint64_t>((size - static_cast<double>(whole)) * millionths + 0.5);
        whole += part / millionths;
        part %= millionths;

        std::array<char, 32> digits{};
        char* end = digits.data();
        if (value < 0 && whole + part != 0) *end++ = '-';
        end = std::to_chars(end, digits.data() + digits.size(), whole).ptr;
        *end++ = '.';
        for (std::uint64_t place = millionths / 10; place != 0 && (part != 0 || end[-1] == '.');
             place /= 10) {
            *end++ = static_cast<char>('0' + part / place);
            part %= place;
        }
        put({digits.data(), end});
    }

    /// Writes a number, or null if it is not known.
    template <class Number>
    void number(const std::optional<Number>& value) {
        if (value) return number(*value);
        null();
    }

    /// Writes a text of any bytes, escaped (RFC 8259, section 7). Invalid UTF-8 is replaced by U+FFFD.
    void text(std::string_view value) {
        put("\"");
        while (!value.empty()) {
            const utf8_prefix next = utf8_prefix_of(value);
            if (next.is_character)
                put_character(value.substr(0, next.length));
            else
                text_ += "\xEF\xBF\xBD";
            value.remove_prefix(next.length);
        }
        text_ += '"';
    }

    /// Returns the document. Do not use the writer afterwards.
    [[nodiscard]] std::string finish() && { return std::move(text_); }

private:
    /// Writes a value. A comma precedes it unless it is the document itself, the first in an object or a
    /// list, or the value of a key.
    void put(std::string_view bytes) {
        constexpr std::string_view before_a_first = "{[:";
        if (!text_.empty() && before_a_first.find(text_.back()) == std::string_view::npos) text_ += ',';
        text_ += bytes;
    }

    void put_character(std::string_view character) {
        constexpr std::string_view digits = "0123456789abcdef";
        const char c = character.front();
        switch (c) {
        case '"': text_ += "\\\""; return;
        case '\\': text_ += "\\\\"; return;
        case '\b': text_ += "\\b"; return;
        case '\f': text_ += "\\f"; return;
        case '\n': text_ += "\\n"; return;
        case '\r': text_ += "\\r"; return;
        case '\t': text_ += "\\t"; return;
        default: break;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20) {
            text_ += character;
            return;
        }
        text_ += "\\u00";
        text_ += digits[byte >> 4U];
        text_ += digits[byte & 0xFU];
    }

    std::string text_;
};

} // namespace printjob::inline v0::json
