#pragma once
// The cases of a suite that needs no test framework, each as a test case of doctest under its own name.

#include <printjob/testing/conformance/cases.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>

// Runs one case of `Suite`, which has `cases`, an array of `suite_case`, and `world()`, which makes what they
// work with.
template <class Suite, std::size_t Index>
void run_registered() {
    auto w = Suite::world();
    printjob::testing::run_case(Suite::cases[Index], w);
    for (const auto& failure : w.log.report().failures)
        ADD_FAIL_AT(failure.where.file_name(), static_cast<int>(failure.where.line()), failure.what);
    for (const std::string& why : w.log.report().left_out)
        MESSAGE("left out: " << why);
}

// What TEST_CASE does, for all cases of `Suite`, as cases of `file`. The value means nothing.
template <class Suite>
int register_cases(const char* file) {
    using namespace doctest::detail;
    const auto all = [file]<std::size_t... Index>(std::index_sequence<Index...>) {
        (regTest(TestCase{run_registered<Suite, Index>, file, Index + 1, TestSuite{}} *
                 Suite::cases[Index].name),
         ...);
    };
    all(std::make_index_sequence<Suite::cases.size()>{});
    return 0;
}
