#pragma once

#include <map>
#include <string>
#include <string_view>

namespace e2ms::http {

/// The files of a zip archive by name; none when it is not one.
std::map<std::string, std::string> unzipped(std::string_view archive);

}  // namespace e2ms::http
