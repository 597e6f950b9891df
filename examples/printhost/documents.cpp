#include "documents.hpp"

#include <nlohmann/json.hpp>

namespace printhost {

using nlohmann::json;

namespace {

/// A name may come from a disk and be anything: what is no UTF-8 is replaced.
std::string text_of(const json& document) {
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

json file_fields(const printjob::file& what, std::string_view base) {
    return {{"name", what.name.view()},
            {"display", what.name.view()},
            {"path", what.path.view()},
            {"origin", "local"},
            {"refs", {{"resource", resource_of(base, what.path.view())}}}};
}

} // namespace

std::string resource_of(std::string_view base, std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "-._~/";
    std::string resource{base};
    resource += "/api/files/local/";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           unreserved.find(c) != std::string_view::npos;
        if (plain) {
            resource += c;
        } else {
            resource += '%';
            resource += digits[byte / 16];
            resource += digits[byte % 16];
        }
    }
    return resource;
}

std::string error_document(std::string_view reason, std::string_view sentence) {
    return text_of({{"error", sentence}, {"reason", reason}});
}

std::string uploaded_document(const printjob::file& what, bool selected, bool printed,
                              std::string_view base) {
    return text_of({{"files", {{"local", file_fields(what, base)}}},
                    {"done", true},
                    {"effectiveSelect", selected},
                    {"effectivePrint", printed}});
}

std::string list_document(const std::vector<printjob::file>& files, std::uintmax_t room,
                          std::string_view base) {
    json list = json::array();
    for (const auto& each : files) {
        json fields = file_fields(each, base);
        fields["type"] = "machinecode";
        fields["typePath"] = {"machinecode", "gcode"};
        fields["size"] = each.size ? json(*each.size) : json(nullptr);
        fields["date"] = each.date ? json(*each.date) : json(nullptr);
        list.push_back(std::move(fields));
    }
    return text_of({{"files", std::move(list)}, {"free", room}});
}

} // namespace printhost
