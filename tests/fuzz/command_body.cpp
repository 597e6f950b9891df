// The body of a command: what the three strict readers make of it is what somebody finds who first reads the
// whole document, and they refuse what that one refuses.

#include "fuzz.hpp"
#include <printjob/json/command_reader.hpp>
#include <printjob/json/printer_command_reader.hpp>
#include <printjob/json/select_reader.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace printjob;
using fuzz::require;
using nlohmann::json;

/// Whether every byte belongs to a character of UTF-8 (RFC 3629, section 4).
bool is_utf8(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return at(i) >= 0x80 && at(i) <= 0xBF; };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned first = at(i);
        const unsigned second = at(i + 1);
        if (first < 0x80) {
            i += 1;
        } else if (first >= 0xC2 && first <= 0xDF && follows(i + 1)) {
            i += 2;
        } else if (first >= 0xE0 && first <= 0xEF && follows(i + 1) && follows(i + 2)) {
            if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return false;
            i += 3;
        } else if (first >= 0xF0 && first <= 0xF4 && follows(i + 1) && follows(i + 2) && follows(i + 3)) {
            if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return false;
            i += 4;
        } else {
            return false;
        }
    }
    return true;
}

/// The document, unless it is to be refused. `once`: the keys that may stand only once in the top-level
/// object.
std::optional<json> document_of(std::string_view body, std::initializer_list<std::string_view> once) {
    if (body.find('\0') != std::string_view::npos || body.starts_with("\xEF\xBB\xBF") || !is_utf8(body))
        return std::nullopt;
    int deepest = 0;
    std::multiset<std::string> keys;
    const auto watch = [&](int depth, json::parse_event_t what, json& parsed) {
        const bool opens =
            what == json::parse_event_t::object_start || what == json::parse_event_t::array_start;
        if (opens) deepest = std::max(deepest, depth + 1);
        if (what == json::parse_event_t::key && depth == 1) keys.insert(parsed.get<std::string>());
        return true;
    };
    const auto document = json::parse(body, watch, /*allow_exceptions*/ false);
    const bool doubled =
        std::ranges::any_of(once, [&](std::string_view key) { return keys.count(std::string{key}) > 1; });
    if (document.is_discarded() || deepest > 8 || doubled) return std::nullopt;
    return document;
}

/// The value of a field of the document, if it has it.
std::optional<json> field(const json& document, const char* key) {
    if (!document.is_object() || !document.contains(key)) return std::nullopt;
    return document.at(key);
}

tl::expected<printjob::json::job_command, printjob::json::body_fault> job_command_in(const json& document) {
    using printjob::json::body_fault;
    using printjob::json::job_command;
    const auto word = field(document, "command");
    const auto action = field(document, "action");
    if (word == "start") return job_command{command::start};
    if (word == "restart") return job_command{command::restart};
    if (word == "cancel") return job_command{command::cancel};
    if (word != "pause") return tl::unexpected(body_fault::unknown_command);
    if (!action || action == "toggle") return job_command{command::toggle};
    if (action == "pause") return job_command{command::pause};
    if (action == "resume") return job_command{command::resume};
    return job_command{command::toggle, true};
}

tl::expected<printjob::json::select_command, printjob::json::body_fault> selection_in(const json& document) {
    const auto print = field(document, "print");
    if (field(document, "command") != "select" || (print && !print->is_boolean()))
        return tl::unexpected(printjob::json::body_fault::unknown_command);
    return printjob::json::select_command{print && print->get<bool>()};
}

tl::expected<printjob::json::printer_command, printjob::json::body_fault>
printer_command_in(const json& document) {
    using printjob::json::printer_command;
    json lines = json::array();
    if (const auto list = field(document, "commands"); list && list->is_array()) lines = *list;
    if (const auto one = field(document, "command")) lines.push_back(*one);
    const auto is_line = [](const json& line) { return line.is_string(); };
    const auto stops = [&](const json& line) {
        return is_line(line) && fuzz::m_code(line.get_ref<const std::string&>()) == 112u;
    };
    if (std::ranges::any_of(lines, stops)) return printer_command::emergency_stop;
    if (std::ranges::any_of(lines, is_line)) return printer_command::other_gcode;
    return tl::unexpected(printjob::json::body_fault::unknown_command);
}

/// One reader against one judgement.
template <class Read, class Judge>
void compare(std::string_view body, std::initializer_list<std::string_view> once, Read read, Judge judge) {
    const auto said = read(body);
    if (body.size() > printjob::json::body_limit) {
        require(!said && said.error() == printjob::json::body_fault::too_large,
                "a body over 4 KiB is too large");
        return;
    }
    const auto document = document_of(body, once);
    if (!document) {
        require(!said && said.error() == printjob::json::body_fault::malformed,
                "what is no sound document is malformed");
        return;
    }
    require(said == judge(*document), "the reader and the document say the same");
    const std::string again = document->dump();
    if (again.size() <= printjob::json::body_limit)
        require(read(again) == said, "how the document is written down does not matter");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body = fuzz::text_of(data, size);
    compare(body, {"command", "action"}, printjob::json::read_job_command, job_command_in);
    compare(body, {"command", "print"}, printjob::json::read_select_command, selection_in);
    compare(body, {"command", "commands"}, printjob::json::read_printer_command, printer_command_in);
    return 0;
}
