#pragma once
/// A client of the host, over a real socket. (cpp-httplib: another HTTP implementation than the host's.)

#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace end_to_end {

/// What came back.
struct answer {
    int status = 0; ///< 0: nothing came, and `body` says why
    std::string body = {};
    std::string content_type = {};
    std::string allow = {};

    /// The body as JSON; discarded when it is none.
    [[nodiscard]] nlohmann::json document() const { return nlohmann::json::parse(body, nullptr, false); }
};

/// Equal are answers with the same status and body; what a failed comparison shows is both.
[[nodiscard]] inline bool operator==(const answer& one, const answer& other) {
    return one.status == other.status && one.body == other.body;
}
inline std::ostream& operator<<(std::ostream& out, const answer& what) {
    return out << what.status << ' ' << what.body;
}

/// A command that was taken.
inline const answer taken{.status = 204};

/// An error of the API, as it must look to the byte.
[[nodiscard]] inline answer error(int status, std::string_view reason, std::string_view sentence) {
    return {.status = status,
            .body =
                R"({"error": ")" + std::string{sentence} + R"(", "reason": ")" + std::string{reason} + "\"}"};
}

/// A field of a form; a file when it has a file's name.
struct form_field {
    std::string name;
    std::string content;
    std::string filename = {};
};

using headers = std::vector<std::pair<std::string, std::string>>;

/// One connection, kept open from request to request. Not for two threads.
class http_client {
public:
    explicit http_client(const std::string& address);
    http_client(http_client&&) noexcept;
    ~http_client();

    [[nodiscard]] answer get(const std::string& target, const headers& extra = {});
    [[nodiscard]] answer post(const std::string& target, const std::string& body,
                              const std::string& content_type = "application/json",
                              const headers& extra = {});
    [[nodiscard]] answer post_form(const std::string& target, const std::vector<form_field>& fields,
                                   const headers& extra = {});
    [[nodiscard]] answer remove(const std::string& target);

private:
    struct connection;
    std::unique_ptr<connection> connection_;
};

} // namespace end_to_end
