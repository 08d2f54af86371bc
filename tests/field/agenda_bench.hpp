#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "agenda.hpp"

namespace e2ms::field {

inline constexpr Duration kMinute = minutes(1);
inline constexpr MeterId kFirst{1};
inline constexpr MeterId kSecond{2};
inline constexpr DecisionId kDecision{7};

inline Rhythm every(Duration interval) {
  return Rhythm::every(interval);
}

inline bool is_order(Step const& step, MeterId meter) {
  return step.kind == Step::Kind::order && step.meter == meter;
}
inline bool is_poll(Step const& step, MeterId meter) {
  return step.kind == Step::Kind::poll && step.meter == meter;
}

/// The first poll at or after `now`, and when it is due.
inline std::pair<MeterId, Duration> next_poll(Agenda const& agenda, Duration now) {
  auto step = agenda.next(now);
  while (step.kind == Step::Kind::rest) {
    now = step.until;
    step = agenda.next(now);
  }
  return {step.meter, now};
}

}  // namespace e2ms::field
