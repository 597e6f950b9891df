# An overlay port: it takes the checkout that it stands in. A port for vcpkg's registry, or for one of your own, has
# vcpkg_from_github(OUT_SOURCE_PATH SOURCE_PATH …) here instead.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../.." ABSOLUTE)

set(VCPKG_BUILD_TYPE release) # headers only

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
    FEATURES
        http PRINTJOB_HTTP
)
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -DPRINTJOB_BUILD_TESTS=OFF
        -DPRINTJOB_BUILD_EXAMPLES=OFF
        ${FEATURE_OPTIONS}
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME printjob CONFIG_PATH share/cmake/printjob)
vcpkg_fixup_pkgconfig()
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
