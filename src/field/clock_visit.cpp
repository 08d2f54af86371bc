#include "clock_visit.hpp"

#include "e2ms/base/log.hpp"
#include "e2ms/command/note_clock.hpp"

namespace e2ms::field {

namespace {

ClockStep step_of(device::ClockTask task) {
  switch (task) {
    case device::ClockTask::read:
      return ClockStep::looked;
    case device::ClockTask::nudge:
      return ClockStep::nudged;
    case device::ClockTask::set:
      return ClockStep::set;
  }
  ENSURE(task == device::ClockTask::read);
  return ClockStep::looked;
}

}  // namespace

boost::asio::awaitable<ClockVisit::End> ClockVisit::keep(MeterPlan meter,
                                                         std::function<bool()> const& interrupt) {
  auto end = co_await look(meter, device::ClockTask::read, interrupt);
  // A meter that does not follow when it is told has its clock written; then it is left alone.
  for (int tries = 0; tries < 2 && end == End::told; ++tries) {
    auto const correction = wanted(meter);
    if (correction == ClockCorrection::none) break;
    if (ports_.clock_rules.need_synchronised && !ports_.clock.is_synchronised()) {
      log::warn("clock_not_synchronised", {{"meter", meter.id}, {"drift_ms", drift_.ms}});
      break;
    }
    bool const nudge = correction == ClockCorrection::nudge;
    log::info("meter_clock_corrected",
              {{"meter", meter.id}, {"drift_ms", drift_.ms}, {"how", nudge ? "told" : "written"}});
    auto const task = nudge ? device::ClockTask::nudge : device::ClockTask::set;
    nudged_ = true;
    end = co_await look(meter, task, interrupt);
    if (!nudge) break;
  }
  co_return end;
}

ClockCorrection ClockVisit::wanted(MeterPlan const& meter) const {
  return correction(ports_.clock_rules, {.drift = drift_,
                                         .ours = ports_.zone.local(ports_.clock.now()),
                                         .shown = shown_,
                                         .may_set = meter.access.has_value(),
                                         .nudged = nudged_});
}

boost::asio::awaitable<ClockVisit::End> ClockVisit::look(MeterPlan const& meter,
                                                         device::ClockTask task,
                                                         std::function<bool()> const& interrupt) {
  auto const dialogue =
      device::make_clock(*meter.model, meter.address, traits_, task, ports_.zone, meter.access);
  ENSURE(dialogue.has_value());
  auto const end = co_await conversation_.hold(line_, **dialogue, interrupt);
  if (end == Conversation::End::line_down) co_return End::line_down;
  if (end == Conversation::End::interrupted) co_return End::interrupted;
  auto const outcome = (*dialogue)->outcome();
  if (!outcome) {
    // What it showed before says nothing about what it shows now.
    drift_ = {};
    auto const fault = outcome.fault();
    if (task == device::ClockTask::set && fault.code == FaultCode::device_refused) {
      log::warn("meter_clock_refused", {{"meter", meter.id}, {"code", fault.detail}});
      co_return End::refused;
    }
    log::info("meter_clock_unread", {{"meter", meter.id}, {"fault", fault}});
    co_await tell(meter.id, ClockStep::unanswered, std::nullopt);
    co_return fault.code == FaultCode::timeout ? End::silent : End::told;
  }
  shown_ = outcome->meter;
  drift_ = ports_.zone.instant(shown_) - outcome->at;
  co_await tell(meter.id, step_of(task), drift_);
  co_return End::told;
}

boost::asio::awaitable<void> ClockVisit::tell(MeterId meter, ClockStep step,
                                              std::optional<Duration> drift) {
  command::NoteClock command{meter, step, drift, ports_.clock_rules.alarm, ports_.clock.now()};
  auto const told = co_await ports_.store.submit(command);
  if (!told) log::warn("meter_clock_not_kept", {{"meter", meter}, {"fault", told.fault()}});
}

}  // namespace e2ms::field
