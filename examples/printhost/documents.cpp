#include "documents.hpp"

#include <printjob/json/document_writer.hpp>

#include <chrono>
#include <utility>

namespace printhost {

using printjob::json::document_writer;

namespace {

/// Writes what every document that names a file contains of it.
void write_common_fields(document_writer& to, const printjob::file& what, std::string_view base) {
    to.key("display").text(what.name.view());
    to.key("name").text(what.name.view());
    to.key("origin").text("local");
    to.key("path").text(what.path.view());
    to.key("refs").open_object();
    to.key("resource").text(resource_of(base, what.path.view()));
    to.close_object();
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
    document_writer to;
    to.open_object();
    to.key("error").text(sentence);
    to.key("reason").text(reason);
    to.close_object();
    return std::move(to).finish();
}

std::string uploaded_document(const printjob::file& what, bool selected, bool printed,
                              std::string_view base) {
    document_writer to;
    to.open_object();
    to.key("done").flag(true);
    to.key("effectivePrint").flag(printed);
    to.key("effectiveSelect").flag(selected);
    to.key("files").open_object();
    to.key("local").open_object();
    write_common_fields(to, what, base);
    to.close_object();
    to.close_object();
    to.close_object();
    return std::move(to).finish();
}

std::string list_document(const std::vector<printjob::file>& files, std::uintmax_t room,
                          std::string_view base) {
    document_writer to;
    to.open_object();
    to.key("files").open_list();
    for (const auto& each : files) {
        to.open_object();
        write_common_fields(to, each, base);
        to.key("date").number(each.date);
        to.key("size").number(each.size);
        to.key("type").text("machinecode");
        to.key("typePath").open_list();
        to.text("machinecode");
        to.text("gcode");
        to.close_list();
        to.close_object();
    }
    to.close_list();
    to.key("free").number(room);
    to.close_object();
    return std::move(to).finish();
}

std::string counters_document(const printjob::gcode::wire_counters& counted, std::uint64_t missing) {
    using seconds = std::chrono::duration<double>;
    document_writer to;
    to.open_object();
    to.key("bytesSent").number(counted.bytes_sent);
    to.key("linesSent").number(counted.lines_sent);
    to.key("linesReceived").number(counted.lines_received);
    to.key("resends").number(counted.resends);
    to.key("probes").number(counted.probes);
    to.key("underruns").number(counted.underruns);
    to.key("portFailures").number(counted.closed_at);
    to.key("roundTrips").open_object();
    to.key("count").number(counted.round_trips);
    to.key("last").number(seconds{counted.last_round_trip}.count());
    to.key("longest").number(seconds{counted.longest_round_trip}.count());
    to.close_object();
    to.key("missingLogLines").number(missing);
    to.close_object();
    return std::move(to).finish();
}

} // namespace printhost
