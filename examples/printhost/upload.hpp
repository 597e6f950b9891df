#pragma once
/// One uploaded file on its way into the folder.

#include "multipart.hpp"
#include <printjob/host/gcode_folder.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace printhost {

/// Why an upload was not taken: an HTTP status, and what the error document says. All texts are static.
struct upload_refusal {
    int status;
    std::string_view reason;
    std::string_view sentence;
};

/// The fields of the form beside the file.
struct upload_wishes {
    std::string path; ///< the folder, without `/` at its ends; empty: the root
    bool select = false;
    bool print = false; ///< wants it selected too
};

/// Receives the form that slicers send: `file`, and optionally `path`, `select` and `print`, in any order;
/// other fields are ignored. The file's bytes go to a hidden file in the folder at once, and under their own
/// name only with `move_into_place`: a reader finds the old file or the whole new one. An upload that ends
/// before that leaves no file.
class upload final : public part_receiver {
public:
    /// Files go below `folder`, which must outlive it.
    explicit upload(const printjob::host::gcode_folder& folder) : folder_{folder} {}
    ~upload() override;
    upload(const upload&) = delete;
    upload& operator=(const upload&) = delete;

    [[nodiscard]] bool begin_part(const part_head& head) override;
    [[nodiscard]] bool part_bytes(std::string_view bytes) override;
    [[nodiscard]] bool end_part() override;

    /// Why a part was not wanted; set when one of the three above returned false.
    [[nodiscard]] const std::optional<upload_refusal>& refused() const { return refused_; }

    /// To be asked once the form is complete: ends the writing and tells where the file is to go, as a path
    /// from the folder's root. Empty when it cannot go anywhere, and then `refused` says why.
    [[nodiscard]] std::optional<std::string> close();

    /// Gives the file its name, in place of an older one; folders on its way are made. To be called after
    /// `close`. Returns why it could not be.
    [[nodiscard]] std::optional<upload_refusal> move_into_place();

    [[nodiscard]] const upload_wishes& wishes() const { return wishes_; }

    /// Removes unfinished files of uploads from before the host was killed.
    static void remove_leftovers(const printjob::host::gcode_folder& folder);

private:
    [[nodiscard]] bool refuse(const upload_refusal& why);
    [[nodiscard]] bool open_temporary();

    const printjob::host::gcode_folder& folder_;
    upload_wishes wishes_;
    std::string field_;     ///< the part that is being read
    std::string value_;     ///< its value, when it is no file
    std::string name_;      ///< the file's name; empty before it began
    std::string target_;    ///< its path from the root, once closed
    std::string temporary_; ///< where its bytes are; empty when there are none
    int descriptor_ = -1;   ///< open while bytes are written
    bool in_file_ = false;  ///< whether the part that is being read is the file
    std::optional<upload_refusal> refused_;
};

} // namespace printhost
