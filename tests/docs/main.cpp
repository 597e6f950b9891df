// Checks one document: `check_document <document> <programs>`, started at the repository's root.
//
// - Each block of C++ has a mark in the line before it, `<!-- from a/file.cpp -->`, and stands in that file: its
//   lines one after the other, further indented or not.
// - A block after `<!-- printed by a/program -->` is what that program prints, to the letter. A program is named by a
//   source of its own without `.cpp`, or by its folder if that has one program. Programs that are not built here
//   are not run, and that is said.
// - A block after `<!-- run by a/script.sh -->` names a script that is there.
// - Each link to a file leads to one.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using lines = std::vector<std::string>;

int faults = 0;

void complain(const fs::path& document, std::size_t line, const std::string& what) {
    std::printf("%s:%zu: %s\n", document.c_str(), line, what.c_str());
    ++faults;
}

[[nodiscard]] lines lines_of(std::istream& text) {
    lines all;
    for (std::string line; std::getline(text, line);)
        all.push_back(line);
    return all;
}

[[nodiscard]] lines read_lines(const fs::path& path) {
    std::ifstream file{path};
    return lines_of(file);
}

/// A block between two fences.
struct block {
    std::size_t at;       ///< the number of its first fence's line
    std::string language; ///< `cpp`, or empty
    std::string mark;     ///< what stands between `<!--` and `-->` in the line before it
    lines content;
};

[[nodiscard]] std::string mark_in(std::string_view line) {
    constexpr std::string_view begin = "<!-- ";
    constexpr std::string_view end = " -->";
    if (!line.starts_with(begin) || !line.ends_with(end)) return {};
    return std::string{line.substr(begin.size(), line.size() - begin.size() - end.size())};
}

/// A document taken apart.
struct document {
    std::vector<block> blocks;
    std::vector<std::pair<std::size_t, std::string>> prose; ///< lines outside of blocks, with their numbers
};

[[nodiscard]] document take_apart(const lines& all) {
    document parts;
    bool inside = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_fence = all[i].starts_with("```");
        if (is_fence && !inside)
            parts.blocks.push_back(
                {i + 1, all[i].substr(3), i > 0 ? mark_in(all[i - 1]) : std::string{}, {}});
        else if (!is_fence && inside)
            parts.blocks.back().content.push_back(all[i]);
        else if (!is_fence)
            parts.prose.emplace_back(i + 1, all[i]);
        inside = inside != is_fence;
    }
    return parts;
}

/// Whether the lines stand in the file from `first` on, all further indented by the same blanks.
[[nodiscard]] bool stands_at(const lines& wanted, const lines& file, std::size_t first) {
    std::optional<std::string_view> indentation;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::string_view found = file[first + i];
        if (wanted[i].empty() || found.empty()) {
            if (wanted[i] != found) return false;
            continue;
        }
        if (!found.ends_with(wanted[i])) return false;
        const std::string_view before = found.substr(0, found.size() - wanted[i].size());
        if (before.find_first_not_of(' ') != before.npos) return false;
        if (indentation && *indentation != before) return false;
        indentation = before;
    }
    return true;
}

[[nodiscard]] bool stands_in(const lines& wanted, const lines& file) {
    for (std::size_t first = 0; first + wanted.size() <= file.size(); ++first)
        if (stands_at(wanted, file, first)) return true;
    return false;
}

/// The programs that are built, by their sources.
struct program {
    fs::path source;
    std::string executable;
};

[[nodiscard]] std::vector<program> read_programs(const fs::path& list) {
    std::vector<program> all;
    for (const auto& line : read_lines(list))
        if (const auto tab = line.find('\t'); tab != line.npos)
            all.push_back({line.substr(0, tab), line.substr(tab + 1)});
    return all;
}

/// The executables that a name stands for: one, if all is well.
[[nodiscard]] std::set<std::string> named(const std::vector<program>& all, const std::string& name) {
    std::set<std::string> by_source;
    std::set<std::string> by_folder;
    for (const auto& each : all) {
        if (each.source == name + ".cpp") by_source.insert(each.executable);
        if (each.source.parent_path() == name) by_folder.insert(each.executable);
    }
    return by_source.empty() ? by_folder : by_source;
}

/// What a program prints; nothing when it fails.
[[nodiscard]] std::optional<lines> output_of(const std::string& executable) {
    const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
    std::unique_ptr<std::FILE, decltype(close)> pipe{::popen(("'" + executable + "'").c_str(), "r"), close};
    if (!pipe) return std::nullopt;
    std::stringstream text;
    std::array<char, 4096> bytes;
    while (const std::size_t count = std::fread(bytes.data(), 1, bytes.size(), pipe.get()))
        text.write(bytes.data(), static_cast<std::streamsize>(count));
    if (::pclose(pipe.release()) != 0) return std::nullopt;
    return lines_of(text);
}

/// What follows `words` in a mark; nothing when it begins otherwise.
[[nodiscard]] std::optional<std::string> after(std::string_view words, const std::string& mark) {
    if (!mark.starts_with(words)) return std::nullopt;
    return mark.substr(words.size());
}

void check_output(const fs::path& path, const block& shown, const std::string& name,
                  const std::vector<program>& programs) {
    if (!fs::exists(name) && !fs::exists(name + ".cpp"))
        return complain(path, shown.at, "there is no program " + name);
    const auto found = named(programs, name);
    if (found.empty()) {
        std::printf("%s:%zu: not compared, as %s is not built here\n", path.c_str(), shown.at, name.c_str());
        return;
    }
    if (found.size() > 1) return complain(path, shown.at, name + " has several programs: name a source");
    const auto printed = output_of(*found.begin());
    if (!printed) return complain(path, shown.at, name + " fails");
    if (*printed == shown.content) return;
    complain(path, shown.at, "this is not what " + name + " prints, which is:");
    for (const auto& line : *printed)
        std::printf("%s\n", line.c_str());
}

void check_block(const fs::path& path, const block& shown, const std::vector<program>& programs) {
    const auto source = after("from ", shown.mark);
    if (shown.language == "cpp" && !source)
        complain(path, shown.at, "this C++ is of no file: put <!-- from a/file --> in the line before it");
    if (source && (shown.content.empty() || !stands_in(shown.content, read_lines(*source))))
        complain(path, shown.at, "these lines do not stand in " + *source);
    if (const auto name = after("printed by ", shown.mark)) check_output(path, shown, *name, programs);
    if (const auto script = after("run by ", shown.mark); script && !fs::is_regular_file(*script))
        complain(path, shown.at, "there is no script " + *script);
}

/// Looks for `](target)` in a line of prose, but not in code within it.
void check_links(const fs::path& path, std::size_t number, std::string_view line) {
    constexpr std::string_view opening = "](";
    for (auto at = line.find(opening); at != line.npos; at = line.find(opening, at + 1)) {
        if (std::ranges::count(line.substr(0, at), '`') % 2 != 0) continue;
        auto target = line.substr(at + opening.size());
        target = target.substr(0, target.find_first_of(") #"));
        if (target.empty() || target.find(':') != target.npos) continue; // within this page, or in the web
        if (!fs::exists(path.parent_path() / target))
            complain(path, number, "this link leads nowhere: " + std::string{target});
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const fs::path path = argv[1];
    const lines text = read_lines(path);
    if (text.empty()) complain(path, 1, "this document is empty or cannot be read");

    const document parts = take_apart(text);
    const auto programs = read_programs(argv[2]);
    for (const auto& shown : parts.blocks)
        check_block(path, shown, programs);
    for (const auto& [number, line] : parts.prose)
        check_links(path, number, line);
    return std::min(faults, 1);
}
