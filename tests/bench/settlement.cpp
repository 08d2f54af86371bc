#include <CLI/CLI.hpp>
#include <cstdio>

#include "bench_folder.hpp"
#include "e2ms/base/log.hpp"
#include "settled_town.hpp"

int main(int argc, char** argv) {
  CLI::App app{"What it costs to settle, to charge one more reading, and to verify."};
  std::string where = ".", what = "all";
  int accounts = 2'000, year = 365, verified = 1'000;
  app.add_option("what", what, "Which of them")
      ->check(CLI::IsMember({"all", "night", "reading", "verify"}));
  app.add_option("--in", where, "Folder on the file system that counts");
  app.add_option("--accounts", accounts, "Settled in a night")->check(CLI::Range(1, 1'000'000));
  app.add_option("--days", year, "Behind the account that is read once more")
      ->check(CLI::Range(1, 3'660));
  app.add_option("--verified", verified, "Accounts whose month is verified")
      ->check(CLI::Range(1, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  constexpr int kReadOnceMore = 20, kMonth = 30;
  auto const wanted = [&what](char const* one) { return what == "all" || what == one; };
  e2ms::log::open(e2ms::log::Level::error);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  {
    using namespace e2ms::bench;
    if (wanted("night")) measure_night(BenchFolder(where), accounts);
    if (wanted("reading")) measure_one_more_reading(BenchFolder(where), kReadOnceMore, year);
    if (wanted("verify")) measure_verification(BenchFolder(where), verified, kMonth);
  }
  e2ms::log::close();
  return 0;
}
