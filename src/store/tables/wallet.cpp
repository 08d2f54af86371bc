#include "e2ms/store/wallet.hpp"

#include "e2ms/base/text.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/domain/energy_price.hpp"

namespace e2ms::store {

namespace {

struct AccrualRow {
  MeterId meter;
  std::string bill;
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  std::int64_t reg;
  Price price;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;
  std::optional<Energy> tier_from;
  std::optional<Energy> tier_to;
  Energy rolled;
  std::int64_t ratio;
  Energy line_energy;
  Money line_amount;
};

struct EnergyRow {
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  Energy energy;
};

struct VersionRow {
  TariffVersionId id;
  Instant valid_from;
  std::string time_zone;  ///< of the project, the same in each
  Instant opened_at;
};

std::optional<TierSpan> tiers_of(AccrualRow const& row) {
  if (!row.tier_from || !row.tier_to) return std::nullopt;
  return TierSpan{*row.tier_from, *row.tier_to};
}

}  // namespace

std::vector<Accrual> accruals(ReadTx& tx, AccountId account) {
  std::vector<Accrual> found;
  auto const take = [&found](AccrualRow row) {
    found.push_back({.meter = row.meter,
                     .piece = {.line = {std::move(row.bill), row.version, std::move(row.code),
                                        static_cast<unsigned>(row.tier), std::move(row.period)},
                               .reg = static_cast<RegisterIndex>(row.reg),
                               .price = row.price,
                               .from = {row.from_at, row.from_total, row.from_computed},
                               .to = {row.to_at, row.to_total, row.to_computed},
                               .tiers = tiers_of(row),
                               .rolled = row.rolled},
                     .ratio = row.ratio,
                     .posted = {row.line_energy, row.line_amount}});
  };
  tx.each<AccrualRow>("account.accruals", take, in("account", account));
  return found;
}

Result<PublishedVersion> published(ReadTx& tx, TariffVersionId id, Instant valid_from) {
  auto const load = [&] {
    auto const text = tx.one<std::string>("account.version_document", in("version", id));
    ENSURE(text.has_value());
    auto document = document::terms_from_text(*text);
    document.terms.id = std::to_string(id.value);
    document.terms.valid_from = valid_from;
    return document;
  };
  auto const& document = tx.shelf().get<document::TariffDocument>(id.value, load);
  // Nobody publishes such a document; somebody wrote into the database.
  if (!document.problems.empty()) return Fault{FaultCode::bad_value};
  return PublishedVersion{id, &document.terms};
}

Result<Pricing> pricing(ReadTx& tx, AccountId account, Instant from) {
  auto const rows =
      tx.all<VersionRow>("account.price_versions", in("account", account), in("from", from));
  // What was used before the first price has none.
  if (rows.empty()) return Fault{FaultCode::not_found};
  TRY(auto const zone, Zone::named(rows.front().time_zone));
  Pricing found{{}, zone, rows.front().opened_at};
  for (auto const& row : rows) {
    TRY(auto const version, published(tx, row.id, row.valid_from));
    found.versions.push_back(version);
  }
  return found;
}

std::vector<EnergyLine> posted_energy(ReadTx& tx, Pricing const& prices, AccountId account,
                                      std::string const& bill) {
  std::vector<EnergyLine> lines;
  auto const month = parse_integer(std::string_view(bill).substr(std::string_view("2026-").size()));
  for (auto const& row :
       tx.all<EnergyRow>("bill.posted_energy", in("account", account), in("bill", bill)))
    for (auto const& version : prices.versions) {
      if (version.id != row.version) continue;
      BillLineKey const key{row.code, version.terms->id, static_cast<unsigned>(row.tier),
                            row.period};
      auto const price =
          energy_line_price(*version.terms, key, static_cast<unsigned>(month.value_or(1)));
      if (price) lines.push_back({key, Exact(row.energy.wh(), 1000), *price});
    }
  return lines;
}

}  // namespace e2ms::store
