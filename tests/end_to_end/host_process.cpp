#include "host_process.hpp"

#include "waiting.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <utility>

namespace end_to_end {

namespace {

/// This process's environment, without what would change the host's settings.
std::vector<char*> environment() {
    std::vector<char*> variables;
    for (char** each = environ; *each != nullptr; ++each)
        if (!std::string_view{*each}.starts_with("PRINTHOST_")) variables.push_back(*each);
    variables.push_back(nullptr);
    return variables;
}

} // namespace

host_process::host_process(const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);

    std::string program = PRINTHOST;
    std::vector<std::string> copies = arguments;
    std::vector<char*> words{program.data()};
    for (auto& each : copies)
        words.push_back(each.data());
    words.push_back(nullptr);
    const int failure =
        ::posix_spawn(&process_, program.c_str(), &actions, nullptr, words.data(), environment().data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failure != 0) ::close(ends[0]);
    REQUIRE_MESSAGE(failure == 0, "cannot run " << program);
    reader_ = std::thread{[this, descriptor = ends[0]] { read_output(descriptor); }};
}

host_process::~host_process() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, &status_, 0);
    }
    if (reader_.joinable()) reader_.join(); // the pipe ends with the process
}

std::string host_process::address() const {
    std::string said;
    const bool has_line = eventually([&] {
        said = output();
        return said.find('\n') != std::string::npos;
    });
    if (!has_line) return {};
    const auto line = said.substr(0, said.find('\n'));
    const auto at = line.find("http://");
    return at == std::string::npos ? std::string{} : line.substr(at);
}

std::string host_process::output() const {
    const std::lock_guard lock{mutex_};
    return output_;
}

void host_process::send_signal(int which) const {
    if (process_ > 0) ::kill(process_, which);
}

std::optional<int> host_process::exit_status() {
    if (!eventually([this] { return has_ended(); })) return std::nullopt;
    if (reader_.joinable()) reader_.join(); // what it said last may still be in the pipe
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

void host_process::read_output(int descriptor) {
    std::array<char, 4096> bytes;
    for (;;) {
        const auto count = ::read(descriptor, bytes.data(), bytes.size());
        if (count <= 0) break;
        const std::lock_guard lock{mutex_};
        output_.append(bytes.data(), static_cast<std::size_t>(count));
    }
    ::close(descriptor);
}

bool host_process::has_ended() {
    if (process_ > 0 && ::waitpid(process_, &status_, WNOHANG) == process_) process_ = -1;
    return process_ < 0;
}

} // namespace end_to_end
