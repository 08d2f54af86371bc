#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "e2ms/base/log.hpp"
#include "serve.hpp"
#include "tool_decode.hpp"
#include "tool_model.hpp"
#include "tool_price.hpp"
#include "tools.hpp"

namespace {

constexpr int kWrongUsage = 64;

/// What stands on the command line.
struct Orders {
  std::string config = "/etc/e2ms/e2ms.json";
  std::string site;
  std::string database;
  std::string to;
};

void describe(CLI::App& app, Orders& orders) {
  app.require_subcommand(1);
  app.set_version_flag("--version", E2MS_VERSION);
  auto* const serve = app.add_subcommand("serve", "run the daemon");
  serve->add_option("--config", orders.config, "configuration file")->capture_default_str();
  auto* const init = app.add_subcommand("init", "make the database of a site");
  init->add_option("--config", orders.config, "configuration file")->capture_default_str();
  init->add_option("--site", orders.site, "site file")->required();
  auto* const verify = app.add_subcommand("verify", "recompute the whole ledger");
  verify->add_option("database", orders.database, "database file")->required();
  auto* const backup = app.add_subcommand("backup", "copy the database while it is in use");
  backup->add_option("database", orders.database, "database file")->required();
  backup->add_option("to", orders.to, "new file")->required();
  app.add_subcommand("price", "price the tariff cases of a file: e2ms price FILE|-");
  app.add_subcommand("decode", "explain frames of meters, see e2ms decode --help")
      ->prefix_command();
  app.add_subcommand("model", "check files of meter models, see e2ms model")->prefix_command();
}

int run(int count, char** words) {
  using namespace e2ms::daemon;
  std::vector<std::string> const arguments(words + 1, words + count);
  // These have contracts of their own for their arguments and exit codes.
  if (!arguments.empty() && arguments.front() == "decode")
    return decode_tool(std::span(arguments).subspan(1), std::cin, std::cout, std::cerr);
  if (!arguments.empty() && arguments.front() == "price")
    return price_tool(std::span(arguments).subspan(1), std::cin, std::cout, std::cerr);
  if (!arguments.empty() && arguments.front() == "model")
    return model_tool(std::span(arguments).subspan(1), std::cout, std::cerr);

  CLI::App app{"e2ms: prepaid electricity management"};
  Orders orders;
  describe(app, orders);
  try {
    app.parse(count, words);
  } catch (CLI::ParseError const& answer) {
    return app.exit(answer) == 0 ? 0 : kWrongUsage;
  }
  if (app.got_subcommand("serve")) return serve(orders.config);
  if (app.got_subcommand("init"))
    return init_tool({orders.config, orders.site}, std::cout, std::cerr);
  if (app.got_subcommand("verify")) return verify_tool(orders.database, std::cout, std::cerr);
  return backup_tool({orders.database, orders.to}, std::cout, std::cerr);
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(count, words);
  } catch (std::exception const& trouble) {
    e2ms::log::error("gave_up", {{"trouble", trouble.what()}});
    return 1;
  }
}
