#include "freeze_visit.hpp"

#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/command/record_freeze.hpp"

namespace e2ms::field {

namespace {

// A clock that is a little slow has not frozen yet when ours says so.
constexpr Duration kSlowClock = hours(3);

std::string_view word(FreezeVerdict verdict) {
  switch (verdict) {
    case FreezeVerdict::accepted:
      return "accepted";
    case FreezeVerdict::absent:
      return "absent";
    case FreezeVerdict::off_midnight:
      return "off_midnight";
    case FreezeVerdict::clock_untrusted:
      return "clock_untrusted";
    case FreezeVerdict::misfit:
      return "misfit";
  }
  ENSURE(verdict == FreezeVerdict::accepted);
  return "";
}

}  // namespace

boost::asio::awaitable<FreezeVisit::End> FreezeVisit::fetch(
    MeterPlan meter, Instant midnight, unsigned back, std::function<bool()> const& interrupt) {
  auto const dialogue = device::make_freeze(*meter.model, meter.address, traits_, back);
  ENSURE(dialogue.has_value());
  auto const end = co_await conversation_.hold(line_, **dialogue, interrupt);
  if (end == Conversation::End::line_down) co_return End::line_down;
  if (end == Conversation::End::interrupted) co_return End::interrupted;
  auto const outcome = (*dialogue)->outcome();
  std::optional<Freeze> freeze;
  if (outcome)
    freeze =
        Freeze{ports_.zone.instant(outcome->frozen), outcome->total, outcome->rate, outcome->raw};
  else if (outcome.fault().code == FaultCode::timeout)
    co_return End::silent;
  bool const not_yet = !freeze || freeze->frozen_at < midnight - kFreezeTolerance;
  bool const newest = back == 1 && ports_.clock.now() - midnight < kSlowClock;
  if (not_yet && newest) co_return End::later;
  co_return co_await tell(meter.id, midnight, std::move(freeze));
}

boost::asio::awaitable<FreezeVisit::End> FreezeVisit::tell(MeterId meter, Instant midnight,
                                                           std::optional<Freeze> freeze) {
  command::RecordFreeze command{meter, midnight, std::move(freeze), ports_.clock_rules.alarm,
                                ports_.clock.now()};
  auto const outcome = co_await ports_.store.submit(std::move(command));
  if (!outcome) {
    log::warn("freeze_not_kept", {{"meter", meter}, {"fault", outcome.fault()}});
    co_return End::later;
  }
  if (outcome->worth != FreezeVerdict::accepted)
    log::info("freeze_unused",
              {{"meter", meter}, {"day", to_iso(midnight)}, {"reason", word(outcome->worth)}});
  co_return End::told;
}

}  // namespace e2ms::field
