#include "support/house.hpp"

#include "e2ms/command/archive.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "migrate.hpp"
#include "session.hpp"

namespace e2ms::test {

bool prices_water(std::string const& terms) {
  return document::terms_from_text(terms).terms.medium == Medium::water;
}

House::House() : House(Rules{}) {}

House::House(Rules const& rules)
    : session_(std::make_unique<store::Session>(":memory:", store::Access::read_write)) {
  ENSURE(store::migrate(*session_).has_value());
  command::AddProject const project_order{"campus", rules.time_zone, rules.warning_grace,
                                          rules.fresh_reading};
  project = submit(project_order)->id;
  command::AddLine const line_order{.project = project,
                                    .name = "bus 1",
                                    .mode = LineMode::dial_in,
                                    .host = std::nullopt,
                                    .port = std::nullopt,
                                    .registration = "bus-1",
                                    .framing = Framing::transparent,
                                    .answer_time = seconds(1),
                                    .gap = milliseconds(50)};
  line = submit(line_order)->id;
  command::AddMeterGroup const group_order{.project = project,
                                           .name = "5 min",
                                           .energy = minutes(5),
                                           .momentary = minutes(5),
                                           .status = minutes(5),
                                           .clock = days(1),
                                           .freezes = true};
  group = submit(group_order)->id;
  auto const publish = [&](std::string const& name, std::string const& terms) {
    command::PublishTariff const price{project, name, rules.price_from, terms, {0}};
    auto const published = submit(price);
    ENSURE(published.has_value() && published->verdict == command::Archived::added);
    return published->id;
  };
  bool const flat = rules.terms.empty() || prices_water(rules.terms);
  tariff = publish("flat", flat ? document::flat_document({rules.price_e8}) : rules.terms);
  water = prices_water(rules.terms) ? publish("water", rules.terms) : TariffId{0};
}

House::~House() = default;

std::unique_ptr<store::WriteTx> House::begin() {
  announced_.clear();
  session_->plain("BEGIN IMMEDIATE");
  return std::make_unique<store::WriteTx>(*session_, announced_);
}

void House::end(bool keep) {
  session_->plain(keep ? "COMMIT" : "ROLLBACK");
  if (!keep) announced_.clear();
}

void House::sql(std::string const& statement) {
  session_->plain(statement);
}

std::int64_t House::number(std::string const& select) {
  return session_->number(select);
}

std::vector<std::string> House::texts(std::string const& select) {
  soci::rowset<std::string> const rows = session_->soci().prepare << select;
  return {rows.begin(), rows.end()};
}

}  // namespace e2ms::test
