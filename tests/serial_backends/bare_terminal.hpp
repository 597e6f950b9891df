#pragma once
/// The far end of a serial line, with nobody there: a test says what is sent, and when it is read.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

/// A name for a device that can be led from one to the next, as udev's names can: `/dev/serial/by-id/…`.
class device_link {
public:
    device_link() {
        std::string name = (std::filesystem::temp_directory_path() / "serial-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder_ = name;
    }
    ~device_link() { std::filesystem::remove_all(folder_); }
    device_link(const device_link&) = delete;
    device_link& operator=(const device_link&) = delete;

    [[nodiscard]] std::string name() const { return (folder_ / "printer").string(); }

    void lead_to(const std::string& device) const {
        std::filesystem::remove(name());
        std::filesystem::create_symlink(device, name());
    }

private:
    std::filesystem::path folder_;
};

/// A pseudo-terminal as the system makes it: lines are edited, echoed and translated until somebody makes it raw.
class bare_terminal {
public:
    bare_terminal() : master_{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)} {
        REQUIRE(master_ >= 0);
        REQUIRE(::grantpt(master_) == 0);
        REQUIRE(::unlockpt(master_) == 0);
        device_ = ::ptsname(master_);
        link_.lead_to(device_);
    }
    ~bare_terminal() { unplug(); }
    bare_terminal(const bare_terminal&) = delete;
    bare_terminal& operator=(const bare_terminal&) = delete;

    /// What a host opens.
    [[nodiscard]] std::string name() const { return link_.name(); }
    /// What the name leads to.
    [[nodiscard]] const std::string& device() const { return device_; }

    void unplug() {
        if (master_ >= 0) ::close(master_);
        master_ = -1;
    }

    /// Puts bytes on the line; all of them, or the test fails.
    void say(std::string_view bytes) const {
        REQUIRE(::write(master_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }

    /// What the host sent and was not heard yet, up to `most` bytes; empty when there is nothing.
    [[nodiscard]] std::string hear(std::size_t most = 65'536) const {
        std::string heard(most, '\0');
        const auto count = ::read(master_, heard.data(), heard.size());
        heard.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return heard;
    }

private:
    device_link link_;
    std::string device_;
    int master_;
};
