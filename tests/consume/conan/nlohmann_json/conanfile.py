"""Debian's nlohmann/json as a Conan package of the name and target that Conan's own server gives it."""

import re

from conan import ConanFile
from conan.tools.files import copy, load


class NlohmannJson(ConanFile):
    name = "nlohmann_json"
    package_type = "header-library"
    license = "MIT"
    description = "JSON for modern C++"

    def set_version(self):
        header = load(self, "/usr/include/nlohmann/detail/abi_macros.hpp")
        parts = ("MAJOR", "MINOR", "PATCH")
        self.version = ".".join(
            re.search(f"define NLOHMANN_JSON_VERSION_{part} ([0-9]+)", header)[1] for part in parts)

    def package(self):
        copy(self, "*.hpp", "/usr/include/nlohmann", f"{self.package_folder}/include/nlohmann")

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "nlohmann_json")
        self.cpp_info.set_property("cmake_target_name", "nlohmann_json::nlohmann_json")
        self.cpp_info.set_property("pkg_config_name", "nlohmann_json")
