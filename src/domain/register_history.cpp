#include "e2ms/domain/register_history.hpp"

#include <algorithm>

namespace e2ms {

namespace {

/// The differences of the registers that both readings have, or why there are none.
struct Step {
  Registers energy;
  std::optional<Rejection> why;
};

Exact span_of(MeteringPoint const& meter) {
  return Exact(boost::multiprecision::pow(boost::multiprecision::cpp_int(10), meter.digits));
}

/// What the meter can carry between two instants; nothing when that is not known.
std::optional<Exact> most(MeteringPoint const& meter, Instant from, Instant to) {
  if (!meter.max_kw) return std::nullopt;
  return *meter.max_kw * Exact((to - from).ms, hours(1).ms);
}

Step step(MeteringPoint const& meter, RegisterReading const& from, RegisterReading const& to) {
  Step found;
  auto const limit = most(meter, from.at, to.at);
  for (auto const& [name, before] : from.registers) {
    auto const after = to.registers.find(name);
    if (after == to.registers.end()) continue;
    Exact moved = after->second - before;
    if (moved < 0) {
      moved += span_of(meter);
      bool const tested = name != kReactiveRegister;
      bool const rolled = limit && (!tested || moved * meter.multiplier <= *limit);
      if (!rolled) return {{}, Rejection::rollback};
    }
    found.energy[name] = moved * meter.multiplier;
  }
  if (limit && active_energy(found.energy) > *limit) found.why = Rejection::too_much;
  return found;
}

class MeterHistory {
 public:
  MeterHistory(MeteringPoint const& meter, RegisterHistory& history)
      : meter_(meter), history_(history) {}

  void take(RegisterReading const& reading) {
    // So many of the last ones count; behind them stand estimates that turn out too high.
    auto count = accepted_.size();
    std::optional<EnergyPair> pair;
    while (count > 0 && !pair) {
      auto const& last = accepted_[count - 1];
      if (last.at == reading.at) return reject(reading, Rejection::same_instant);
      auto const next = step(meter_, last, reading);
      if (!next.why)
        pair = EnergyPair{reading.meter, last.at, reading.at, next.energy};
      else if (*next.why == Rejection::rollback && last.estimated && !reading.estimated)
        --count;
      else
        return reject(reading, *next.why);
    }
    accepted_.resize(count);
    steps_.resize(count > 0 ? count - 1 : 0);
    if (pair) steps_.push_back(*std::move(pair));
    accepted_.push_back(reading);
  }

  void finish() { history_.pairs.insert(history_.pairs.end(), steps_.begin(), steps_.end()); }

 private:
  void reject(RegisterReading const& reading, Rejection why) {
    history_.rejected.push_back({reading.meter, reading.at, why});
  }

  MeteringPoint const& meter_;
  RegisterHistory& history_;
  std::vector<RegisterReading> accepted_;
  std::vector<EnergyPair> steps_;
};

}  // namespace

RegisterHistory judge(std::vector<MeteringPoint> const& meters,
                      std::vector<RegisterReading> readings) {
  std::stable_sort(readings.begin(), readings.end(),
                   [](auto const& a, auto const& b) { return a.at < b.at; });
  RegisterHistory history;
  for (std::size_t i = 0; i < meters.size(); ++i) {
    MeterHistory meter(meters[i], history);
    for (auto const& reading : readings)
      if (reading.meter == i) meter.take(reading);
    meter.finish();
  }
  std::stable_sort(history.rejected.begin(), history.rejected.end(),
                   [](auto const& a, auto const& b) { return a.at < b.at; });
  return history;
}

Exact active_energy(Registers const& energy) {
  if (auto const total = energy.find(kTotalRegister); total != energy.end()) return total->second;
  Exact sum = 0;
  for (auto const& [name, each] : energy)
    if (name != kReactiveRegister) sum += each;
  return sum;
}

}  // namespace e2ms
