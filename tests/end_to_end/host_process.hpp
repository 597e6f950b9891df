#pragma once
/// The printhost program as a child process.

#include <sys/types.h>

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace end_to_end {

/// Runs printhost from its construction on, and keeps what it says. Destroyed, it kills what still runs.
class host_process {
public:
    explicit host_process(const std::vector<std::string>& arguments);
    host_process(const host_process&) = delete;
    host_process& operator=(const host_process&) = delete;
    ~host_process();

    /// Waits for its first line, which tells where it serves: `http://127.0.0.1:40123`. Empty when none came.
    [[nodiscard]] std::string address() const;

    /// What it wrote so far, to standard output and error.
    [[nodiscard]] std::string output() const;

    void send_signal(int which) const;

    /// Waits for its end. Returns its exit status; 128 and more when a signal ended it; nothing when it still
    /// runs.
    [[nodiscard]] std::optional<int> exit_status();

private:
    void read_output(int descriptor);
    [[nodiscard]] bool has_ended();

    pid_t process_ = -1; ///< -1 once it was reaped
    int status_ = 0;
    mutable std::mutex mutex_;
    std::string output_;
    std::thread reader_;
};

} // namespace end_to_end
