#include "e2ms/query/meter_page.hpp"

#include "e2ms/store/ratios.hpp"

namespace e2ms::query {

using store::in;

Result<LineOf::Answer> answer(store::ReadTx& tx, LineOf const& question) {
  return tx.one<LineOf::Line>("meter_page.line", in("meter", question.meter));
}

std::int64_t MeterChanges::Answer::ratio_at(Instant at) const {
  std::int64_t found = ratios.front().ratio;
  for (auto const& each : ratios)
    if (each.since <= at) found = each.ratio;
  return found;
}

Result<MeterChanges::Answer> answer(store::ReadTx& tx, MeterChanges const& question) {
  struct Row {
    std::optional<Instant> retired_at;
    std::optional<MeterId> replaced_by;
    std::optional<MeterId> replaces;
    std::optional<Energy> rolls_at;
  };
  auto const meter = in("meter", question.meter);
  auto const row = tx.one<Row>("meter_page.changes", meter);
  if (!row) return Fault{FaultCode::not_found};
  auto ratios = tx.all<MeterChanges::Ratio>("meter_page.ratios", meter);
  auto const standing = store::ratios(tx, question.meter);
  std::erase_if(ratios, [&standing](MeterChanges::Ratio const& each) {
    return !store::begins_at(standing, each.since);
  });
  return MeterChanges::Answer{row->retired_at, row->replaced_by, row->replaces, row->rolls_at,
                              std::move(ratios)};
}

Result<ReadWishOf::Answer> answer(store::ReadTx& tx, ReadWishOf const& question) {
  return tx.one<ReadWishOf::Wish>("read_wish.of_meter", in("meter", question.meter));
}

Result<Decisions::Answer> answer(store::ReadTx& tx, Decisions const& question) {
  Decisions::Answer traced;
  for (auto& decision : tx.all<Decisions::Decision>(
           "meter_page.decisions", in("meter", question.meter), in("before", question.before),
           in("at_most", question.at_most))) {
    auto steps = tx.all<Decisions::Step>("meter_page.steps", in("decision", decision.id),
                                         in("at_most", Decisions::kMostSteps));
    traced.push_back({std::move(decision), std::move(steps)});
  }
  return traced;
}

}  // namespace e2ms::query
