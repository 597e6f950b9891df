#pragma once
/// The JSON documents of this host; those of the job API are the library's.

#include "upload.hpp"
#include <printjob/gcode/observer.hpp>
#include <printjob/job/file.hpp>
#include <printjob/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace printhost {

/// Where a file is found in the API: `http://127.0.0.1:5000/api/files/local/a%20b.gcode`.
[[nodiscard]] std::string resource_of(std::string_view base, std::string_view path);

/// Returns an error, in the form of the job API's errors.
[[nodiscard]] std::string error_document(std::string_view reason, std::string_view sentence);

/// Returns the response to an upload. `selected` and `printed`: whether it was selected and started.
[[nodiscard]] std::string uploaded_document(const printjob::file& what, bool selected, bool printed,
                                            std::string_view base);

/// Returns the list of all files, with the free space in bytes.
[[nodiscard]] std::string list_document(const std::vector<printjob::file>& files, std::uintmax_t room,
                                        std::string_view base);

/// Returns the counters of the printer's line since the host began; times are in seconds. `missing` lines are
/// not in the wire log.
[[nodiscard]] std::string counters_document(const printjob::gcode::wire_counters& counted,
                                            std::uint64_t missing);

} // namespace printhost
