"""Debian's tl::expected as a Conan package of the name and target that Conan's own server gives it."""

import re

from conan import ConanFile
from conan.tools.files import copy, load


class TlExpected(ConanFile):
    name = "tl-expected"
    package_type = "header-library"
    license = "CC0-1.0"
    description = "std::expected for older standards"

    def set_version(self):
        header = load(self, "/usr/include/tl/expected.hpp")
        parts = ("MAJOR", "MINOR", "PATCH")
        self.version = ".".join(re.search(f"TL_EXPECTED_VERSION_{part} ([0-9]+)", header)[1] for part in parts)

    def package(self):
        copy(self, "expected.hpp", "/usr/include/tl", f"{self.package_folder}/include/tl")

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "tl-expected")
        self.cpp_info.set_property("cmake_target_name", "tl::expected")
