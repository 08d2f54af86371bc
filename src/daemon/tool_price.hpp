#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace e2ms::daemon {

/// `e2ms price FILE|-`: prices the tariff cases of a file, one JSON object a line, in their order.
/// Returns the exit code: 0, 1 when a case has a mistake (which its object names), 2 for a file
/// that holds no cases, 64 for a wrong use; both are explained on `err`.
int price_tool(std::span<std::string const> args, std::istream& in, std::ostream& out,
               std::ostream& err);

}  // namespace e2ms::daemon
