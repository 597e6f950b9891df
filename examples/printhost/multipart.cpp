#include "multipart.hpp"

#include <algorithm>
#include <array>

namespace printhost {

namespace {

constexpr std::string_view line_break = "\r\n";

constexpr char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts `text` at the first `at` and returns what stood before it; all of it when there is none.
std::string_view take_until(std::string_view& text, char at) {
    const auto end = text.find(at);
    const auto taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

struct parameter {
    std::string_view name;
    std::string value;
};

/// Takes the value in quotes off the front of `text`, which begins after the opening one.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string value;
    while (!text.empty()) {
        if (text.front() == '"') {
            text.remove_prefix(1);
            return value;
        }
        if (text.starts_with("\\\"") || text.starts_with("\\\\")) text.remove_prefix(1);
        value += text.front();
        text.remove_prefix(1);
    }
    return std::nullopt; // the closing quote is missing
}

/// Takes `; name=value` off the front of `text`. Empty at the end of `text` and where it is malformed; then
/// `text` is not empty.
std::optional<parameter> take_parameter(std::string_view& text) {
    const auto rest = trimmed(text);
    if (rest.empty()) text = {};
    if (!rest.starts_with(';')) return std::nullopt;
    auto after = rest.substr(1);
    if (after.find('=') == std::string_view::npos) return std::nullopt;
    const auto name = trimmed(take_until(after, '='));
    std::optional<std::string> value;
    if (after.starts_with('"')) {
        after.remove_prefix(1);
        value = take_quoted(after);
    } else {
        const auto end = std::min(after.find(';'), after.size());
        value = std::string{trimmed(after.substr(0, end))};
        after.remove_prefix(end);
    }
    if (!value || name.empty()) return std::nullopt;
    text = after;
    return parameter{name, *value};
}

std::optional<char> hex_byte(std::string_view two) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (two.size() < 2) return std::nullopt;
    const auto high = digits.find(lower(two[0]));
    const auto low = digits.find(lower(two[1]));
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

/// Reads `UTF-8'language'text%20with%20escapes`. Another character set is not understood.
std::optional<std::string> extended_value(std::string_view value) {
    const auto charset = take_until(value, '\'');
    if (!same_word(charset, "utf-8") || value.find('\'') == std::string_view::npos) return std::nullopt;
    (void)take_until(value, '\''); // the language
    std::string text;
    while (!value.empty()) {
        if (value.front() != '%') {
            text += value.front();
            value.remove_prefix(1);
            continue;
        }
        const auto byte = hex_byte(value.substr(1));
        if (!byte) return std::nullopt;
        text += *byte;
        value.remove_prefix(3);
    }
    return text;
}

/// `%22` is how browsers write a quote in a name.
std::string with_quotes(std::string text) {
    for (auto at = text.find("%22"); at != std::string::npos; at = text.find("%22", at + 1))
        text.replace(at, 3, 1, '"');
    return text;
}

std::optional<part_head> read_disposition(std::string_view value) {
    const auto end = std::min(value.find(';'), value.size());
    if (!same_word(trimmed(value.substr(0, end)), "form-data")) return std::nullopt;
    value.remove_prefix(end);
    std::optional<std::string> field;
    std::optional<std::string> plain;
    std::optional<std::string> extended;
    while (const auto next = take_parameter(value)) {
        if (same_word(next->name, "name")) field = with_quotes(next->value);
        if (same_word(next->name, "filename")) plain = with_quotes(next->value);
        if (same_word(next->name, "filename*")) extended = extended_value(next->value);
    }
    if (!value.empty() || !field) return std::nullopt;
    return part_head{*field, extended ? extended : plain};
}

} // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
    const auto end = std::min(content_type.find(';'), content_type.size());
    if (!same_word(trimmed(content_type.substr(0, end)), "multipart/form-data")) return std::nullopt;
    content_type.remove_prefix(end);
    while (const auto next = take_parameter(content_type)) {
        if (!same_word(next->name, "boundary")) continue;
        if (next->value.empty() || next->value.size() > 70) return std::nullopt;
        return next->value;
    }
    return std::nullopt;
}

std::optional<part_head> read_part_head(std::string_view head) {
    std::optional<part_head> found;
    while (!head.empty()) {
        const auto end = std::min(head.find(line_break), head.size());
        auto line = head.substr(0, end);
        head.remove_prefix(std::min(end + line_break.size(), head.size()));
        if (line.find(':') == std::string_view::npos) return std::nullopt;
        const auto name = take_until(line, ':');
        if (!same_word(name, "content-disposition")) continue;
        if (found) return std::nullopt; // two readers could choose differently
        found = read_disposition(trimmed(line));
        if (!found) return std::nullopt;
    }
    return found;
}

std::string_view without_folders(std::string_view filename) {
    return filename.substr(filename.find_last_of("/\\") + 1); // npos + 1 is 0
}

multipart_reader::multipart_reader(std::string_view boundary, part_receiver& receiver)
    : receiver_{receiver}, delimiter_{"\r\n--"}, waiting_{line_break} { // the first boundary needs no break
    delimiter_ += boundary;
}

std::optional<multipart_fault> multipart_reader::read(std::string_view piece) {
    if (fault_) return fault_;
    if (where_ == place::behind_all) return std::nullopt;
    waiting_ += piece;
    while (take_step() == step::on) {
    }
    waiting_.erase(0, from_);
    from_ = 0;
    return fault_;
}

multipart_reader::step multipart_reader::take_step() {
    switch (where_) {
    case place::before_first: return look_for_first();
    case place::at_boundary: return leave_boundary();
    case place::in_head: return take_head();
    case place::in_body: return take_body();
    case place::behind_all: from_ = waiting_.size(); return step::wait;
    }
    return step::wait;
}

multipart_reader::step multipart_reader::look_for_first() {
    const auto at = waiting_.find(delimiter_, from_);
    if (at == std::string::npos) {
        from_ = waiting_.size() - std::min(waiting_.size(), delimiter_.size() - 1);
        return step::wait;
    }
    from_ = at + delimiter_.size();
    where_ = place::at_boundary;
    return step::on;
}

/// After a boundary comes `--` if it is the last, else blanks and a line break, which is left: a head without
/// any line begins with it too.
multipart_reader::step multipart_reader::leave_boundary() {
    while (from_ < waiting_.size() && (waiting_[from_] == ' ' || waiting_[from_] == '\t'))
        ++from_;
    if (waiting_.size() - from_ < 2) return step::wait;
    const auto two = std::string_view{waiting_}.substr(from_, 2);
    if (two == "--") {
        where_ = place::behind_all;
        return step::on;
    }
    if (two != line_break) return fail(multipart_fault::malformed);
    if (++parts_ > most_parts) return fail(multipart_fault::too_many_parts);
    where_ = place::in_head;
    return step::on;
}

multipart_reader::step multipart_reader::take_head() {
    const auto end = waiting_.find("\r\n\r\n", from_);
    const auto size = std::min(end, waiting_.size()) - from_;
    const std::size_t part_of_its_end = end == std::string::npos ? 3 : 0;
    if (size > longest_head + part_of_its_end) return fail(multipart_fault::head_too_long);
    if (end == std::string::npos) return step::wait;
    const auto lines =
        size == 0 ? std::string_view{} : std::string_view{waiting_}.substr(from_ + 2, size - 2);
    const auto head = read_part_head(lines);
    if (!head) return fail(multipart_fault::malformed);
    if (!receiver_.begin_part(*head)) return fail(multipart_fault::stopped);
    from_ = end + 4;
    where_ = place::in_body;
    return step::on;
}

multipart_reader::step multipart_reader::take_body() {
    const auto at = waiting_.find(delimiter_, from_);
    const bool ends = at != std::string::npos;
    // What could be the front of a boundary stays until more has arrived.
    const auto kept = std::min(waiting_.size() - from_, delimiter_.size() - 1);
    const auto end = ends ? at : waiting_.size() - kept;
    const auto bytes = std::string_view{waiting_}.substr(from_, end - from_);
    if (!bytes.empty() && !receiver_.part_bytes(bytes)) return fail(multipart_fault::stopped);
    from_ = end;
    if (!ends) return step::wait;
    if (!receiver_.end_part()) return fail(multipart_fault::stopped);
    from_ += delimiter_.size();
    where_ = place::at_boundary;
    return step::on;
}

multipart_reader::step multipart_reader::fail(multipart_fault why) {
    fault_ = why;
    return step::fail;
}

} // namespace printhost
