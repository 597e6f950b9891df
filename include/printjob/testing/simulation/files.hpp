#pragma once
/// The files of a run: what is printed, and what the printer must be seen to execute.

#include <printjob/job/file.hpp>
#include <printjob/result.hpp>
#include <printjob/testing/simulation/random.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/line_source.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// What a file is like; its lines follow from it.
struct file_plan {
    std::uint32_t seed = 1;      ///< of the random stream that chooses its lines
    std::uint16_t lines = 3;     ///< that are for the printer
    bool waits = false;          ///< homing, heating, levelling, dwelling
    bool asks = false;           ///< M0, `@pause` and their like
    bool calls = false;          ///< M600: the printer waits for a person
    bool decorated = false;      ///< comments, numbers of its own, blank lines, carriage returns
    bool breaks_grammar = false; ///< its last line must not be sent
    std::uint16_t readable = 0;  ///< only so many of its lines can be read; 0: all
};

/// A file's text, and apart from it the commands that a printer must execute, in order. They are made side by
/// side, so that no code of the library decides what is expected of it. Every command ends in a tag that
/// names file and line.
class simulated_file {
public:
    /// How many different lines a tag can tell apart.
    static constexpr std::uint32_t most_lines = 1000;
    /// How long the person takes for whom it calls, at most.
    static constexpr duration longest_call = std::chrono::seconds{32};

    /// Makes the file anew. `which`: its number in this run, from 1.
    void make(std::uint32_t which, const file_plan& plan) {
        which_ = which;
        content_.clear();
        commands_.clear();
        ends_.clear();
        limits_.clear();
        takes_ = {};
        readable_ = plan.readable;
        random_stream roll{plan.seed};
        for (std::uint32_t i = 0; i < plan.lines; ++i) {
            if (plan.decorated) decorate(roll);
            if (plan.asks && roll.one_in(6)) ask(roll);
            limits_.push_back(content_.size());
            add_command(i, roll, plan);
        }
        if (plan.breaks_grammar) content_ += "G1 X1^2\n";
        limits_.push_back(content_.size());
        const auto all = std::ranges::count(content_, '\n');
        is_whole_ = !plan.breaks_grammar && (readable_ == 0 || all <= readable_);
    }

    /// Its number in its run, which the tags of its commands name; 0 before it was made.
    [[nodiscard]] std::uint32_t which() const { return which_; }
    /// Its text, as the host reads it. Valid until the file is made anew.
    [[nodiscard]] const std::string& content() const { return content_; }
    /// Returns how many commands it has for the printer.
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }
    /// Returns what the printer must execute as its `index`th command.
    [[nodiscard]] std::string_view command(std::uint32_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view{commands_}.substr(begin, ends_[index] - begin);
    }
    /// Returns the furthest position in the file that may be called executed when the first `count` commands are.
    [[nodiscard]] std::uint64_t limit(std::uint32_t count) const { return limits_[count]; }
    /// Returns the most that its waits and moves take.
    [[nodiscard]] duration takes() const { return takes_; }
    /// Returns how many of its lines can be read; 0: all.
    [[nodiscard]] std::uint16_t readable() const { return readable_; }
    /// True if a job can reach its end.
    [[nodiscard]] bool is_whole() const { return is_whole_; }

    /// Returns the index of a command of this file by its tag; nothing when it is no command of this file.
    [[nodiscard]] std::optional<std::uint32_t> index_of(std::string_view text) const {
        const auto tag = tag_of(text);
        if (!tag || *tag / most_lines != which_) return std::nullopt;
        const std::uint32_t index = *tag % most_lines;
        if (index >= size() || command(index) != text) return std::nullopt;
        return index;
    }

    /// Returns the tag at a command's end; nothing when it has none.
    [[nodiscard]] static std::optional<std::uint32_t> tag_of(std::string_view text) {
        const auto at = text.rfind(" O");
        if (at == std::string_view::npos) return std::nullopt;
        std::uint32_t tag = 0;
        const auto digits = text.substr(at + 2);
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), tag);
        if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
        return tag;
    }

private:
    void put(std::string_view text) { content_ += text; }
    void put(std::uint32_t number) {
        std::array<char, 12> digits;
        content_.append(digits.data(), std::to_chars(digits.data(), digits.data() + 12, number).ptr);
    }

    void decorate(random_stream& roll) {
        switch (roll.below(6)) {
        case 0: put("; a comment\n"); break;
        case 1: put("\n"); break;
        case 2: put("M110 N5\n"); break;
        case 3: put("(layer)\r\n"); break;
        default: break;
        }
    }

    void ask(random_stream& roll) {
        constexpr std::array<std::string_view, 6> asked{"M0\n",      "@pause\n",  "M1 wait\n",
                                                        "@resume\n", "@cancel\n", "M25\n"};
        put(asked[roll.below(asked.size())]);
    }

    void add_command(std::uint32_t index, random_stream& roll, const file_plan& plan) {
        const bool numbered = plan.decorated && roll.one_in(8);
        if (numbered) put("N7 ");
        const std::size_t begin = content_.size();
        if (plan.calls && roll.one_in(6))
            add_call();
        else if (plan.waits && roll.one_in(5))
            add_slow(roll);
        else
            add_quick(index, roll);
        put(" O");
        put(which_ * most_lines + index);
        commands_.append(content_, begin);
        ends_.push_back(static_cast<std::uint32_t>(commands_.size()));
        if (numbered) put("*33");
        if (plan.decorated && roll.one_in(4)) put(" ; and so on");
        put(plan.decorated && roll.one_in(4) ? "\r\n" : "\n");
    }

    void add_quick(std::uint32_t index, random_stream& roll) {
        switch (roll.below(12)) {
        case 0: put("M117 layer"); break;
        case 1: put("M106 S128"); break;
        case 2: put("G92 E0"); break;
        case 3: put("M73 P50 R3"); break;
        default:
            put("G1 X");
            put(index % 9 * 2);
            put(" F3000");
            takes_ += std::chrono::seconds{1};
        }
    }

    void add_call() {
        put("M600");
        takes_ += longest_call;
    }

    void add_slow(random_stream& roll) {
        switch (roll.below(7)) {
        case 0:
            put("G28");
            takes_ += std::chrono::seconds{5};
            break;
        case 1:
            put("M109 S");
            put(50 + roll.below(20));
            takes_ += std::chrono::seconds{10};
            break;
        case 2:
            put("G29");
            takes_ += std::chrono::seconds{41};
            break;
        case 3:
            put("M190 S40");
            takes_ += std::chrono::seconds{10};
            break;
        case 4:
            put("M226 P2");
            takes_ += std::chrono::seconds{2};
            break;
        default:
            put("G4 P");
            put(roll.below(4000));
            takes_ += std::chrono::seconds{4};
        }
    }

    std::uint32_t which_ = 0;
    std::string content_;
    std::string commands_; ///< one after the other, without anything between
    std::vector<std::uint32_t> ends_;
    std::vector<std::uint64_t> limits_;
    duration takes_{};
    std::uint16_t readable_ = 0;
    bool is_whole_ = true;
};

/// The lines of a simulated file, which may end in a fault. Models `line_source`.
class simulated_lines {
public:
    simulated_lines() = default;
    /// Opens a file at its first line. The file must outlive this, and not be made anew meanwhile.
    explicit simulated_lines(const simulated_file& file)
        : content_{file.content()}, left_{file.readable() == 0 ? never_ends : file.readable()}, open_{true} {}

    /// Returns the next line, whose text is the file's own; nothing at the end. `closed` when no file is open, `io`
    /// when only the lines before can be read.
    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (!open_) return tl::unexpected(io_error{fault::closed});
        if (next_ == content_.size()) return std::optional<source_line>{};
        if (left_ == 0) return tl::unexpected(io_error{fault::io});
        if (left_ != never_ends) --left_;
        const auto feed = content_.find('\n', next_);
        const auto text = content_.substr(next_, feed - next_);
        next_ = feed + 1;
        return std::optional{source_line{.text = text, .end = next_, .cut = false}};
    }
    /// Lets go of the file.
    void close() { *this = simulated_lines{}; }

private:
    static constexpr std::uint32_t never_ends = (std::numeric_limits<std::uint32_t>::max)();

    std::string_view content_;
    std::size_t next_ = 0;
    std::uint32_t left_ = 0; ///< lines that can still be read
    bool open_ = false;
};

/// The files of a run by their names "0", "1", ... Models `file_opener`.
class simulated_files {
public:
    /// The line source that `open` fills in.
    using source_type = simulated_lines;

    /// How many files there are: one for each job of a run, which can have no more.
    static constexpr std::size_t capacity = 8;

    /// Returns the file in a place, to be made anew; no job that prints it may be active.
    [[nodiscard]] simulated_file& at(std::size_t place) { return files_[place]; }
    /// Returns the file in a place, to look at.
    [[nodiscard]] const simulated_file& at(std::size_t place) const { return files_[place]; }

    /// Returns how a client names it.
    [[nodiscard]] file named(std::size_t place) const {
        const auto digit = static_cast<char>('0' + place);
        file named;
        (void)named.name.assign({&digit, 1});
        (void)named.path.assign({&digit, 1});
        named.size = files_[place].content().size();
        return named;
    }
    /// Returns the place of a file that a client named.
    [[nodiscard]] static std::size_t place_of(const file& named) {
        return static_cast<std::size_t>(named.path.view().front() - '0');
    }

    /// From now on files can be opened, or cannot.
    void can_open(bool yes) { can_open_ = yes; }
    /// True if files can be opened now.
    [[nodiscard]] bool can_open() const { return can_open_; }

    /// Opens a file at its first line. `not_found` while no file can be opened; `source` is then as before.
    [[nodiscard]] std::optional<io_error> open(const file& what, simulated_lines& source) const {
        if (!can_open_) return io_error{fault::not_found};
        source = simulated_lines{files_[place_of(what)]};
        return std::nullopt;
    }

private:
    std::array<simulated_file, capacity> files_;
    bool can_open_ = true;
};

static_assert(line_source<simulated_lines>);
static_assert(file_opener<simulated_files>);

} // namespace printjob::inline v0::testing
