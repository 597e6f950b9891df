#pragma once
// The cases of a suite that needs no test framework, each as a test case of doctest under its own name.

#include <printjob/testing/conformance/cases.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>

// Runs one case of `Suite`, which has `cases`, an array of `suite_case`, and `fixture()`, which makes what they work
// with, or refers to it.
template <class Suite, std::size_t Index>
void run_registered() {
    decltype(auto) w = Suite::fixture();
    const printjob::testing::case_report& found = w.log.report();
    const std::size_t failed_before = found.failures.size();
    const std::size_t left_out_before = found.left_out.size();
    printjob::testing::run_case(Suite::cases[Index], w);
    for (std::size_t i = failed_before; i < found.failures.size(); ++i) {
        const auto& [of, what, where] = found.failures[i];
        ADD_FAIL_AT(where.file_name(), static_cast<int>(where.line()), what);
    }
    for (std::size_t i = left_out_before; i < found.left_out.size(); ++i)
        MESSAGE("left out: " << found.left_out[i]);
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
