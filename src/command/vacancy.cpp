#include "vacancy.hpp"

#include "alarms.hpp"
#include "e2ms/domain/medium.hpp"
#include "wishing.hpp"

namespace e2ms::command {

using store::in;

void review_vacancy(store::WriteTx& tx, AccountId account, Instant at, ReviewCause const& cause) {
  struct Use {
    MeterId meter;
    Medium medium;
    Energy used;
  };
  auto const rules = by_rule();
  for (auto const& meter : tx.all<RelayMeter>("supply.relay_meters_of", in("account", account),
                                              in("held", SupplyVerdict::held))) {
    auto const& who = cause.meter.value_or(meter.id) == meter.id ? cause : rules;
    decide(tx, meter, rule_vacant(meter.hold),
           {.at = at,
            .actor = who.actor,
            .note = who.note,
            .account = account,
            .new_hands = cause.new_hands});
  }
  for (auto const& use : tx.all<Use>("hands.vacant_use", in("account", account)))
    open_alarm(tx, AlarmKind::vacant_use, {.meter = use.meter}, quantity_text(use.used, use.medium),
               at);
}

}  // namespace e2ms::command
