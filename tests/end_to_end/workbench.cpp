#include "workbench.hpp"

#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace end_to_end {

namespace fs = std::filesystem;

temporary_folder::temporary_folder() {
    std::string name = (fs::temp_directory_path() / "printjob-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

temporary_folder::~temporary_folder() {
    std::error_code left_behind; // nothing that a test could do about it
    fs::remove_all(path_, left_behind);
}

workbench::workbench(const bench_settings& settings) : settings_{settings} {
    fs::create_directory(files());
    if (settings.plugged_in) plug_in();
    restart_host();
    INFO(*this);
    if (settings.plugged_in) REQUIRE(reaches("Operational"));
}

void workbench::restart_host() {
    std::vector<std::string> arguments{"--port",   device().string(), "--baud",  "115200",
                                       "--listen", "127.0.0.1:0",     "--files", files().string()};
    arguments.insert(arguments.end(), settings_.options.begin(), settings_.options.end());
    host_ = std::make_unique<host_process>(arguments);
    address_ = host_->address();
    INFO(*this);
    REQUIRE_FALSE(address_.empty());
    client_.emplace(address_);
}

void workbench::unplug() {
    printer_->unplug();
}

void workbench::plug_in() {
    const auto next = folder_.path() / "next";
    printer_.reset();
    printer_ = std::make_unique<watched_printer>(settings_.printer, settings_.speed);
    fs::create_symlink(printer_->path(), next);
    fs::rename(next, device()); // in one step, as seen by the host
}

void workbench::write_file(std::string_view name, std::string_view content) const {
    std::ofstream file{files() / name, std::ios::binary};
    file << content;
    REQUIRE(file.flush());
}

answer workbench::command(std::string_view word, std::string_view action) {
    nlohmann::json body{{"command", word}};
    if (!action.empty()) body["action"] = action;
    return client_->post("/api/job", body.dump());
}

answer workbench::select(std::string_view name, bool print) {
    const nlohmann::json body{{"command", "select"}, {"print", print}};
    return client_->post("/api/files/local/" + std::string{name}, body.dump());
}

void workbench::start(std::string_view name) {
    REQUIRE(select(name) == taken);
    REQUIRE(command("start") == taken);
}

nlohmann::json workbench::job() {
    auto document = client_->get("/api/job").document();
    return document.is_object() ? document : nlohmann::json::object();
}

bool workbench::reaches(std::string_view state) {
    const auto name = state.substr(0, state.find(' ')); // "Offline after error" is the API's
    return eventually([&] { return told_state() == name && this->state() == state; });
}

bool workbench::says(std::string_view text) {
    return eventually([&] { return host_->output().find(text) != std::string::npos; });
}

bool workbench::is_done() {
    return eventually([&] {
        if (told_state() != "Operational") return false;
        const auto now = job();
        return now.value("state", "") == "Operational" && now.at("progress").at("completion") == 100;
    });
}

std::string workbench::told_state() const {
    const std::string said = host_->output();
    const std::string_view mark = "State: ";
    const auto last = said.rfind(mark);
    if (last == std::string::npos) return {};
    const auto name = last + mark.size();
    return said.substr(name, said.find_first_of(" \n", name) - name);
}

std::ostream& operator<<(std::ostream& out, const workbench& bench) {
    out << "The host said:\n" << (bench.host_ ? bench.host_->output() : "");
    if (!bench.printer_) return out;
    const auto executed = bench.printer_->executed();
    const auto shown = std::min<std::ptrdiff_t>(std::ssize(executed), 20);
    out << "The printer executed " << executed.size() << " commands, at last:\n";
    for (auto each = executed.end() - shown; each != executed.end(); ++each)
        out << "  " << each->text << '\n';
    return out;
}

std::string marked_line(int index) {
    const auto thousandths = std::to_string(1000 + index % 1000).substr(1);
    return "G1 X" + std::to_string(index / 1000) + "." + thousandths;
}

std::vector<std::string> marked_lines(int count) {
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i)
        lines.push_back(marked_line(i));
    return lines;
}

std::string marked_file(int count) {
    std::string text = "; a file of marked lines\n";
    for (int i = 0; i < count; ++i) {
        text += marked_line(i);
        text += i % 7 == 0 ? " ; a comment\r\n" : "\n";
        if (i % 50 == 0) text += "\n;LAYER_CHANGE\n";
    }
    return text;
}

std::vector<std::string> marked_in(std::span<const executed_line> executed) {
    std::vector<std::string> marked;
    for (const auto& each : executed)
        if (each.text.starts_with("G1 X")) marked.push_back(each.text);
    return marked;
}

namespace {

std::span<const executed_line> behind_last_m110(std::span<const executed_line> executed) {
    std::size_t first = executed.size();
    while (first > 0 && executed[first - 1].text != "M110 N0")
        --first;
    return executed.subspan(first);
}

} // namespace

std::vector<std::string> last_run(std::span<const executed_line> executed) {
    std::vector<std::string> run;
    for (const auto& each : behind_last_m110(executed))
        if (each.text != "M105") run.push_back(each.text);
    return run;
}

bool ends_safely(std::span<const executed_line> executed) {
    static constexpr std::array<std::string_view, 4> safe_stop{"M104 T0 S0", "M140 S0", "M106 S0", "M84"};
    std::vector<std::string> all;
    for (const auto& each : executed)
        if (each.text != "M105") all.push_back(each.text);
    return all.size() >= safe_stop.size() &&
           std::equal(safe_stop.begin(), safe_stop.end(), all.end() - std::ssize(safe_stop));
}

bool numbers_count(std::span<const executed_line> executed) {
    std::int64_t expected = 0;
    return std::ranges::all_of(behind_last_m110(executed),
                               [&](const executed_line& each) { return each.number == ++expected; });
}

std::string text_of(const fs::path& file) {
    std::ifstream input{file, std::ios::binary};
    REQUIRE_MESSAGE(input, "cannot read " << file.string());
    return {std::istreambuf_iterator<char>{input}, {}};
}

std::vector<std::string> commands_of(std::string_view gcode) {
    std::vector<std::string> commands;
    constexpr printjob::gcode::line_rules rules{printjob::gcode::marlin};
    std::array<char, printjob::gcode::longest_command_buffer> buffer;
    while (!gcode.empty()) {
        const auto end = std::min(gcode.find('\n'), gcode.size());
        const auto command = rules.sanitise(gcode.substr(0, end), buffer);
        REQUIRE(command);
        if (!command->empty()) commands.emplace_back(*command);
        gcode.remove_prefix(std::min(end + 1, gcode.size()));
    }
    return commands;
}

std::string difference(const std::vector<std::string>& actual, const std::vector<std::string>& expected) {
    const auto [one, other] = std::ranges::mismatch(actual, expected);
    if (one == actual.end() && other == expected.end()) return {};
    const auto shown = [](auto at, const auto& list) {
        return at == list.end() ? "nothing" : "\"" + *at + "\"";
    };
    return "at " + std::to_string(one - actual.begin()) + ": " + shown(one, actual) + " instead of " +
           shown(other, expected);
}

} // namespace end_to_end
