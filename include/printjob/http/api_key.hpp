#pragma once
/// Compares the key that a client sent (`X-Api-Key`) with the right one.

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::http {

/// True if a client's key equals the right one; always false if the right one is empty. It compares as many
/// bytes as the client sent, whatever they are, so the time it takes reveals only whether the right key is
/// empty.
[[nodiscard]] constexpr bool same_key(std::string_view offered, std::string_view right) {
    if (right.empty()) return false;
    unsigned different = offered.size() == right.size() ? 0U : 1U;
    for (std::size_t i = 0; i < offered.size(); ++i) {
        const auto theirs = static_cast<unsigned char>(offered[i]);
        const auto ours = static_cast<unsigned char>(right[i % right.size()]);
        different |= static_cast<unsigned>(theirs ^ ours);
    }
    return different == 0;
}

} // namespace printjob::inline v0::http
