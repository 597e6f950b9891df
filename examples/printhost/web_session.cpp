#include "web_session.hpp"

#include "documents.hpp"
#include <printjob/http/api_key.hpp>
#include <printjob/http/errors.hpp>
#include <printjob/http/target.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <limits>

namespace printhost {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace errors = printjob::http::errors;

namespace {

constexpr std::chrono::seconds head_time{15};
constexpr std::chrono::seconds piece_time{20};
constexpr std::chrono::seconds discard_time{2};
constexpr std::size_t longest_command = 4096; ///< the API refuses a longer body

constexpr std::string_view list_path = "/api/files";
constexpr std::string_view upload_path = "/api/files/local";
constexpr std::string_view counters_path = "/api/printjob/counters";
constexpr std::string_view reading_methods = "GET, HEAD";
constexpr std::string_view upload_methods = "GET, HEAD, POST";

constexpr upload_refusal too_large{413, "upload_too_large", "The upload is longer than this host accepts"};
constexpr upload_refusal no_form{415, "not_multipart", "An upload must be multipart/form-data"};
constexpr upload_refusal bad_form{400, "malformed_form", "The form cannot be read"};
constexpr upload_refusal bad_request{400, "malformed_request", "The request cannot be read"};
constexpr upload_refusal long_head{431, "head_too_large", "The request's head is too long"};
constexpr upload_refusal bad_expectation{417, "unknown_expectation", "Only 100-continue can be expected"};

// Beast's views and the standard's do not turn into one another in every Boost.
std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}
beast::string_view beast_view(std::string_view text) {
    return {text.data(), text.size()};
}

/// True if a client sent invalid HTTP, false if it disconnected.
bool breaks_http(const boost::system::error_code& failed) {
    return failed && failed.category() == make_error_code(http::error::bad_version).category() &&
           failed != http::error::end_of_stream && failed != http::error::partial_message;
}

printjob::http::response constant(const printjob::http::constant_error& what, std::string_view allow = {}) {
    return printjob::http::response::constant(what.status, what.body.view(), allow);
}

} // namespace

web_session::web_session(asio::ip::tcp::socket socket, const web_settings& shared)
    : shared_{shared}, stream_{std::move(socket)} {}

void web_session::begin() {
    read_head();
}

// --- reading ---

void web_session::read_head() {
    parser_.emplace();
    parser_->header_limit(longest_head);
    // Bodies are counted here: an upload may be longer than a command. (Boost 1.74 takes "no limit" as 0.)
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
    method_.clear();
    body_.clear();
    upload_.reset();
    form_.reset();
    received_ = 0;
    stream_.expires_after(head_time);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code failed, std::size_t) { self->take_head(failed); });
}

void web_session::take_head(error_code failed) {
    keeps_open_ = false;
    if (failed == http::error::header_limit || failed == http::error::buffer_overflow)
        return refuse(long_head);
    if (breaks_http(failed)) return refuse(bad_request);
    if (failed) return; // the client disconnected, or took too long

    const auto& head = parser_->get();
    keeps_open_ = head.keep_alive();
    method_ = view(head.method_string());
    target_ = view(head.target());
    const auto path = printjob::http::path_of(target_);
    if (path != list_path && path != upload_path && path != counters_path) return ask_for_body();

    const bool reads = head.method() == http::verb::get || head.method() == http::verb::head;
    const bool uploads = head.method() == http::verb::post && path == upload_path;
    if (!reads && !uploads)
        return answer(
            constant(errors::method_not_allowed, path == upload_path ? upload_methods : reading_methods));
    if (!is_authorised()) return answer(constant(errors::forbidden));
    if (path == counters_path) return send(made(200, shared_.desk.counters_document()));
    if (reads) return answer_files();
    judge_upload();
}

/// What can be said of an upload before its body was sent.
void web_session::judge_upload() {
    const auto boundary = boundary_of(header(http::field::content_type));
    if (!boundary) return refuse(no_form);
    if (parser_->content_length().value_or(0) > shared_.upload_limit) return refuse(too_large);
    upload_ = std::make_unique<upload>(shared_.desk.files());
    form_ = std::make_unique<multipart_reader>(*boundary, *upload_);
    ask_for_body();
}

/// Some clients send their body only after `100 Continue`.
void web_session::ask_for_body() {
    const auto expected = header(http::field::expect);
    if (expected.empty() || parser_->is_done()) return read_piece();
    if (!beast::iequals(beast_view(expected), "100-continue")) return refuse(bad_expectation);
    interim_ = {http::status::continue_, 11};
    stream_.expires_after(piece_time);
    http::async_write(stream_, interim_, [self = shared_from_this()](error_code failed, std::size_t) {
        if (!failed) self->read_piece();
    });
}

void web_session::read_piece() {
    const std::size_t wanted = upload_ ? piece_.size() : longest_command + 1 - body_.size();
    auto& body = parser_->get().body();
    body.data = piece_.data();
    body.size = wanted;
    body.more = true;
    if (parser_->is_done()) return take_piece({}, 0);
    stream_.expires_after(piece_time);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this(), wanted](error_code failed, std::size_t) {
                         self->take_piece(failed, wanted - self->parser_->get().body().size);
                     });
}

void web_session::take_piece(error_code failed, std::size_t size) {
    if (failed && failed != http::error::need_buffer) {
        if (breaks_http(failed)) refuse(bad_request);
        return; // else the client went away, or took too long
    }
    const std::string_view piece{piece_.data(), size};
    received_ += size;
    if (upload_) return take_upload_piece(piece, parser_->is_done());
    body_ += piece;
    if (!parser_->is_done() && body_.size() <= longest_command) return read_piece();
    ask_desk();
}

void web_session::take_upload_piece(std::string_view piece, bool is_last) {
    if (received_ > shared_.upload_limit) return refuse(too_large);
    if (form_->read(piece)) return refuse(upload_->refused().value_or(bad_form));
    if (!is_last) return read_piece();
    if (!form_->complete()) return refuse(bad_form);
    finish_upload();
}

// --- answering ---

void web_session::finish_upload() {
    const auto given = shared_.desk.take(*upload_, user(), base());
    upload_.reset();
    auto message = made(given.status, given.body);
    if (!given.resource.empty()) message.set(http::field::location, given.resource);
    send(std::move(message));
}

void web_session::ask_desk() {
    answer(shared_.desk.handle({.method = method_,
                                .target = target_,
                                .content_type = header(http::field::content_type),
                                .body = body_,
                                .authorised = is_authorised(),
                                .user = user()}));
}

void web_session::answer(const printjob::http::response& given) {
    auto message = made(given.status, std::string{given.body()});
    if (!given.allow.empty()) message.set(http::field::allow, beast_view(given.allow));
    send(std::move(message));
}

void web_session::answer_files() {
    send(made(200, shared_.desk.files_document(base())));
}

void web_session::refuse(const upload_refusal& why) {
    upload_.reset(); // what was written of it goes
    send(made(why.status, error_document(why.reason, why.sentence)));
}

web_session::response web_session::made(int status, std::string body) const {
    response message{static_cast<http::status>(status), 11};
    message.set(http::field::server, "printhost");
    message.set(http::field::cache_control, "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    if (!body.empty()) message.set(http::field::content_type, "application/json");
    message.body() = std::move(body);
    return message;
}

void web_session::send(response&& message) {
    response_ = std::move(message);
    // The unread part of a body cannot be distinguished from the next request.
    keeps_open_ = keeps_open_ && parser_->is_done();
    response_.keep_alive(keeps_open_);
    if (response_.result() != http::status::no_content) response_.content_length(response_.body().size());
    if (method_ == "HEAD") response_.body().clear(); // the length stays
    stream_.expires_after(piece_time);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code failed, std::size_t) {
        self->take_sent(failed);
    });
}

void web_session::take_sent(error_code failed) {
    if (failed) return;
    if (keeps_open_) return read_head();
    hang_up();
}

/// Closes our half, and reads on for a moment: a client that is still sending would otherwise lose the
/// answer.
void web_session::hang_up() {
    error_code gone; // then the connection is closed already
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, gone);
    if (gone) return;
    stream_.expires_after(discard_time);
    discard();
}

void web_session::discard() {
    stream_.async_read_some(asio::buffer(piece_),
                            [self = shared_from_this()](error_code failed, std::size_t) {
                                if (!failed) self->discard();
                            });
}

// --- the request ---

std::string_view web_session::header(http::field name) const {
    return view(parser_->get()[name]);
}

/// With a key, whoever knows it. Without one, any program on this machine, but no page in a browser: browsers
/// send `Origin` with whatever a page makes them post.
bool web_session::is_authorised() const {
    if (shared_.api_key.empty()) return header(http::field::origin).empty();
    return printjob::http::same_key(view(parser_->get()["X-Api-Key"]), shared_.api_key);
}

/// The address at which this client found us.
std::string web_session::base() const {
    error_code unknown;
    const auto here = stream_.socket().local_endpoint(unknown);
    if (unknown) return {};
    const auto address = here.address().to_string();
    return "http://" + (here.address().is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(here.port());
}

} // namespace printhost
