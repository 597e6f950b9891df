// Runs a fuzz target over files that are kept: all files of the folders that are named, or the files
// themselves. What libFuzzer has found once is then tested with every compiler.

#include "fuzz.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& named) {
    if (!std::filesystem::is_directory(named)) return {named};
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{named})
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

} // namespace

int main(int argc, char** argv) {
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& path : files_in(argv[i])) {
            std::ifstream in{path, std::ios::binary};
            if (!in) {
                std::fprintf(stderr, "%s cannot be read\n", path.c_str());
                return 1;
            }
            const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            std::fprintf(stderr, "%s\n", path.filename().c_str()); // the last one told is the one that fails
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
            ++count;
        }
    }
    std::printf("%d inputs\n", count);
    return count > 0 ? 0 : 1; // a corpus that is gone must not pass
}
