#include "e2ms/query/tariff_page.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct Row {
  TariffId id;
  std::string name;
  Medium medium;
  std::int64_t accounts;
};

/// More versions than a page can show are of no use to anybody.
constexpr std::int64_t kMostVersions = 200;

std::vector<Row> rows(store::ReadTx& tx, ProjectId project, TariffId after, TariffId only,
                      std::int64_t at_most) {
  return tx.all<Row>("tariff_page.tariffs", in("project", project), in("after", after),
                     in("tariff", only), in("at_most", at_most));
}

}  // namespace

Result<Tariffs::Answer> answer(store::ReadTx& tx, Tariffs const& question) {
  Tariffs::Answer found;
  for (auto& row : rows(tx, question.project, question.after, {}, question.at_most)) {
    auto const tariff = in("tariff", row.id);
    auto const at = in("at", question.at);
    found.push_back({row.id, std::move(row.name), row.medium, row.accounts,
                     tx.one<Tariffs::Terms>("tariff_page.in_force", tariff, at),
                     tx.one<Tariffs::Terms>("tariff_page.upcoming", tariff, at)});
  }
  return found;
}

Result<TariffPage::Answer> answer(store::ReadTx& tx, TariffPage const& question) {
  using State = TariffPage::State;
  auto const found = rows(tx, question.project, {}, question.tariff, 1);
  if (found.empty()) return TariffPage::Answer{};
  auto const& row = found.front();
  TariffPage::Page page{row.id, row.name, row.medium, row.accounts, {}};
  std::optional<Instant> until;
  bool in_force = false;
  for (auto& version : tx.all<TariffPage::Version>(
           "tariff_page.versions", in("tariff", question.tariff), in("at_most", kMostVersions))) {
    if (version.withdrawn_at) {
      page.versions.push_back({std::move(version), State::withdrawn, std::nullopt});
      continue;
    }
    auto const begin = version.valid_from;
    bool const future = begin > question.at;
    auto const state = future ? State::future : in_force ? State::past : State::in_force;
    in_force = in_force || !future;
    page.versions.push_back({std::move(version), state, until});
    until = begin;
  }
  return TariffPage::Answer{std::move(page)};
}

}  // namespace e2ms::query
