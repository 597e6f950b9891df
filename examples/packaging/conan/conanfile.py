"""printjob as a package of Conan 2, made from the checkout that this file stands in:

    conan create examples/packaging/conan -s compiler.cppstd=20
"""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load


class Printjob(ConanFile):
    name = "printjob"
    description = "Job control for 3D-printer hosts"
    license = "MIT"
    topics = ("3d-printing", "gcode", "octoprint", "marlin", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"http": [True, False]}
    default_options = {"http": True}  # printjob::json and printjob::http, which need nlohmann_json
    no_copy_source = True

    @property
    def _checkout(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self._checkout, "include", "printjob", "version.hpp"))
        self.version = re.search(r'PRINTJOB_VERSION_STRING "([0-9.]+)"', header)[1]

    def export_sources(self):
        copy(self, "LICENSE", self._checkout, self.export_sources_folder)
        copy(self, "include/*.hpp", self._checkout, self.export_sources_folder)

    def requirements(self):
        self.requires("tl-expected/[>=1.0 <2]", transitive_headers=True)
        if self.options.http:
            self.requires("nlohmann_json/[>=3.11 <4]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()  # the same headers for every compiler, and with or without the option

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "include/*.hpp", self.source_folder, self.package_folder)

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "printjob")
        self.cpp_info.set_property("cmake_target_name", "printjob::all")
        self.cpp_info.set_property("pkg_config_name", "printjob-all")
        self._component("printjob", ["tl-expected::tl-expected"])
        if self.options.http:
            self._component("json", ["printjob", "nlohmann_json::nlohmann_json"])
            self._component("http", ["json"])

    def _component(self, name, requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"printjob::{name}")
        component.set_property("pkg_config_name", "printjob" if name == "printjob" else f"printjob-{name}")
        component.requires = requires
        component.bindirs = []
        component.libdirs = []
