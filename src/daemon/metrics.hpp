#pragma once

#include <cstddef>
#include <string>

#include "e2ms/http/server.hpp"
#include "e2ms/transport/dial_in.hpp"

namespace e2ms::daemon {

struct Figures {
  http::ServerFigures web;
  std::size_t listeners;
  bool store_healthy;
  std::size_t waiting_commands;
  std::size_t lines;
  std::size_t lines_online;
  transport::DialInFigures dial_in;
  std::size_t unidentified;
  std::size_t identified;
};

/// In the text format of Prometheus, version 0.0.4. docs/operations.md explains each figure.
std::string metrics_text(Figures const& figures);

}  // namespace e2ms::daemon
