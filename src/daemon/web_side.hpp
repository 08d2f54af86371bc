#pragma once

#include <boost/asio/io_context.hpp>

#include "config.hpp"
#include "e2ms/http/live.hpp"
#include "e2ms/http/newsroom.hpp"
#include "e2ms/http/server.hpp"
#include "e2ms/http/site.hpp"
#include "field_side.hpp"
#include "loop_tasks.hpp"

namespace e2ms::daemon {

/// The web loop and everything on it: server, pages, API, live events, health, metrics. Runs on
/// the main thread; its references outlive it.
class WebSide {
 public:
  struct Parts {
    Config const& config;
    Models const& models;
    http::TlsIdentity const& tls;
    store::Store& store;
    port::Clock& clock;
    port::Entropy& entropy;
    FieldSide& field;
  };
  explicit WebSide(Parts parts);

  /// Fault `network` when the address cannot be had.
  Result<void> listen();

  /// Serves until SIGTERM or SIGINT, then lets running requests finish.
  void run();

  boost::asio::io_context& loop() { return loop_; }

 private:
  http::Response health() const;
  http::Response readiness() const;
  http::Response metrics() const;
  boost::asio::awaitable<void> end();

  Parts parts_;
  boost::asio::io_context loop_{1};
  http::Live live_;
  http::Newsroom newsroom_;
  http::Site site_;
  http::Server server_;
  LoopTasks tasks_;
  bool ending_ = false;
};

}  // namespace e2ms::daemon
