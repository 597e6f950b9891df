#pragma once
/// Reading `multipart/form-data` as it arrives, in pieces of any size and in constant memory.
///
/// The rules it follows (RFC 7578, RFC 2046, and what slicers and browsers really send):
/// 1. A part begins after a line `--boundary` and ends before the next; the line break before that line
///    belongs to it. The last one is `--boundary--`; what follows it is ignored.
/// 2. A part has a head of at most 4 KiB with a `Content-Disposition: form-data` that names the field.
/// 3. A file's name is `filename*` (RFC 5987, UTF-8 only) where there is one, else `filename`. In a quoted
///    value `\"` and `\\` are escapes (curl) and `%22` is a quote (browsers); any other `\` and `%` stands
///    for itself.
/// 4. At most 16 parts.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace printhost {

/// Why a form cannot be read.
enum class multipart_fault : std::uint8_t {
    malformed,      ///< it breaks the rules, or ended too early
    head_too_long,  ///< a part's head is longer than 4 KiB
    too_many_parts, ///< more than 16
    stopped,        ///< the receiver did not want to continue
};

/// What stands at the head of a part. Both are data from a client: nothing about them was checked.
struct part_head {
    std::string field;                   ///< the form's field
    std::optional<std::string> filename; ///< the whole of what was sent, folders too; only for files
};

/// Who gets the parts: for each one `begin_part`, then any number of `part_bytes`, then `end_part`. Each
/// returns whether to go on.
class part_receiver {
public:
    virtual ~part_receiver() = default;
    [[nodiscard]] virtual bool begin_part(const part_head& head) = 0;
    [[nodiscard]] virtual bool part_bytes(std::string_view bytes) = 0;
    [[nodiscard]] virtual bool end_part() = 0;
};

/// The boundary that a `Content-Type` names; empty when it is not `multipart/form-data` with a boundary of 1
/// to 70 characters.
[[nodiscard]] std::optional<std::string> boundary_of(std::string_view content_type);

/// What a part's head says; empty when it is malformed or names no field.
[[nodiscard]] std::optional<part_head> read_part_head(std::string_view head);

/// The name at the end of a path as a client sent it, whatever its system's separator is.
[[nodiscard]] std::string_view without_folders(std::string_view filename);

/// Takes a form apart as its bytes arrive. It keeps no more than one piece, a head and a boundary.
class multipart_reader {
public:
    /// Parts go to `receiver`, which must outlive it.
    multipart_reader(std::string_view boundary, part_receiver& receiver);

    /// Takes the next piece. Returns why it cannot go on; nothing more is read after that.
    [[nodiscard]] std::optional<multipart_fault> read(std::string_view piece);

    /// Whether the closing boundary was read.
    [[nodiscard]] bool complete() const { return where_ == place::behind_all; }

private:
    enum class place : std::uint8_t { before_first, at_boundary, in_head, in_body, behind_all };
    enum class step : std::uint8_t { on, wait, fail };

    [[nodiscard]] step take_step();
    [[nodiscard]] step look_for_first();
    [[nodiscard]] step leave_boundary();
    [[nodiscard]] step take_head();
    [[nodiscard]] step take_body();
    [[nodiscard]] step fail(multipart_fault why);

    static constexpr std::size_t longest_head = 4096;
    static constexpr int most_parts = 16;

    part_receiver& receiver_;
    std::string delimiter_; ///< with the line break before it
    std::string waiting_;   ///< read, and not yet understood
    std::size_t from_ = 0;  ///< where in `waiting_` it goes on
    place where_ = place::before_first;
    int parts_ = 0;
    std::optional<multipart_fault> fault_;
};

} // namespace printhost
