#include "http_client.hpp"

#include "waiting.hpp"

#include <httplib.h>

namespace end_to_end {

namespace {

answer answer_of(const httplib::Result& result) {
    if (!result) return {.status = 0, .body = httplib::to_string(result.error())};
    return {.status = result->status,
            .body = result->body,
            .content_type = result->get_header_value("Content-Type"),
            .allow = result->get_header_value("Allow")};
}

httplib::Headers headers_of(const headers& extra) {
    return {extra.begin(), extra.end()};
}

} // namespace

struct http_client::connection {
    httplib::Client client;
};

http_client::http_client(const std::string& address)
    : connection_{std::make_unique<connection>(connection{httplib::Client{address}})} {
    auto& client = connection_->client;
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    client.set_connection_timeout(patience);
    client.set_read_timeout(patience);
    client.set_write_timeout(patience);
}

http_client::http_client(http_client&&) noexcept = default;
http_client::~http_client() = default;

answer http_client::get(const std::string& target, const headers& extra) {
    return answer_of(connection_->client.Get(target, headers_of(extra)));
}

answer http_client::post(const std::string& target, const std::string& body, const std::string& content_type,
                         const headers& extra) {
    return answer_of(connection_->client.Post(target, headers_of(extra), body, content_type));
}

answer http_client::post_form(const std::string& target, const std::vector<form_field>& fields,
                              const headers& extra) {
    httplib::MultipartFormDataItems items;
    for (const auto& each : fields)
        items.push_back({each.name, each.content, each.filename,
                         each.filename.empty() ? std::string{} : "application/octet-stream"});
    return answer_of(connection_->client.Post(target, headers_of(extra), items));
}

answer http_client::remove(const std::string& target) {
    return answer_of(connection_->client.Delete(target));
}

} // namespace end_to_end
