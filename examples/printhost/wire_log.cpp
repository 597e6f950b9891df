#include "wire_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <utility>

namespace printhost {

namespace {

std::error_code last_error() {
    return {errno, std::generic_category()};
}

/// The text in the file in place of missing lines.
class notice {
public:
    explicit notice(std::uint64_t missing) {
        if (missing == 0) return;
        const int size = std::snprintf(bytes_.data(), bytes_.size(), "! %llu lines are missing here\n",
                                       static_cast<unsigned long long>(missing));
        size_ = static_cast<std::size_t>(std::max(size, 0));
    }
    /// Empty when none is missing.
    [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

private:
    std::array<char, 64> bytes_;
    std::size_t size_ = 0;
};

} // namespace

/// The file, as the writing thread sees it.
class wire_log::file {
public:
    file() = default;
    file(const file&) = delete;
    file& operator=(const file&) = delete;
    ~file() { close(); }

    /// Nothing on success.
    std::error_code open(const std::filesystem::path& path, const std::string& head, std::uint64_t limit) {
        path_ = path;
        head_ = head + "\n";
        limit_ = limit;
        return begin();
    }

    /// Writes all of these lines, or as much of them as can be written.
    std::error_code write(std::string_view lines) {
        if (device_ < 0)
            if (const auto failed = begin()) return failed;
        if (is_cut_)
            if (const auto failed = put("\n")) return failed; // what a failure cut off is no line
        while (!lines.empty()) {
            const auto portion = portion_of(lines);
            if (const auto failed = portion.empty() ? begin_next() : put(portion)) return failed;
            lines.remove_prefix(portion.size());
        }
        return {};
    }

private:
    std::error_code begin() {
        // A pipe without a reader is refused here; one that is not emptied is waited for later.
        device_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0644);
        struct stat told{};
        if (device_ < 0 || ::fstat(device_, &told) != 0 || ::fcntl(device_, F_SETFL, 0) != 0) {
            const auto failed = last_error();
            close();
            return failed;
        }
        can_be_renamed_ = S_ISREG(told.st_mode);
        size_ = 0;
        is_cut_ = false;
        return put(head_);
    }

    /// How many of these lines the file still takes; none, when the next file is to begin.
    [[nodiscard]] std::string_view portion_of(std::string_view lines) const {
        const auto room = limit_ > size_ ? limit_ - size_ : 0;
        if (!can_be_renamed_ || lines.size() <= room) return lines;
        const auto end = room > 0 ? lines.rfind('\n', room - 1) : std::string_view::npos;
        if (end != std::string_view::npos) return lines.substr(0, end + 1);
        if (size_ > head_.size()) return {};
        return lines.substr(0, lines.find('\n') + 1); // a line that is longer than a file has one of its own
    }

    std::error_code begin_next() {
        close();
        std::error_code cannot; // then it is overwritten
        std::filesystem::rename(path_, path_.string() + ".1", cannot);
        return begin();
    }

    std::error_code put(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::write(device_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return last_error();
            const auto taken = static_cast<std::size_t>(count);
            if (taken > 0) is_cut_ = bytes[taken - 1] != '\n';
            size_ += taken;
            bytes.remove_prefix(taken);
        }
        return {};
    }

    void close() {
        if (device_ >= 0) ::close(device_);
        device_ = -1;
    }

    std::filesystem::path path_;
    std::string head_;
    std::uint64_t limit_ = 0;
    int device_ = -1;
    std::uint64_t size_ = 0;
    bool can_be_renamed_ = false; ///< it is no device and no pipe
    bool is_cut_ = false;         ///< it ends within a line
};

struct wire_log::shared {
    file out; ///< the writing thread's own, once that runs

    // What follows is of both threads, under the mutex.
    std::mutex mutex;
    std::condition_variable changed;
    std::string waiting;             ///< whole lines
    std::uint64_t lines_waiting = 0; ///< of them
    std::uint64_t unwritten =
        0;                     ///< lines that are missing before `waiting`, and the file does not say so yet
    std::uint64_t dropped = 0; ///< the same after `waiting`
    std::uint64_t missing = 0; ///< all that are missing
    std::error_code failure;
    bool ends = false;
    bool has_ended = false;
};

std::error_code wire_log::open(const std::filesystem::path& path, std::string head, std::uint64_t limit) {
    auto opened = std::make_shared<shared>();
    // A disk that is full now may have room later.
    const auto failed = opened->out.open(path, head, limit);
    if (failed && failed != std::errc::no_space_on_device) return failed;
    opened->waiting.reserve(most_waiting); // once for all
    shared_ = std::move(opened);
    writer_ = std::thread{[kept = shared_] { write_on(*kept); }};
    return {};
}

wire_log::~wire_log() {
    if (!shared_) return;
    std::unique_lock lock{shared_->mutex};
    shared_->ends = true;
    shared_->changed.notify_all();
    const bool has_ended =
        shared_->changed.wait_for(lock, std::chrono::seconds{2}, [this] { return shared_->has_ended; });
    lock.unlock();
    if (has_ended)
        writer_.join();
    else
        writer_.detach();
}

void wire_log::add(std::string_view line) {
    if (!shared_) return;
    const std::scoped_lock lock{shared_->mutex};
    const notice gap{shared_->dropped};
    if (shared_->waiting.size() + gap.text().size() + line.size() + 1 > most_waiting) {
        ++shared_->dropped;
        ++shared_->missing;
        return;
    }
    shared_->dropped = 0;
    shared_->waiting.append(gap.text()).append(line) += '\n';
    ++shared_->lines_waiting;
    shared_->changed.notify_all();
}

std::uint64_t wire_log::missing() const {
    if (!shared_) return 0;
    const std::scoped_lock lock{shared_->mutex};
    return shared_->missing;
}

std::error_code wire_log::failure() const {
    if (!shared_) return {};
    const std::scoped_lock lock{shared_->mutex};
    return shared_->failure;
}

/// The writing thread: takes all that waits, writes it without the lock, and so on.
void wire_log::write_on(shared& with) {
    std::string lines;
    lines.reserve(most_waiting);
    std::unique_lock lock{with.mutex};
    while (!with.has_ended) {
        with.changed.wait(lock, [&] { return with.ends || !with.waiting.empty(); });
        const bool is_last = with.ends;
        lines.clear();
        lines.swap(with.waiting);
        const notice before{with.unwritten};
        const notice after{is_last ? with.dropped : 0};
        const auto taken = std::exchange(with.lines_waiting, 0);
        lock.unlock();
        auto failed = with.out.write(before.text());
        if (!failed) failed = with.out.write(lines);
        if (!failed) failed = with.out.write(after.text());
        lock.lock();
        with.failure = failed;
        with.unwritten = failed ? with.unwritten + taken : 0;
        with.missing += failed ? taken : 0;
        with.has_ended = is_last;
    }
    with.changed.notify_all();
}

} // namespace printhost
