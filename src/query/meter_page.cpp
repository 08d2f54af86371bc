#include "e2ms/query/meter_page.hpp"

namespace e2ms::query {

using store::in;

Result<LineOf::Answer> answer(store::ReadTx& tx, LineOf const& question) {
  return tx.one<LineOf::Line>("meter_page.line", in("meter", question.meter));
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
