#pragma once
/// Tables that have one record for each value of an enumeration.

#include <array>
#include <cstddef>
#include <type_traits>

namespace printjob::inline v0 {

/// Returns the index of a value in its enumeration.
template <class Enum>
[[nodiscard]] constexpr std::size_t index_of(Enum value) {
    return static_cast<std::size_t>(value);
}

/// Returns the entry of a value of an enumeration; the first entry if the byte is no value of it.
template <class T, std::size_t Count, class Enum>
[[nodiscard]] constexpr const T& value_of(const std::array<T, Count>& all, Enum value) {
    return all[index_of(value) < Count ? index_of(value) : 0];
}

/// True if the member `is` of each record equals the enumerator of its index.
template <class Record, std::size_t Count>
[[nodiscard]] consteval bool are_in_order(const std::array<Record, Count>& records) {
    for (std::size_t i = 0; i < Count; ++i)
        if (index_of(records[i].is) != i) return false;
    return true;
}

/// Returns one field of each record, in their order. A program that uses one field does not link the others.
template <auto Field, class Record, std::size_t Count>
[[nodiscard]] consteval auto field_of(const std::array<Record, Count>& records) {
    std::array<std::remove_cvref_t<decltype(records[0].*Field)>, Count> all{};
    for (std::size_t i = 0; i < Count; ++i)
        all[i] = records[i].*Field;
    return all;
}

} // namespace printjob::inline v0
