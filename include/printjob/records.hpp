#pragma once
/// Tables that have one record for each value of an enumeration.

#include <array>
#include <cstddef>

namespace printjob::inline v0 {

/// The place of a value in its enumeration.
template <class Enum>
[[nodiscard]] constexpr std::size_t index_of(Enum value) {
    return static_cast<std::size_t>(value);
}

/// The record of a value; the first one for a byte that is no value.
template <class Record, std::size_t Count, class Enum>
[[nodiscard]] constexpr const Record& record_of(const std::array<Record, Count>& records, Enum value) {
    return records[index_of(value) < Count ? index_of(value) : 0];
}

/// True if each record carries, as `is`, the value in whose place it stands.
template <class Record, std::size_t Count>
[[nodiscard]] consteval bool are_in_order(const std::array<Record, Count>& records) {
    for (std::size_t i = 0; i < Count; ++i)
        if (index_of(records[i].is) != i) return false;
    return true;
}

} // namespace printjob::inline v0
