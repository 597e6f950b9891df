#pragma once
/// What Moonraker's answers say, read out of their JSON. Sources: Moonraker's documentation, "Introduction"
/// (basic print status), "Server Administration" (server/info) and "Printer Objects" (webhooks,
/// virtual_sdcard, print_stats). Every answer is data: what is missing or of another type is unknown.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace transports {

/// Klippy's state: `klippy_state` of server/info, `state` of the object webhooks.
enum class klippy : std::uint8_t { unknown, disconnected, startup, ready, error, shutdown };

/// The state of the job: `state` of the object print_stats.
enum class klipper_job : std::uint8_t { unknown, standby, printing, paused, complete, error, cancelled };

/// One answer to `printer/objects/query`.
struct klipper_status {
    klippy host = klippy::unknown;
    klipper_job job = klipper_job::unknown;
    std::uint64_t position = 0; ///< bytes of the file that were read
};

namespace detail {

/// The value at the end of a path of keys; null when there is none.
template <class... Keys>
[[nodiscard]] nlohmann::json value_at(const nlohmann::json& from, const Keys&... keys) {
    const nlohmann::json* at = &from;
    const auto descend = [&at](const char* key) {
        if (at == nullptr || !at->is_object()) return;
        const auto found = at->find(key);
        at = found == at->end() ? nullptr : &*found;
    };
    (descend(keys), ...);
    return at == nullptr ? nlohmann::json{} : *at;
}

[[nodiscard]] inline std::string text_of(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : std::string{};
}

[[nodiscard]] inline klippy klippy_named(std::string_view word) {
    if (word == "disconnected") return klippy::disconnected;
    if (word == "startup") return klippy::startup;
    if (word == "ready") return klippy::ready;
    if (word == "error") return klippy::error;
    if (word == "shutdown") return klippy::shutdown;
    return klippy::unknown;
}

[[nodiscard]] inline klipper_job job_named(std::string_view word) {
    if (word == "standby") return klipper_job::standby;
    if (word == "printing") return klipper_job::printing;
    if (word == "paused") return klipper_job::paused;
    if (word == "complete") return klipper_job::complete;
    if (word == "error") return klipper_job::error;
    if (word == "cancelled") return klipper_job::cancelled;
    return klipper_job::unknown;
}

} // namespace detail

/// Reads the answer to `server/info`.
[[nodiscard]] inline klippy read_server_info(const std::string& body) {
    const auto document = nlohmann::json::parse(body, nullptr, false);
    return detail::klippy_named(detail::text_of(detail::value_at(document, "result", "klippy_state")));
}

/// Reads the answer to `printer/objects/query?webhooks&virtual_sdcard&print_stats`.
[[nodiscard]] inline klipper_status read_status(const std::string& body) {
    const auto document = nlohmann::json::parse(body, nullptr, false);
    const auto status = detail::value_at(document, "result", "status");
    const auto position = detail::value_at(status, "virtual_sdcard", "file_position");
    return {.host = detail::klippy_named(detail::text_of(detail::value_at(status, "webhooks", "state"))),
            .job = detail::job_named(detail::text_of(detail::value_at(status, "print_stats", "state"))),
            .position = position.is_number_unsigned() ? position.get<std::uint64_t>() : 0};
}

/// Writes a file's name as it stands in a query: what is not unreserved is percent-encoded (RFC 3986).
[[nodiscard]] inline std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~/";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (is_letter || (byte >= '0' && byte <= '9') || plain.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4U];
            encoded += digits[byte & 15U];
        }
    }
    return encoded;
}

} // namespace transports
