#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace e2ms::daemon {

/// `e2ms model check FILE...`: whether these are models the daemon would load. A line for each
/// problem, `file:place: text` with the place as a JSON pointer, or `file: ok`. Returns the exit
/// code: 0 all are, 1 one is not, 64 wrong usage.
int model_tool(std::span<std::string const> args, std::ostream& out, std::ostream& err);

}  // namespace e2ms::daemon
