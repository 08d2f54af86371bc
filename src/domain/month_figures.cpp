#include "e2ms/domain/month_figures.hpp"

namespace e2ms {

namespace {

constexpr std::int64_t kMilliwattsPerKilowatt = 1'000'000;
constexpr std::int64_t kPerKilo = 1000;

}  // namespace

void use_figures(MonthFigures const& figures, BillPeriod& period) {
  if (figures.demand_mw) period.demand_kw = Exact(*figures.demand_mw, kMilliwattsPerKilowatt);
  if (figures.energy) period.pf_kwh = Exact(figures.energy->wh(), kPerKilo);
  if (figures.reactive_varh) period.pf_kvarh = Exact(*figures.reactive_varh, kPerKilo);
}

std::vector<MissingFigure> missing_figures(TariffVersion const* terms, BillPeriod const& period,
                                           Exact const& kwh) {
  std::vector<MissingFigure> missing;
  if (terms == nullptr) return missing;
  if (terms->demand && !period.demand_kw) missing.push_back(MissingFigure::demand);
  bool const used = kwh != 0 || period.pf_kwh.value_or(0) != 0;
  if (terms->power_factor && used && !period.pf_kvarh) missing.push_back(MissingFigure::reactive);
  return missing;
}

}  // namespace e2ms
