#pragma once
/// Checked settings: a type that only valid settings can be converted to.
///
/// Settings that are constants are checked by the compiler, and wrong ones do not compile. Others are checked at run
/// time, and a wrong one is an error value:
///
///     printer_link talk{link_settings{.most_lines = 1}};
///
///     const auto chosen = validate(settings_from_a_file);
///     if (!chosen) return complain(chosen.error().setting, chosen.error().why);
///     printer_link talk{*chosen};

#include <tl/expected.hpp>

#include <string_view>

namespace printjob::inline v0::gcode {

/// A setting that cannot be used, and why. Static texts.
struct setting_fault {
    std::string_view setting; ///< the name of the member
    std::string_view why;     ///< one sentence for people

    friend constexpr bool operator==(const setting_fault&, const setting_fault&) = default;
};

/// Settings in which `find_fault(settings)`, found by argument-dependent lookup, finds nothing. No other
/// value of this type can be made.
template <class Settings>
class checked {
public:
    /// Checks constants. A compile error that names `a_setting_cannot_be_used` means that `find_fault` found
    /// one.
    // NOLINTNEXTLINE(google-explicit-constructor): a constant is given where checked settings are wanted
    consteval checked(const Settings& constants) : settings_{constants} {
        if (find_fault(constants)) a_setting_cannot_be_used();
    }

    /// Checks settings that are known at run time. Returns the first fault instead if there is one.
    [[nodiscard]] static constexpr tl::expected<checked, setting_fault> make(const Settings& settings) {
        if (const auto fault = find_fault(settings)) return tl::unexpected(*fault);
        return checked{settings, was_checked{}};
    }

    /// Returns the settings.
    [[nodiscard]] constexpr const Settings& get() const { return settings_; }

    /// Returns settings that are a member of these; `find_fault` of these must have checked them too.
    template <class Part>
    [[nodiscard]] constexpr checked<Part> part(Part Settings::* member) const {
        return {settings_.*member, typename checked<Part>::was_checked{}};
    }

private:
    template <class>
    friend class checked;
    struct was_checked {};

    constexpr checked(const Settings& settings, was_checked) : settings_{settings} {}
    static void a_setting_cannot_be_used() {}

    Settings settings_;
};

} // namespace printjob::inline v0::gcode
