#pragma once
/// What is known of a failure beyond its kind: the firmware's own words, the place in the file, the system's error.
///
/// It is for people. It goes into statuses, events and JSON documents only: never into a line of G-code, a
/// format string, or HTML that was not escaped.

#include <printjob/io_error.hpp>
#include <printjob/text.hpp>
#include <printjob/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// The most bytes of a firmware's words that are kept.
inline constexpr std::size_t longest_words = 96;

/// Returns a firmware's words in a form that can be stored and shown: a line break at the end is removed,
/// control characters and invalid UTF-8 become `?`, and a text that is too long is cut after a whole
/// character.
[[nodiscard]] constexpr text<longest_words> words_of(std::string_view said) {
    while (!said.empty() && (said.back() == '\r' || said.back() == '\n'))
        said.remove_suffix(1);
    std::array<char, longest_words> kept{};
    std::size_t size = 0;
    while (!said.empty()) {
        const utf8_prefix next = utf8_prefix_of(said);
        std::string_view character = said.substr(0, next.length);
        if (!next.is_character || is_control(character)) character = "?";
        if (size + character.size() > kept.size()) break;
        for (const char c : character)
            kept[size++] = c;
        said.remove_prefix(next.length);
    }
    text<longest_words> words;
    (void)words.assign({kept.data(), size});
    return words;
}

/// What is known of one failure. Unknown members are empty or 0.
struct diagnosis {
    /// The byte of the file at which the line of number `line` begins.
    std::uint64_t byte = 0;
    /// The number of the file's line that the job failed at, counted from 1; 0: at no line.
    std::uint32_t line = 0;
    /// The operating system's own number (errno); 0 where there is none.
    int native = 0;
    /// What is wrong with that line, or with a port or a file: one sentence, static text.
    std::string_view fault{};
    /// The firmware's own words; see `words_of`.
    text<longest_words> words{};

    /// Returns a diagnosis with the firmware's words.
    [[nodiscard]] static constexpr diagnosis of_words(std::string_view said) {
        diagnosis made;
        made.words = words_of(said);
        return made;
    }
    /// Returns a diagnosis of a line of the file that must not be sent. `line` counts from 1 and begins at
    /// `byte`; `what` is static text.
    [[nodiscard]] static constexpr diagnosis of_line(std::uint32_t line, std::uint64_t byte,
                                                     std::string_view what) {
        diagnosis made;
        made.line = line;
        made.byte = byte;
        made.fault = what;
        return made;
    }
    /// Returns a diagnosis of an error of a port or a file.
    [[nodiscard]] static constexpr diagnosis of_error(const io_error& error) {
        diagnosis made;
        made.fault = sentence(error.what);
        made.native = error.native;
        return made;
    }

    friend constexpr bool operator==(const diagnosis&, const diagnosis&) = default;
};

} // namespace printjob::inline v0
