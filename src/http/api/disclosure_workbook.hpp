#pragma once

#include <string>

#include "e2ms/query/disclosure.hpp"

namespace e2ms::http::api {

/// The disclosure sheet as people hang it up.
Result<std::string> disclosure_workbook(query::Disclosure::Sheet const& sheet);

}  // namespace e2ms::http::api
