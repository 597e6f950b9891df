#pragma once
/// A file of what goes over the printer's line.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace printhost {

/// Writes lines to a file, on a thread of its own: a slow or full disk blocks nothing. Lines wait in a buffer
/// of bounded size; what does not fit is left out, and so is what cannot be written. Where lines are missing
/// the file says how many.
///
/// The files are bounded too: one that would grow beyond the limit is renamed, with `.1` at the end of its
/// name and in place of an older one, and a new file begins.
class wire_log {
public:
    static constexpr std::size_t most_waiting = std::size_t{256} * 1024; ///< bytes

    wire_log() = default;
    wire_log(const wire_log&) = delete;
    wire_log& operator=(const wire_log&) = delete;
    /// Writes what waits. A disk that does not take it within two seconds is waited for no longer.
    ~wire_log();

    /// Begins a file in place of one that was there; nothing on success. `head` is the first line of each
    /// file, `limit` the bytes of each. To be called once.
    [[nodiscard]] std::error_code open(const std::filesystem::path& path, std::string head,
                                       std::uint64_t limit);

    [[nodiscard]] bool is_open() const { return shared_ != nullptr; }

    /// Adds a line, given without its line feed. Returns at once.
    void add(std::string_view line);

    /// How many lines are missing in the files so far.
    [[nodiscard]] std::uint64_t missing() const;

    /// Why the last attempt to write failed; nothing when it did not.
    [[nodiscard]] std::error_code failure() const;

private:
    class file;
    struct shared;

    static void write_on(shared& with);

    std::shared_ptr<shared> shared_; ///< with the thread, which may outlive this object
    std::thread writer_;
};

} // namespace printhost
