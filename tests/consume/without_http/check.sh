# Installed without JSON and HTTP, where there is no nlohmann/json.

core=$build/core
check "without HTTP it installs where there is no nlohmann/json" \
    install_to "$core" "$release" -DPRINTJOB_HTTP=OFF $no_json
check "it lacks the headers of JSON and HTTP" has_the_headers "$core" "$release" json http 'http_*.hpp'
check "it has no pkg-config file for HTTP" has_besides "$core" "${package[@]}" share/pkgconfig/printjob.pc
check "its core is found where there is no nlohmann/json" ask_for "$version;COMPONENTS;printjob" "$core" $no_json
check_refused "its HTTP is not" "installed without printjob::http" ask_for "$version;COMPONENTS;http" "$core"
check "with HTTP it is found as a component" ask_for "$version;COMPONENTS;printjob;http" "$installed"
cmake=$newer_cmake
check "by its CPS file it is found there too" ask_for "$version;COMPONENTS;printjob" "$core" $no_json
