// Which mutant lives, and which places each test case passes. The latter is written to the file that
// PRINTJOB_MUTANTS_PASSED names: for each test case its seconds, the numbers of the places, its file and its name.

#include <doctest/doctest.h>
#include <printjob_mutants.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace printjob_mutants {

namespace {

[[nodiscard]] unsigned chosen() {
    const char* const number = std::getenv("PRINTJOB_MUTANT");
    return number == nullptr ? 0 : static_cast<unsigned>(std::strtoul(number, nullptr, 10));
}

} // namespace

const unsigned alive = chosen();
bool passed[most];

void not_constant() {}

namespace {

class recorder : public doctest::IReporter {
public:
    explicit recorder(const doctest::ContextOptions&) {
        if (const char* const path = std::getenv("PRINTJOB_MUTANTS_PASSED")) file_ = std::fopen(path, "w");
    }

    void test_case_start(const doctest::TestCaseData& which) override {
        std::fill_n(passed, most, false);
        which_ = &which;
    }

    void test_case_end(const doctest::CurrentTestCaseStats& ended) override {
        if (file_ == nullptr) return;
        std::fprintf(file_, "%f", ended.seconds);
        for (unsigned id = 0; id < most; ++id)
            if (passed[id]) std::fprintf(file_, " %u", id);
        std::fprintf(file_, " | %s | %s\n", which_->m_file.c_str(), which_->m_name);
        std::fflush(file_);
    }

    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}

private:
    std::FILE* file_ = nullptr;
    const doctest::TestCaseData* which_ = nullptr;
};

DOCTEST_REGISTER_LISTENER("passed places", 1, recorder);

} // namespace

} // namespace printjob_mutants
