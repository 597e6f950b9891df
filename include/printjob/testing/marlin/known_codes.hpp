#pragma once
/// The codes a simulated Marlin accepts without doing anything a host could notice.

#include <algorithm>
#include <array>
#include <cstdint>

namespace printjob::inline v0::testing {

/// True if the code is one that Marlin (or one of its well-known descendants: M862 and its kin) knows and
/// answers with a bare ok: settings, displays, sounds, bed meshes, tool parameters. `letter`: 'G' or 'M'.
[[nodiscard]] constexpr bool is_quietly_known(char letter, int code) {
    constexpr std::array<std::int16_t, 21> g_codes{5,  10, 11, 12, 17, 18, 19, 26, 27, 42, 53,
                                                   54, 55, 56, 57, 58, 59, 60, 61, 76, 80};
    constexpr std::array<std::int16_t, 119> m_codes{
        17,  21,  22,  24,  25,  26,  31,  42,  43,  48,  73,  75,  76,  77,  78,  80,  81,  85,  86,  87,
        92,  108, 110, 111, 117, 119, 120, 121, 122, 125, 145, 149, 150, 200, 201, 202, 203, 204, 205, 206,
        207, 208, 209, 210, 211, 217, 218, 220, 221, 240, 250, 255, 256, 260, 261, 280, 281, 282, 290, 300,
        301, 303, 304, 305, 306, 309, 350, 351, 355, 380, 381, 401, 402, 403, 404, 405, 406, 407, 412, 413,
        420, 421, 422, 425, 428, 430, 486, 493, 500, 501, 502, 503, 504, 524, 540, 569, 575, 592, 593, 603,
        665, 666, 672, 701, 702, 710, 808, 851, 852, 862, 871, 876, 900, 906, 907, 911, 913, 914, 999};
    static_assert(std::ranges::is_sorted(g_codes) && std::ranges::is_sorted(m_codes));
    if (letter == 'G') return std::ranges::binary_search(g_codes, code);
    return letter == 'M' && std::ranges::binary_search(m_codes, code);
}

} // namespace printjob::inline v0::testing
