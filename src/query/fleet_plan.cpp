#include "e2ms/query/fleet_plan.hpp"

#include "e2ms/domain/read_wish.hpp"

namespace e2ms::query {

using store::in;

Result<FleetPlan::Answer> answer(store::ReadTx& tx, FleetPlan const& question) {
  return FleetPlan::Answer{tx.all<FleetPlan::Line>("field.lines"),
                           tx.all<FleetPlan::Meter>("field.meters", in("now", question.at))};
}

Result<SupplyGaps::Answer> answer(store::ReadTx& tx, SupplyGaps const&) {
  return tx.all<SupplyGaps::Gap>("supply.gaps");
}

Result<SupplyGapOf::Answer> answer(store::ReadTx& tx, SupplyGapOf const& question) {
  return tx.one<SupplyGaps::Gap>("supply.gap_of", in("meter", question.meter));
}

Result<ReadWishes::Answer> answer(store::ReadTx& tx, ReadWishes const& question) {
  return tx.all<ReadWishes::Wish>("read_wish.open", in("since", question.at - kReadPatience),
                                  in("now", question.at));
}

Result<ClockJobs::Answer> answer(store::ReadTx& tx, ClockJobs const&) {
  return ClockJobs::Answer{tx.all<ClockJobs::Project>("field.projects"),
                           tx.all<ClockJobs::Job>("field.jobs")};
}

}  // namespace e2ms::query
