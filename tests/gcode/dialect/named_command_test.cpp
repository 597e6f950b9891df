#include <printjob/gcode/dialect/named_command.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("the name of a command is letters, digits and underscores") {
    CHECK(name_of("EXCLUDE_OBJECT_START NAME=x") == "EXCLUDE_OBJECT_START");
    CHECK(name_of("probe2") == "probe2");
    CHECK(name_of("A=1") == "A");
    CHECK(name_of("@pause").empty());
    CHECK(name_of("").empty());
}

TEST_CASE("a command is named whole, in any case") {
    CHECK(is_named("exclude_object_end", metadata_names));
    CHECK(is_named("SET_PRINT_STATS_INFO TOTAL_LAYER=2", metadata_names));
    CHECK_FALSE(is_named("EXCLUDE_OBJECT_ENDS", metadata_names));
    CHECK_FALSE(is_named("EXCLUDE_OBJECT", metadata_names));
    CHECK_FALSE(is_named("FXCLUDE_OBJECT_END", metadata_names));
}
