#pragma once
/// Requests and responses as plain values, which any HTTP server can fill in and send.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::http {

/// The parts of a request that the API needs. It is read during the call only, so views into the server's
/// buffers are enough.
struct request {
    /// The method in capitals: `GET`, `HEAD`, `POST`.
    std::string_view method = "GET";
    std::string_view target =
        "/"; ///< the path as it was sent, percent-encoded, with or without a query string
    std::string_view content_type{}; ///< the header's value as it was sent; empty: there was none
    std::string_view body{};         ///< without any transfer coding
    bool authorised = true;          ///< whether the caller is authorised: the embedder decides
    std::string_view user{};         ///< the caller's name, at most 64 bytes; a longer one is ignored
};

/// A header of a response. Static text.
struct header {
    /// The header's name, as it is to be written.
    std::string_view name;
    /// Its value.
    std::string_view value;
};

/// The headers of a response: a range.
class header_list {
public:
    /// Returns the first header; `end()` if there is none. Valid as long as the list.
    [[nodiscard]] constexpr const header* begin() const { return headers_.data(); }
    /// Returns the end of the range, after the last header.
    [[nodiscard]] constexpr const header* end() const { return headers_.data() + size_; }

    /// Adds a header, unless its value is empty. There is room for two.
    constexpr void add(std::string_view name, std::string_view value) {
        if (!value.empty() && size_ < headers_.size()) headers_[size_++] = {name, value};
    }

private:
    std::array<header, 2> headers_{};
    std::size_t size_ = 0;
};

/// The response to send. A plain value that can be copied and moved.
class response {
public:
    int status;                      ///< the HTTP status code
    std::string_view content_type{}; ///< empty when there is no body; static text
    std::string_view allow{};        ///< with 405: the `Allow` header; static text

    /// Returns a response without a body.
    [[nodiscard]] static response empty(int status) { return {status, {}, {}, {}}; }

    /// Returns a response with a JSON body that is static text. Allocates nothing.
    [[nodiscard]] static response constant(int status, std::string_view body, std::string_view allow = {}) {
        return {status, allow, body, {}};
    }

    /// Returns a response that owns its JSON body.
    [[nodiscard]] static response document(int status, std::string body) {
        return {status, {}, {}, std::move(body)};
    }

    /// Returns the body, of type `content_type`; valid as long as this response lives and is not assigned to
    /// or moved from.
    [[nodiscard]] std::string_view body() const {
        return owned_.empty() ? constant_ : std::string_view{owned_};
    }

    /// Returns the headers to send: `Content-Type` with a body, `Allow` with 405. The server adds the body's
    /// length, and none to a 204.
    [[nodiscard]] header_list headers() const {
        header_list all;
        all.add("Content-Type", content_type);
        all.add("Allow", allow);
        return all;
    }

private:
    response(int with_status, std::string_view with_allow, std::string_view constant, std::string owned)
        : status{with_status}, allow{with_allow}, constant_{constant}, owned_{std::move(owned)} {
        if (!body().empty()) content_type = "application/json";
    }

    std::string_view constant_;
    std::string owned_;
};

} // namespace printjob::inline v0::http
