#pragma once
/// Pseudo-terminals for the suite of serial ports: the far end of a line, and names that lead to devices. For
/// POSIX systems.

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace printjob::inline v0::testing {

/// A name in a temporary folder that leads to one device and then to another, as udev's names in
/// `/dev/serial/by-id/` do. Removed with its folder at the end.
class device_link {
public:
    /// Makes the folder; the name leads nowhere.
    device_link() {
        std::error_code failed;
        std::string pattern = (std::filesystem::temp_directory_path(failed) / "serial-XXXXXX").string();
        if (::mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
    }
    device_link(const device_link&) = delete;
    device_link& operator=(const device_link&) = delete;
    ~device_link() {
        std::error_code failed;
        if (!folder_.empty()) std::filesystem::remove_all(folder_, failed);
    }

    /// Returns the name, whether it leads somewhere or not.
    [[nodiscard]] std::string name() const { return (folder_ / "printer").string(); }

    /// Links the name to a device, which need not exist.
    void lead_to(const std::string& device) const {
        std::error_code failed;
        std::filesystem::remove(name(), failed);
        std::filesystem::create_symlink(device, name(), failed);
    }

private:
    std::filesystem::path folder_;
};

/// The printer's end of a pseudo-terminal, without a printer: a case decides what is sent, and when it is
/// read. The line is as the system makes it: it edits, echoes and translates until it is made raw.
class bare_terminal {
public:
    /// Opens a pair. Where that fails, `is_open()` is false.
    bare_terminal() : printer_{::posix_openpt(O_RDWR | O_NOCTTY)} {
        if (printer_ < 0) return;
        const char* const name =
            ::grantpt(printer_) == 0 && ::unlockpt(printer_) == 0 ? ::ptsname(printer_) : nullptr;
        if (name == nullptr || ::fcntl(printer_, F_SETFD, FD_CLOEXEC) != 0 ||
            ::fcntl(printer_, F_SETFL, O_NONBLOCK) != 0)
            unplug();
        else
            link_.lead_to(device_ = name);
    }
    bare_terminal(const bare_terminal&) = delete;
    bare_terminal& operator=(const bare_terminal&) = delete;
    ~bare_terminal() { unplug(); }

    /// True until `unplug()`, if the system had a pseudo-terminal.
    [[nodiscard]] bool is_open() const { return printer_ >= 0; }
    /// Returns what a host opens: a link to the device.
    [[nodiscard]] std::string name() const { return link_.name(); }
    /// Returns the device itself: `/dev/pts/7`, say.
    [[nodiscard]] const std::string& device() const { return device_; }

    /// Pulls the cable.
    void unplug() {
        if (printer_ >= 0) ::close(printer_);
        printer_ = -1;
    }

    /// Puts bytes on the line; false unless it took all of them. It takes some 4,000.
    [[nodiscard]] bool say(std::string_view bytes) const {
        return ::write(printer_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    }

    /// Returns what the host sent and was not read yet, up to `most` bytes.
    [[nodiscard]] std::string hear(std::size_t most = 65'536) const {
        std::string heard(most, '\0');
        const auto count = ::read(printer_, heard.data(), heard.size());
        heard.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return heard;
    }

private:
    device_link link_;
    std::string device_;
    int printer_;
};

/// The speed of a line in bits per second, in both directions.
struct line_speed {
    std::uint32_t in;  ///< from the printer
    std::uint32_t out; ///< to the printer

    friend bool operator==(const line_speed&, const line_speed&) = default;
};

/// Returns the speed that a device is set to, whether it has a name in `<termios.h>` or not; nothing where it
/// cannot be read: on systems other than Linux, and on processors on which Linux has another layout of its
/// structure.
[[nodiscard]] inline std::optional<line_speed> speed_of([[maybe_unused]] const std::string& device) {
#if defined(__linux__) && (defined(__x86_64__) || defined(__i386__) || defined(__arm__) ||                   \
                           defined(__aarch64__) || defined(__riscv))
    // Linux's `struct termios2` and TCGETS2, spelled here: <asm/termbits.h> cannot stand beside <termios.h>.
    struct {
        std::uint32_t modes[4];
        std::uint8_t characters[20];
        std::uint32_t in, out;
    } line{};
    static_assert(sizeof line == 44);
    constexpr unsigned long read_it = 0x802C542A;
    const int opened = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    const bool is_told = opened >= 0 && ::ioctl(opened, read_it, &line) == 0;
    if (opened >= 0) ::close(opened);
    if (is_told) return line_speed{line.in, line.out};
#endif
    return std::nullopt;
}

} // namespace printjob::inline v0::testing
