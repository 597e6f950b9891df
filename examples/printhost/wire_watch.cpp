#include "wire_watch.hpp"

#include <printjob/host/now.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace printhost {

static_assert(printjob::gcode::wire_observer<wire_watch>);

namespace {

std::string date_and_time() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    char text[32];
    const auto size =
        ::gmtime_r(&now, &utc) != nullptr ? std::strftime(text, sizeof text, "%FT%TZ", &utc) : 0;
    return {text, size};
}

/// A line of the log, in a place of fixed size: without memory the print goes on all the same.
class log_line {
public:
    log_line(printjob::duration since_begin, char mark) {
        const auto since = std::max(since_begin.count(), printjob::duration::rep{0});
        const int size = std::snprintf(bytes_.data(), bytes_.size(), "%lld.%06lld %c ",
                                       static_cast<long long>(since / 1'000'000),
                                       static_cast<long long>(since % 1'000'000), mark);
        size_ = static_cast<std::size_t>(std::max(size, 0));
    }

    void add(std::string_view text) {
        for (const char c : text) {
            if (size_ + longest_escape > bytes_.size()) return; // cut
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x20 || byte >= 0x7F)
                size_ += static_cast<std::size_t>(
                    std::snprintf(bytes_.data() + size_, longest_escape + 1, "\\x%02X", byte));
            else if (c == '\\')
                size_ = put(put(size_, c), c);
            else
                size_ = put(size_, c);
        }
    }

    [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

private:
    static constexpr std::size_t longest_escape = 4;

    [[nodiscard]] std::size_t put(std::size_t at, char c) {
        bytes_[at] = c;
        return at + 1;
    }

    std::array<char, 2048> bytes_;
    std::size_t size_;
};

} // namespace

wire_watch::wire_watch() : begun_{printjob::host::now()} {
    line_.reserve(longest_line); // once for all: the log takes no memory while the host prints
}

std::error_code wire_watch::log_to(const std::filesystem::path& path, std::uint64_t limit) {
    begun_ = printjob::host::now();
    return log_.open(path, "# printhost: times are seconds since " + date_and_time(), limit);
}

void wire_watch::opened(printjob::instant now) {
    counters_.opened(now);
    told_error_.reset();
    line_.clear();
    note('!', "the port is open", now);
}

void wire_watch::closed(const printjob::io_error& why, printjob::instant now) {
    counters_.closed(why, now);
    if (told_error_ == why) return; // it is tried again every second
    told_error_ = why;
    char text[96];
    const std::string_view what = sentence(why.what);
    const int size =
        std::snprintf(text, sizeof text, "%.*s (%d)", static_cast<int>(what.size()), what.data(), why.native);
    note('!', {text, static_cast<std::size_t>(std::clamp(size, 0, static_cast<int>(sizeof text) - 1))}, now);
}

void wire_watch::sent(std::span<const char> bytes, printjob::instant now) {
    counters_.sent(bytes, now);
    if (!log_.is_open()) return;
    for (const char byte : bytes) {
        if (byte != '\n') {
            if (line_.size() < longest_line) line_ += byte;
            continue;
        }
        if (!line_.empty()) note('>', line_, now);
        line_.clear();
    }
}

void wire_watch::received(std::string_view line, printjob::instant now) {
    counters_.received(line, now);
    note('<', line, now);
}

void wire_watch::heard(const printjob::gcode::response& said, printjob::instant now) {
    counters_.heard(said, now);
}

void wire_watch::probed(printjob::instant now) {
    counters_.probed(now);
    note('!', "the printer is silent: a probe is sent", now);
}

void wire_watch::note(char mark, std::string_view text, printjob::instant now) {
    if (!log_.is_open()) return;
    log_line line{now - begun_, mark};
    line.add(text);
    log_.add(line.text());
}

std::string words(const printjob::gcode::wire_counters& counted) {
    std::string text = std::to_string(counted.lines_sent) + " lines sent, " +
                       std::to_string(counted.lines_received) + " received, " +
                       std::to_string(counted.resends) + " resends, " + std::to_string(counted.probes) +
                       " probes, " + std::to_string(counted.underruns) + " underruns";
    if (counted.round_trips == 0) return text;
    char longest[48];
    (void)std::snprintf(longest, sizeof longest, ", the longest round trip %.1f ms",
                        std::chrono::duration<double, std::milli>{counted.longest_round_trip}.count());
    return text + longest;
}

} // namespace printhost
