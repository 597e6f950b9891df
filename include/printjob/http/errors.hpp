#pragma once
/// The API's errors: each has a status, a name for programs and a sentence for people, and is static text.
/// They never contain what a client sent.

#include <printjob/job/refusals.hpp>
#include <printjob/result.hpp>
#include <printjob/text.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace printjob::inline v0::http {

/// Returns `{"error": "<sentence>", "reason": "<name>"}`, made at compile time. The parts need no escaping.
[[nodiscard]] consteval text<128> error_body(std::string_view name, std::string_view sentence) {
    std::array<char, 128> bytes{};
    std::size_t size = 0;
    for (const std::string_view part :
         {std::string_view{R"({"error": ")"}, sentence, std::string_view{R"(", "reason": ")"}, name,
          std::string_view{R"("})"}})
        for (const char c : part)
            bytes[size++] = c;
    text<128> body;
    (void)body.assign({bytes.data(), size});
    return body;
}

/// An error with a constant body.
struct constant_error {
    /// The HTTP status.
    int status;
    /// The JSON body.
    text<128> body;
};

/// The errors of the API itself.
namespace errors {

/// The body is not JSON, or is refused by the guard.
inline constexpr constant_error malformed_json{400, error_body("malformed_json", "Malformed JSON")};
/// The body contains no known command.
inline constexpr constant_error unknown_command{400, error_body("unknown_command", "command is invalid")};
/// A pause has an unknown action.
inline constexpr constant_error unknown_action{400, error_body("unknown_action", "Unknown action")};
/// G-code other than M112 was sent.
inline constexpr constant_error only_emergency_stop{
    400, error_body("only_emergency_stop", "Only M112, the emergency stop, is taken here")};
/// The client is not authorised.
inline constexpr constant_error forbidden{
    403, error_body("forbidden", "You don't have the permission to access the requested resource.")};
/// No such resource, or no such file.
inline constexpr constant_error not_found{404, error_body("not_found", "Not found")};
/// The resource does not support this method.
inline constexpr constant_error method_not_allowed{405,
                                                   error_body("method_not_allowed", "Method not allowed")};
/// The body is longer than any command.
inline constexpr constant_error body_too_large{413, error_body("body_too_large", "Body too large")};
/// The content type is not JSON.
inline constexpr constant_error not_json{415, error_body("not_json", "Content type must be JSON")};

} // namespace errors

/// A refusal by the library, with its body.
struct constant_refusal {
    /// The refusal.
    refusal no;
    /// The JSON body.
    text<128> body;
};

/// Returns the refusal of an intent for a reason, with its body made by the compiler.
[[nodiscard]] consteval constant_refusal constant_refusal_of(reason why, intent asked) {
    const refusal no = refuse(why, asked);
    return {no, error_body(no.name, no.sentence)};
}

/// All refusals by the library. The intent matters only where it changes the sentence.
// Not `std::array constant_refusals{...}`: g++ 12 puts that into writable memory, which a microcontroller has little of.
inline constexpr auto constant_refusals = std::array{
    constant_refusal_of(reason::not_operational, intent::start),
    constant_refusal_of(reason::job_active, intent::start),
    constant_refusal_of(reason::job_active, intent::select),
    constant_refusal_of(reason::no_file_selected, intent::start),
    constant_refusal_of(reason::file_not_readable, intent::start),
    constant_refusal_of(reason::not_paused, intent::restart),
    constant_refusal_of(reason::no_active_job, intent::pause),
    constant_refusal_of(reason::no_active_job, intent::cancel),
    constant_refusal_of(reason::job_is_ending, intent::pause),
    constant_refusal_of(reason::position_lost, intent::resume),
};

/// Returns the constant body of a refusal; empty if its name or sentence is the embedder's.
[[nodiscard]] constexpr std::string_view constant_body_of(const refusal& no) {
    for (const constant_refusal& known : constant_refusals)
        if (known.no == no) return known.body.view();
    return {};
}

} // namespace printjob::inline v0::http
