#pragma once
/// The file that is selected to be printed, with what is known of it.

#include <printjob/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// The most tools (hot ends) that printjob distinguishes.
inline constexpr std::size_t max_tools = 8;

/// Where a file is stored: at the host, or on the printer's own card.
enum class file_origin : std::uint8_t { local, sdcard };

/// How much filament one tool uses.
struct filament_use {
    /// Length in mm.
    double length_mm = 0;
    /// Volume in cm^3.
    double volume_cm3 = 0;
};

/// What a host may know of a file besides its bytes. Unknown members are empty.
struct file_analysis {
    std::optional<std::uint32_t> estimated_print_time; ///< s
    std::optional<std::uint32_t> average_print_time;   ///< s
    std::optional<std::uint32_t> last_print_time;      ///< s
    /// By tool; empty for a tool that the file does not use, or if its use is unknown.
    std::array<std::optional<filament_use>, max_tools> filament{};
};

/// A file that can be selected and printed. It owns its strings; the caller refuses a name or path that does
/// not fit.
struct file {
    text<128> name; ///< its own name, for people
    text<256> path; ///< from the root of the host's files, with `/` between
    /// Where the file is stored.
    file_origin origin = file_origin::local;
    std::optional<std::uint64_t> size; ///< bytes
    std::optional<std::int64_t> date;  ///< seconds since 1970-01-01 UTC
    /// What is known from a slicer or from earlier prints.
    file_analysis analysis{};
};

} // namespace printjob::inline v0
