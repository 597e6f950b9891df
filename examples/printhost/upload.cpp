#include "upload.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace printhost {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view temporary_prefix = ".upload-";
constexpr std::size_t longest_field = 1024;

constexpr upload_refusal no_file{400, "no_file", "The form has no file"};
constexpr upload_refusal two_files{400, "two_files", "The form has more than one file"};
constexpr upload_refusal long_field{400, "field_too_long", "A field of the form is too long"};
constexpr upload_refusal bad_name{400, "bad_name", "The file's name or path is not allowed"};
constexpr upload_refusal no_gcode{415, "not_gcode", "The file's name must end in .gcode, .gco or .g"};
constexpr upload_refusal disk_full{507, "disk_full", "There is no room left for the file"};
constexpr upload_refusal not_written{500, "not_written", "The file could not be written"};
constexpr upload_refusal in_the_way{409, "name_in_use", "A folder or another kind of file has that name"};

/// What an error number of the system means to a client.
upload_refusal refusal_of(int failure) {
    if (failure == ENOSPC || failure == EDQUOT || failure == EFBIG) return disk_full;
    if (failure == EISDIR || failure == ENOTDIR || failure == EEXIST) return in_the_way;
    return not_written;
}

std::string lower_case(std::string_view text) {
    std::string result{text};
    for (char& byte : result)
        if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
    return result;
}

bool is_gcode_name(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    const auto extension = lower_case(name.substr(dot));
    return extension == ".gcode" || extension == ".gco" || extension == ".g";
}

bool is_yes(std::string_view value) {
    const auto word = lower_case(value);
    return word == "true" || word == "1" || word == "yes" || word == "y" || word == "on";
}

std::string_view without_outer_slashes(std::string_view path) {
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

// Whether a name, or a folder in a path, begins with a dot: the folder's list leaves those out, and our own unfinished
// uploads are among them.
bool is_hidden(std::string_view path) {
    return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

} // namespace

upload::~upload() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

bool upload::begin_part(const part_head& head) {
    field_ = head.field;
    value_.clear();
    in_file_ = head.filename.has_value() && head.field == "file";
    if (!in_file_) return true;
    if (!name_.empty()) return refuse(two_files);
    const auto name = without_folders(*head.filename);
    if (is_hidden(name) || !folder_.place_of(name)) return refuse(bad_name);
    if (!is_gcode_name(name)) return refuse(no_gcode);
    name_ = name;
    return open_temporary();
}

bool upload::part_bytes(std::string_view bytes) {
    if (!in_file_) {
        if (bytes.size() > longest_field - value_.size()) return refuse(long_field);
        value_ += bytes;
        return true;
    }
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return refuse(refusal_of(errno));
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool upload::end_part() {
    if (in_file_) return true;
    if (field_ == "path") wishes_.path = without_outer_slashes(value_);
    if (field_ == "select") wishes_.select = is_yes(value_);
    if (field_ == "print") wishes_.print = is_yes(value_);
    return true;
}

std::optional<std::string> upload::close() {
    if (name_.empty()) {
        refused_ = no_file;
        return std::nullopt;
    }
    // Some file systems tell only now that there was no room.
    if (::close(std::exchange(descriptor_, -1)) != 0) {
        refused_ = refusal_of(errno);
        return std::nullopt;
    }
    target_ = wishes_.path.empty() ? name_ : wishes_.path + "/" + name_;
    if (is_hidden(target_) || !folder_.place_of(target_)) {
        refused_ = bad_name;
        return std::nullopt;
    }
    return target_;
}

std::optional<upload_refusal> upload::move_into_place() {
    const auto place = folder_.place_of(target_);
    if (!place) return bad_name;
    std::error_code failed;
    fs::create_directories(place->parent_path(), failed);
    if (failed) return refusal_of(failed.value());
    if (fs::is_directory(*place, failed)) return in_the_way;
    fs::rename(temporary_, *place, failed);
    if (failed) return refusal_of(failed.value());
    temporary_.clear();
    return std::nullopt;
}

void upload::remove_leftovers(const printjob::host::gcode_folder& folder) {
    std::error_code failed;
    fs::directory_iterator entry{folder.root(), failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed))
        if (entry->path().filename().string().starts_with(temporary_prefix)) ::unlink(entry->path().c_str());
}

bool upload::refuse(const upload_refusal& why) {
    refused_ = why;
    return false;
}

bool upload::open_temporary() {
    temporary_ = (folder_.root() / temporary_prefix).string() + "XXXXXX";
    descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
        const int failure = errno;
        temporary_.clear();
        return refuse(refusal_of(failure));
    }
    constexpr mode_t like_other_files = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
    if (::fchmod(descriptor_, like_other_files) != 0) return refuse(refusal_of(errno));
    return true;
}

} // namespace printhost
