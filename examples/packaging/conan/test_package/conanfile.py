"""What a consumer of the package does: `conan create` builds and runs it against the package that it has made."""

import os

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeToolchain


class PrintjobTest(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeDeps"
    test_type = "explicit"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        # Into build/ at the top of the checkout, so that nothing is left beside the sources.
        self.folders.root = os.path.join("..", "..", "..", "..")
        self.folders.source = os.path.join("examples", "packaging", "conan", "test_package")
        self.folders.build = os.path.join("build", "conan")
        self.folders.generators = os.path.join("build", "conan")

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        if can_run(self):
            CMake(self).ctest()
