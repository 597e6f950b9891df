#pragma once
/// Reads from a `Content-Type` header whether a body is JSON.

#include <algorithm>
#include <string_view>

namespace printjob::inline v0::http {

/// True if two texts are equal without regard to the case of ASCII letters. The second must be in lower case.
[[nodiscard]] constexpr bool same_in_lower_case(std::string_view a, std::string_view lower) {
    const auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                      [&](char x, char y) { return to_lower(x) == y; });
}

/// True if a media type is JSON: `application/json` and `application/<something>+json` (RFC 6839), in any
/// case, with or without parameters (`; charset=utf-8`).
[[nodiscard]] constexpr bool is_json(std::string_view content_type) {
    if (content_type == "application/json") return true; // what almost every client sends
    constexpr std::string_view blanks = " \t";
    constexpr std::string_view application = "application/";
    constexpr std::string_view suffix = "+json";

    std::string_view type = content_type.substr(0, content_type.find(';'));
    type.remove_prefix((std::min)(type.find_first_not_of(blanks), type.size()));
    type = type.substr(0, type.find_last_not_of(blanks) + 1);
    if (!same_in_lower_case(type.substr(0, application.size()), application)) return false;
    type.remove_prefix(application.size());
    if (same_in_lower_case(type, "json")) return true;
    return type.size() > suffix.size() && type.find_first_of(blanks) == std::string_view::npos &&
           same_in_lower_case(type.substr(type.size() - suffix.size()), suffix);
}

} // namespace printjob::inline v0::http
