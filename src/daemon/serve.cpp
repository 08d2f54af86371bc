#include "serve.hpp"

#include <iostream>

#include "config.hpp"
#include "e2ms/base/log.hpp"
#include "e2ms/http/tls.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "e2ms/store/open.hpp"
#include "field_side.hpp"
#include "models.hpp"
#include "system_clock.hpp"
#include "system_entropy.hpp"
#include "web_side.hpp"

namespace e2ms::daemon {

namespace {

constexpr int kCannotStart = 2;

Result<http::TlsIdentity> tls_identity(Config const& config, Instant now) {
  if (config.self_signed)
    TRY_VOID(http::make_certificate_if_absent(config.tls, config.self_signed_host, now));
  return http::TlsIdentity::load(config.tls, now);
}

/// Where the meters' clocks run. A database holds one project.
Result<Zone> zone_of(std::string const& database) {
  std::string name = "Asia/Shanghai";
  TRY_VOID(store::look_into(database, [&name](store::ReadTx& tx) {
    auto const jobs = answer(tx, query::ClockJobs{});
    if (jobs && !jobs->projects.empty()) name = jobs->projects.front().time_zone;
  }));
  return Zone::named(name);
}

/// Everything meets here, top to bottom.
Result<void> run(Config const& config, Models const& models) {
  SystemClock clock;
  SystemEntropy entropy;
  TRY(auto const tls, tls_identity(config, clock.now()));
  TRY(auto store, store::open(config.database, config.store));
  TRY(auto const zone, zone_of(config.database));

  FieldSide field({.config = config,
                   .models = models,
                   .store = *store,
                   .clock = clock,
                   .entropy = entropy,
                   .zone = zone});
  WebSide web({.config = config,
               .models = models,
               .tls = tls,
               .store = *store,
               .clock = clock,
               .entropy = entropy,
               .field = field});
  TRY_VOID(web.listen());
  TRY_VOID(field.start());
  web.run();
  field.stop();
  // The writer's last answers are posted to the loops, so it ends before they do.
  store.reset();
  log::info("daemon_stopped");
  return {};
}

}  // namespace

int serve(std::string const& config_path) {
  auto const file = read_config(config_path);
  if (!file.config) {
    std::cerr << to_text(config_path, file.problems);
    return kCannotStart;
  }
  log::open(file.config->log_level);
  document::FileProblems problems;
  auto const models = read_models(file.config->models, problems);
  if (!problems.empty()) {
    std::cerr << to_text(file.config->models, problems);
    return kCannotStart;
  }
  log::info("daemon_starting", {{"database", file.config->database}, {"models", models.size()}});
  auto const ended = run(*file.config, models);
  if (!ended) log::error("daemon_cannot_start", {{"fault", ended.fault()}});
  log::close();
  return ended ? 0 : kCannotStart;
}

}  // namespace e2ms::daemon
