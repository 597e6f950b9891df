#include <printjob/gcode/procedure/motion_barrier.hpp>

#include <doctest/doctest.h>

using namespace printjob::gcode;

TEST_SUITE("motion_barrier") {
    TEST_CASE("M400, then M114, then its answer is waited for") {
        motion_barrier motion;
        CHECK(motion.next_command() == "M400");
        CHECK_FALSE(motion.waits());
        CHECK(motion.next_command() == "M114");
        CHECK(motion.waits());
        CHECK(motion.next_command().empty());
        motion.conclude(false);
        CHECK_FALSE(motion.has_ended());
        CHECK(motion.waits());
    }

    TEST_CASE("motion has ended when the answer is there") {
        motion_barrier motion;
        (void)motion.next_command();
        (void)motion.next_command();
        motion.take_in(position{.x = 1, .y = 2, .z = 3, .e = 4});
        CHECK_FALSE(motion.waits());
        motion.conclude(false);
        CHECK(motion.has_ended());
        CHECK(motion.where()->x == 1);
    }

    TEST_CASE("motion counts as ended without an answer when nobody waits for it any more") {
        motion_barrier motion;
        (void)motion.next_command();
        (void)motion.next_command();
        motion.take_in({}); // an answer that cannot be read is none
        CHECK(motion.waits());
        motion.conclude(true);
        CHECK(motion.has_ended());
        CHECK_FALSE(motion.waits());
        CHECK_FALSE(motion.where().has_value());
    }

    TEST_CASE("an answer of before M400 does not count, nor does one of the motion before") {
        motion_barrier motion;
        motion.take_in(position{.x = 9});
        (void)motion.next_command();
        CHECK_FALSE(motion.where().has_value());
        (void)motion.next_command();
        motion.take_in(position{.x = 1});
        motion.conclude(false);
        motion.begin();
        CHECK_FALSE(motion.has_ended());
        CHECK_FALSE(motion.where().has_value());
        CHECK(motion.next_command() == "M400");
    }
}
