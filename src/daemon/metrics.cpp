#include "metrics.hpp"

#include <string_view>

namespace e2ms::daemon {

namespace {

class Page {
 public:
  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    add("counter", name, help, value);
  }
  void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    add("gauge", name, help, value);
  }
  std::string take() { return std::move(text_); }

 private:
  void add(std::string_view type, std::string_view name, std::string_view help,
           std::uint64_t value) {
    std::string const full = "e2ms_" + std::string(name);
    text_ += "# HELP " + full + " " + std::string(help) + "\n# TYPE " + full + " " +
             std::string(type) + "\n" + full + " " + std::to_string(value) + "\n";
  }

  std::string text_;
};

}  // namespace

std::string metrics_text(Figures const& figures) {
  Page page;
  auto const& web = figures.web;
  page.gauge("store_healthy", "1 while the database accepts writes.", figures.store_healthy);
  page.gauge("store_waiting_commands", "Commands waiting for the writer.",
             figures.waiting_commands);
  page.gauge("lines", "Lines in the archives.", figures.lines);
  page.gauge("lines_online", "Lines with a connection.", figures.lines_online);
  auto const& door = figures.dial_in;
  page.gauge("dial_in_unidentified", "Callers that have not said who they are.",
             figures.unidentified);
  page.gauge("dial_in_identified", "Connected gateways that dialled in.", figures.identified);
  page.counter("dial_in_accepted_total", "Calls that were let in.", door.accepted);
  page.counter("dial_in_not_allowed_total", "Calls from outside the allowed networks.",
               door.not_allowed);
  page.counter("dial_in_crowded_out_total", "Callers dropped because too many waited.",
               door.crowded_out);
  page.counter("dial_in_unnamed_total", "Callers that gave no registration.", door.unnamed);
  page.counter("dial_in_refused_total", "Calls under a registration that is not known.",
               door.refused);
  page.counter("dial_in_arrived_total", "Calls of known gateways.", door.arrived);
  page.counter("dial_in_replaced_total", "Connections that gave way to a newer call.",
               door.replaced);
  page.gauge("web_connections", "Open HTTPS connections.", web.connections);
  page.gauge("web_listeners", "Pages that follow live events.", figures.listeners);
  page.counter("web_accepted_total", "Accepted connections.", web.accepted);
  page.counter("web_turned_away_total", "Connections over the limit.", web.turned_away);
  page.counter("web_timed_out_total", "Connections closed for being slow.", web.timed_out);
  page.counter("web_bad_requests_total", "What was no HTTP or too large.", web.bad_requests);
  page.counter("web_requests_total", "Answered requests.", web.requests);
  page.counter("web_server_errors_total", "Answers with status 500 and above.", web.server_errors);
  return page.take();
}

}  // namespace e2ms::daemon
