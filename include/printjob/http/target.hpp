#pragma once
/// Reads a request's target: the path without its query string, and percent-encoding.

#include <printjob/text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace printjob::inline v0::http {

/// Returns the path of a target: the part before the query string.
[[nodiscard]] constexpr std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

/// Returns the value of a hexadecimal digit of either case; -1 for anything else.
[[nodiscard]] constexpr int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Returns a decoded percent-encoded path (RFC 3986, section 2.1). Returns nothing if the decoded path is
/// empty or longer than 256 bytes, has an invalid escape, or contains a control character.
[[nodiscard]] constexpr std::optional<text<256>> decode_path(std::string_view encoded) {
    std::array<char, 256> bytes{};
    std::size_t size = 0;
    while (!encoded.empty()) {
        char c = encoded.front();
        encoded.remove_prefix(1);
        if (c == '%') {
            const int high = encoded.size() < 2 ? -1 : hex_digit(encoded[0]);
            const int low = encoded.size() < 2 ? -1 : hex_digit(encoded[1]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            encoded.remove_prefix(2);
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F || size == bytes.size()) return std::nullopt;
        bytes[size++] = c;
    }
    text<256> path;
    if (size == 0 || !path.assign({bytes.data(), size})) return std::nullopt;
    return path;
}

} // namespace printjob::inline v0::http
