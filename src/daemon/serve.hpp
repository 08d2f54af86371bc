#pragma once

#include <string>

namespace e2ms::daemon {

/// Runs the daemon until SIGTERM or SIGINT. Exit code 0 after an orderly end, 2 when the
/// configuration, the models, the certificate, the database or an address would not do.
int serve(std::string const& config_path);

}  // namespace e2ms::daemon
