#pragma once
/// What all cases of the suite share: a bound on waiting. `backend.hpp` is each backend's own.

#include "backend.hpp"
#include <printjob/host/now.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>

/// Longer than anything here takes on a busy machine: only a failure waits for so long.
inline constexpr std::chrono::seconds patience{20};

/// Lets the host wait, as hosts do, until `holds`; false when that takes longer than a test should.
template <class Condition>
[[nodiscard]] bool eventually(backend& host, Condition holds) {
    const auto last = printjob::host::now() + patience;
    while (!holds()) {
        if (printjob::host::now() > last) return false;
        // What a condition looks at may change without a word on the line.
        host.wait(printjob::host::now() + std::chrono::milliseconds{20});
    }
    return true;
}

/// Reads what is there, once, to the end of `heard`; the error, if that is what was read.
inline std::optional<printjob::io_error> read_on(backend& host, std::string& heard) {
    std::array<char, 256> bytes;
    const auto count = host.port.read_some(bytes);
    if (!count) return count.error();
    heard.append(bytes.data(), *count);
    return std::nullopt;
}

/// Reads until a read does not fail: then the device is open. False when it never is.
[[nodiscard]] inline bool opens(backend& host) {
    return eventually(host, [&] {
        std::string nothing;
        return !read_on(host, nothing).has_value();
    });
}
