#include "web_side.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "e2ms/base/log.hpp"
#include "files.hpp"
#include "metrics.hpp"
#include "notify.hpp"

namespace e2ms::daemon {

namespace asio = boost::asio;

namespace {

/// The interface writes underscores where the model files write hyphens.
std::string wire_name(device::Protocol protocol) {
  std::string name(device::word(protocol));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// What the pages show of a model.
http::ModelCards cards_of(Models const& models) {
  http::ModelCards cards;
  for (auto const& [id, model] : models)
    cards[id] = {.name = model.maker + " " + model.name,
                 .protocol = wire_name(model.protocol),
                 .phases = model.phases,
                 .decimals = static_cast<unsigned>(model.decimals),
                 .has_relay = model.has_relay(),
                 .medium = model.medium(),
                 .max_power_w = model.maximum_w(),
                 .rolls_at_wh = model.rollover_wh(),
                 .address = [protocol = model.protocol](std::string const& text) {
                   auto const address = device::MeterAddress::of(protocol, text);
                   return address ? std::optional(address->text()) : std::nullopt;
                 }};
  return cards;
}

}  // namespace

WebSide::WebSide(Parts parts)
    : parts_(parts),
      newsroom_(parts.store, parts.clock, live_),
      site_({.store = parts.store,
             .clock = parts.clock,
             .entropy = parts.entropy,
             .live = live_,
             .assets = http::Assets::of(web::files()),
             .models = cards_of(parts.models),
             .plain = {{"/healthz", [this] { return health(); }},
                       {"/readyz", [this] { return readiness(); }},
                       {"/metrics", [this] { return metrics(); }}},
             .limits = parts.config.web,
             .four_eyes = parts.config.four_eyes}),
      server_(loop_, parts.clock, parts.tls, parts.config.web,
              [this](http::Request request) { return site_.answer(std::move(request)); }),
      tasks_(loop_.get_executor()) {
  parts.store.feed().subscribe([this](std::span<store::Announcement const> announcements) {
    asio::post(loop_, [this, news = std::vector(announcements.begin(), announcements.end())] {
      newsroom_.hear(news);
    });
  });
}

Result<void> WebSide::listen() {
  TRY(auto const port, server_.listen(parts_.config.web_address, parts_.config.web_port));
  log::info("web_listening", {{"address", parts_.config.web_address}, {"port", port}});
  return {};
}

void WebSide::run() {
  asio::signal_set signals(loop_, SIGTERM, SIGINT);
  signals.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    log::info("daemon_stopping", {{"signal", signal}});
    notify_stopping();
    ending_ = true;
    asio::co_spawn(loop_, end(), asio::detached);
  });
  tasks_.spawn(live_.keep_beating(parts_.clock));
  tasks_.spawn(newsroom_.keep_publishing());
  tasks_.spawn(keep_watchdog(parts_.clock, parts_.field.loop().get_executor()));
  notify_ready();
  loop_.run();
}

asio::awaitable<void> WebSide::end() {
  co_await server_.stop(parts_.config.stop_grace);
  tasks_.cancel();
  loop_.stop();
}

http::Response WebSide::health() const {
  auto response = http::plain_text(parts_.store.healthy() ? "ok\n" : "store refuses writes\n");
  if (!parts_.store.healthy()) response.status = http::Status::unavailable;
  return response;
}

http::Response WebSide::readiness() const {
  bool const ready = parts_.store.healthy() && !ending_;
  auto response = http::plain_text(ready ? "ready\n" : "not ready\n");
  if (!ready) response.status = http::Status::unavailable;
  return response;
}

http::Response WebSide::metrics() const {
  auto const& field = parts_.field.figures();
  return http::plain_text(metrics_text({.web = server_.figures(),
                                        .listeners = live_.listeners(),
                                        .store_healthy = parts_.store.healthy(),
                                        .waiting_commands = parts_.store.waiting(),
                                        .lines = field.lines,
                                        .lines_online = field.lines_online,
                                        .dial_in = {.accepted = field.accepted,
                                                    .not_allowed = field.not_allowed,
                                                    .crowded_out = field.crowded_out,
                                                    .unnamed = field.unnamed,
                                                    .refused = field.refused,
                                                    .arrived = field.arrived,
                                                    .replaced = field.replaced},
                                        .unidentified = field.unidentified,
                                        .identified = field.identified}),
                          "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace e2ms::daemon
