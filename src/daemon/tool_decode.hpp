#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace e2ms::daemon {

/// `e2ms decode --protocol P [--request HEX] [--max-length N] HEX|-`: prints one JSON object per
/// valid frame of a byte stream. Returns the exit code: 0 with a frame, 2 without, 64 for a wrong
/// use, which it explains on `err`.
int decode_tool(std::span<std::string const> args, std::istream& in, std::ostream& out,
                std::ostream& err);

}  // namespace e2ms::daemon
