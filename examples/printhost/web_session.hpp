#pragma once
/// One client's connection.

#include "job_desk.hpp"
#include "multipart.hpp"
#include "upload.hpp"
#include <printjob/http/message.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility> // Asio 1.74 needs it and does not include it

namespace printhost {

/// What all connections share. It outlives them.
struct web_settings {
    job_desk& desk;
    std::string api_key; ///< empty: none is asked for
    std::uint64_t upload_limit;
};

/// Reads one request after the other and answers each. It keeps itself alive while something is under way,
/// and ends when the client does, is too slow, or sends what cannot be read.
///
/// Its limits: a head of 8 KiB within 15 s; then each 16 KiB of a body, and each answer, within 20 s. Of a
/// body that is no upload it reads 4 KiB and one byte: enough for the API to refuse it.
class web_session : public std::enable_shared_from_this<web_session> {
public:
    web_session(boost::asio::ip::tcp::socket socket, const web_settings& shared);

    /// Begins to read.
    void begin();

private:
    using response = boost::beast::http::response<boost::beast::http::string_body>;
    using error_code = boost::beast::error_code;

    void read_head();
    void take_head(error_code failed);
    void judge_upload();
    void ask_for_body();
    void read_piece();
    void take_piece(error_code failed, std::size_t size);
    void take_upload_piece(std::string_view piece, bool is_last);
    void finish_upload();
    void ask_desk();

    void answer(const printjob::http::response& given);
    void answer_files();
    void refuse(const upload_refusal& why);
    void send(response&& message);
    void take_sent(error_code failed);
    void hang_up();
    void discard();

    [[nodiscard]] response made(int status, std::string body) const;
    [[nodiscard]] std::string_view header(boost::beast::http::field name) const;
    [[nodiscard]] bool is_authorised() const;
    [[nodiscard]] std::string_view user() const { return shared_.api_key.empty() ? "" : "api"; }
    [[nodiscard]] std::string base() const;

    static constexpr std::size_t longest_head = 8192;
    static constexpr std::size_t piece_size = 16384;

    const web_settings& shared_;
    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_{longest_head + piece_size};
    std::array<char, piece_size> piece_;

    // The request that is being read.
    std::optional<boost::beast::http::request_parser<boost::beast::http::buffer_body>> parser_;
    std::string method_;
    std::string target_;
    std::string body_; ///< of a request that is no upload
    std::unique_ptr<upload> upload_;
    std::unique_ptr<multipart_reader> form_;
    std::uint64_t received_ = 0; ///< bytes of its body
    bool keeps_open_ = false;    ///< whether another request may follow

    // The answer that is being sent.
    boost::beast::http::response<boost::beast::http::empty_body> interim_;
    response response_;
};

} // namespace printhost
