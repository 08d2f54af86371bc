#include "switching.hpp"

#include <utility>

#include "e2ms/base/log.hpp"

namespace e2ms::field {
namespace {

// A relay that contradicts its order that often needs a person.
constexpr std::int64_t kTriesBeforeAlarm = 3;

bool never() {
  return false;
}

std::string_view word(Relay relay) {
  return relay == Relay::open ? "open" : "closed";
}

}  // namespace

boost::asio::awaitable<Switching::End> Switching::carry_out(MeterPlan meter,
                                                            query::SupplyGaps::Gap wish) {
  if (wish.attempts > 0) {
    // An earlier order may have been obeyed late, or without a word.
    auto const seen = co_await look_first(meter);
    if (seen != End::superseded) co_return seen;
  }
  co_return co_await send(std::move(meter), wish);
}

/// `superseded`: the relay is elsewhere or does not tell, an order must be sent. Ordering the same
/// twice is harmless; only a meter that is silent anyway need not be ordered.
boost::asio::awaitable<Switching::End> Switching::look_first(MeterPlan meter) {
  auto const dialogue = device::make_relay_read(*meter.model, meter.address, traits_);
  if (!dialogue) co_return End::superseded;
  std::function<bool()> const uninterrupted = never;
  auto const end = co_await conversation_.hold(line_, **dialogue, uninterrupted);
  if (end == Conversation::End::line_down) co_return End::line_down;
  auto const relay = (*dialogue)->outcome();
  if (!relay) {
    log::info("supply_relay_unread", {{"meter", meter.id}, {"fault", relay.fault()}});
    bool const silent = relay.fault().code == FaultCode::timeout;
    co_return silent ? End::tried : End::superseded;
  }
  auto const confirmed = co_await confirm(meter.id, *relay);
  co_return confirmed == End::tried ? End::superseded : confirmed;
}

boost::asio::awaitable<Switching::End> Switching::send(MeterPlan meter,
                                                       query::SupplyGaps::Gap wish) {
  auto const order =
      wish.wanted == Relay::open ? device::RelayOrder::open : device::RelayOrder::close;
  device::RelayTask const task{order, ports_.zone, meter.access};
  auto const dialogue = device::make_relay(*meter.model, meter.address, traits_, task);
  if (dialogue) {
    auto const ready = co_await prepare(meter.id, **dialogue);
    if (ready != End::settled) co_return ready;
  }
  // The store's answer is the wish as it is now: the last look before the relay moves.
  auto const noted = co_await note(wish, SupplyStep::sent, 0);
  if (noted != End::settled) co_return noted;
  if (!dialogue) {
    log::error("supply_impossible", {{"meter", meter.id}, {"fault", dialogue.fault()}});
    co_await report(wish);
    co_return End::tried;
  }
  log::info("supply_order_sent", {{"meter", meter.id},
                                  {"decision", wish.decision},
                                  {"wanted", word(wish.wanted)},
                                  {"attempt", wish.attempts + 1}});
  std::function<bool()> const uninterrupted = never;
  auto const end = co_await conversation_.hold(line_, **dialogue, uninterrupted);
  co_await tell_answer(wish, **dialogue);
  if (end == Conversation::End::line_down) co_return End::line_down;
  auto const read_back = (*dialogue)->read_back();
  if (!read_back) {
    auto const why = (*dialogue)->fault();
    bool const silent = why && why->code == FaultCode::timeout;
    if (!silent) co_await report(wish);
    co_return End::tried;
  }
  auto const confirmed = co_await confirm(meter.id, *read_back);
  bool const contradicts = confirmed == End::tried && !(*dialogue)->waits_for_key();
  if (contradicts) co_await report(wish);
  co_return confirmed;
}

/// Reads what has to be known before the order. `settled`: the order comes next.
boost::asio::awaitable<Switching::End> Switching::prepare(MeterId meter,
                                                          device::RelayDialogue& dialogue) {
  std::function<bool()> const at_order = [&dialogue] { return dialogue.orders_next(); };
  auto const end = co_await conversation_.hold(line_, dialogue, at_order);
  if (end == Conversation::End::line_down) co_return End::line_down;
  if (end == Conversation::End::interrupted) co_return End::settled;
  auto const why = dialogue.fault();
  ENSURE(why.has_value());
  log::info("supply_order_not_reached", {{"meter", meter}, {"fault", *why}});
  co_return End::tried;
}

boost::asio::awaitable<void> Switching::tell_answer(query::SupplyGaps::Gap wish,
                                                    device::RelayDialogue const& dialogue) {
  auto const refusal = dialogue.refusal();
  auto step = dialogue.acknowledged() ? SupplyStep::acknowledged : SupplyStep::unanswered;
  if (refusal) {
    step = SupplyStep::refused;
    log::warn("supply_order_refused", {{"meter", wish.meter}, {"code", int{*refusal}}});
  }
  // Superseded or not kept: the trace ends here, the read-back decides all the same.
  std::int32_t const detail = refusal ? std::int32_t{*refusal} : 0;
  co_await note(wish, step, detail);
}

/// `settled`: noted.
boost::asio::awaitable<Switching::End> Switching::note(query::SupplyGaps::Gap wish, SupplyStep step,
                                                       std::int32_t detail) {
  command::NoteSupplyStep command{wish.decision, wish.meter, step, detail, ports_.clock.now()};
  auto const outcome = co_await ports_.store.submit(command);
  if (!outcome) {
    log::warn("supply_step_not_kept", {{"meter", wish.meter}, {"fault", outcome.fault()}});
    co_return End::tried;
  }
  switch (outcome->verdict) {
    case command::NoteSupplyStep::Verdict::noted:
      co_return End::settled;
    case command::NoteSupplyStep::Verdict::superseded:
      break;
  }
  co_return End::superseded;
}

boost::asio::awaitable<Switching::End> Switching::confirm(MeterId meter, Relay read_back) {
  command::ConfirmSupply command{meter, read_back, ports_.clock.now()};
  auto const outcome = co_await ports_.store.submit(command);
  if (!outcome) {
    log::warn("supply_step_not_kept", {{"meter", meter}, {"fault", outcome.fault()}});
    co_return End::tried;
  }
  switch (outcome->verdict) {
    case command::ConfirmSupply::Verdict::confirmed:
      log::info("supply_confirmed", {{"meter", meter}, {"relay", word(read_back)}});
      co_return End::settled;
    case command::ConfirmSupply::Verdict::no_wish:
      co_return End::settled;
    case command::ConfirmSupply::Verdict::still_wanted:
      break;
  }
  co_return End::tried;
}

boost::asio::awaitable<void> Switching::report(query::SupplyGaps::Gap wish) {
  if (wish.attempts + 1 < kTriesBeforeAlarm) co_return;
  log::warn("supply_contradiction",
            {{"meter", wish.meter}, {"wanted", word(wish.wanted)}, {"tries", wish.attempts + 1}});
  command::ReportContradiction command{wish.meter, ports_.clock.now()};
  auto const reported = co_await ports_.store.submit(command);
  if (!reported)
    log::warn("supply_step_not_kept", {{"meter", wish.meter}, {"fault", reported.fault()}});
}

}  // namespace e2ms::field
