# Runs a port's portfile as vcpkg does, with stand-ins for the functions of vcpkg that it calls: each does to the files
# what vcpkg's does. Triplet, downloads and vcpkg's own toolchain are left out.
#
#     cmake -Dport=<its folder> -Dpackage=<where to install> -Dbuild=<folder> -Dfeatures=<list> -P build_port.cmake

cmake_minimum_required(VERSION 3.25)

cmake_path(GET port FILENAME PORT)
set(CURRENT_PORT_DIR ${port})
set(CURRENT_PACKAGES_DIR ${package})
set(FEATURES core ${features})
file(READ ${port}/vcpkg.json manifest)
string(JSON VERSION GET "${manifest}" version)

# A stand-in knows the arguments that ours needs; any other is a mistake.
macro(read_arguments single multiple)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "${single}" "${multiple}")
    if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR "wrong arguments: ${ARGV}")
    endif()
endmacro()

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# FEATURES is a list of pairs: a feature and the option that it switches.
function(vcpkg_check_features)
    read_arguments("OUT_FEATURE_OPTIONS" "FEATURES")
    set(options)
    while(arg_FEATURES)
        list(POP_FRONT arg_FEATURES feature option)
        string(JSON known ERROR_VARIABLE unknown GET "${manifest}" features ${feature})
        if(unknown)
            message(FATAL_ERROR "the manifest has no feature ${feature}")
        endif()
        if(feature IN_LIST FEATURES)
            list(APPEND options -D${option}=ON)
        else()
            list(APPEND options -D${option}=OFF)
        endif()
    endwhile()
    set(${arg_OUT_FEATURE_OPTIONS} ${options} PARENT_SCOPE)
endfunction()

# An option that the project does not know is an error.
function(vcpkg_cmake_configure)
    read_arguments("SOURCE_PATH" "OPTIONS")
    file(REMOVE_RECURSE ${build})
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${build} -G Ninja ${arg_OPTIONS}
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}
        -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_INSTALL_BINDIR=bin -DCMAKE_ERROR_ON_ABSOLUTE_INSTALL_DESTINATION=ON
        -DCMAKE_FIND_PACKAGE_NO_PACKAGE_REGISTRY=ON
        ERROR_VARIABLE warnings ECHO_ERROR_VARIABLE COMMAND_ERROR_IS_FATAL ANY)
    foreach(option IN LISTS arg_OPTIONS)
        string(REGEX REPLACE "^-D([^=]+)=.*$" "\\1" name ${option})
        if(warnings MATCHES "not used by the project:.*[ \n]${name}\n")
            message(FATAL_ERROR "the project does not know ${name}")
        endif()
    endforeach()
endfunction()

function(vcpkg_cmake_install)
    run(${CMAKE_COMMAND} --build ${build} --target install)
endfunction()

# The config moves to share/<name>, one folder nearer to the prefix, and share/cmake goes.
function(vcpkg_cmake_config_fixup)
    read_arguments("PACKAGE_NAME;CONFIG_PATH" "")
    set(place ${CURRENT_PACKAGES_DIR}/share/${arg_PACKAGE_NAME})
    file(COPY ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/ DESTINATION ${place})
    cmake_path(GET arg_CONFIG_PATH PARENT_PATH folder)
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/${folder})
    set(step [[get_filename_component(_IMPORT_PREFIX "${_IMPORT_PREFIX}" PATH)]])
    file(GLOB scripts ${place}/*.cmake)
    foreach(script IN LISTS scripts)
        file(READ ${script} text)
        string(REPLACE "${step}\n${step}\n${step}\n" "${step}\n${step}\n" text "${text}")
        file(WRITE ${script} "${text}")
    endforeach()
endfunction()

# Each file's prefix is made to follow from its own place, and pkg-config has to accept it.
function(vcpkg_fixup_pkgconfig)
    read_arguments("" "")
    file(GLOB_RECURSE files ${CURRENT_PACKAGES_DIR}/*.pc)
    foreach(file IN LISTS files)
        cmake_path(GET file PARENT_PATH folder)
        cmake_path(RELATIVE_PATH CURRENT_PACKAGES_DIR BASE_DIRECTORY ${folder} OUTPUT_VARIABLE up)
        file(READ ${file} text)
        string(REGEX REPLACE "(^|\n)prefix *=[^\n]*" "\\1" text "${text}")
        file(WRITE ${file} "prefix=\${pcfiledir}/${up}\n${text}")
    endforeach()
    set(ENV{PKG_CONFIG_PATH} ${CURRENT_PACKAGES_DIR}/share/pkgconfig)
    foreach(file IN LISTS files)
        cmake_path(GET file STEM name)
        run(pkg-config --print-errors --exists ${name})
    endforeach()
endfunction()

function(vcpkg_install_copyright)
    read_arguments("" "FILE_LIST")
    file(COPY_FILE ${arg_FILE_LIST} ${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright)
endfunction()

file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR})
include(${port}/portfile.cmake)
