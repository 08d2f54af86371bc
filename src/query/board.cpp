#include "e2ms/query/board.hpp"

#include <algorithm>
#include <tuple>

#include "e2ms/base/checked.hpp"

namespace e2ms::query {

using store::in;

namespace {

constexpr Duration kDoubtSpan = days(1);
constexpr std::int64_t kMissedPolls = 3;

/// Columns of board.accruing.
struct AccruingRow {
  AccountId account;
  Instant from;
  Instant to;
  Energy energy;
  Price price;

  /// Before subsidies, as charges are; the line's own rounding may differ by a fen.
  Money cost() const {
    constexpr Wide kE8WattHoursPerFen = 1'000'000'000;
    auto const fen = divide_half_away(Wide{energy.wh()} * price.e8, kE8WattHoursPerFen);
    return fen ? Money::fen(*fen) : Money{};
  }
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The digits at the front without leading zeros, cut off.
std::string_view next_number(std::string_view& text) {
  auto const end = std::find_if_not(text.begin(), text.end(), is_digit);
  auto number = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(number.size());
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  return number;
}

bool before(Place const& a, Place const& b) {
  auto const building_a = a.building.value_or(""), building_b = b.building.value_or("");
  if (building_a != building_b) return natural_less(building_a, building_b);
  if (a.floor != b.floor) return natural_less(a.floor, b.floor);
  if (a.name != b.name) return natural_less(a.name, b.name);
  return std::tie(a.room, a.medium, a.meter) < std::tie(b.room, b.medium, b.meter);
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      auto const x = next_number(a), y = next_number(b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (a.front() != b.front())
        return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.size() < b.size();
}

bool heard_lately(std::optional<Instant> heard_at, Duration poll, Instant at) {
  return heard_at && at - *heard_at <= poll * kMissedPolls;
}

bool Place::online(Instant at) const {
  return poll && heard_lately(heard_at, *poll, at);
}

Money Place::overdue() const {
  return postpaid() ? e2ms::overdue(posted, not_due) : e2ms::overdue(balance(), {});
}

Means Place::means() const {
  Means means{available(), subsidised, std::nullopt, credit_limit.value_or(Money{})};
  if (postpaid()) means.overdue = overdue();
  return means;
}

RoomState Place::state(Instant at) const {
  if (!account) return RoomState::no_account;
  if (closed_at) return RoomState::closed;
  if (!let()) return RoomState::vacant;
  if (meter && !online(at)) return RoomState::lost;
  if (relay == Relay::open) return RoomState::off;
  switch (warning_level(means(), alarm1.value_or(Money{}), alarm2.value_or(Money{}))) {
    case WarningLevel::arrears:
      return RoomState::arrears;
    case WarningLevel::very_low:
      return RoomState::alarm2;
    case WarningLevel::low:
      return RoomState::alarm1;
    case WarningLevel::none:
      break;
  }
  return RoomState::normal;
}

Result<Board::Answer> answer(store::ReadTx& tx, Board const& question) {
  auto places = tx.all<Place>("board.places", in("project", question.project),
                              in("room", question.room), in("meter", question.with),
                              in("at", question.at), in("since", question.at - kDoubtSpan));
  std::ranges::sort(places, before);
  return places;
}

Result<BoardOf::Answer> answer(store::ReadTx& tx, BoardOf const& question) {
  ENSURE(question.meter.has_value() != question.account.has_value());
  // A caller who has no such account asks for number 0, which would be all that were closed.
  if (question.account == AccountId{}) return Fault{FaultCode::not_found};
  auto const project = in("project", question.project);
  auto const room =
      question.meter
          ? tx.one<RoomId>("board.room_of_meter", in("meter", *question.meter), project)
          : tx.one<RoomId>("board.room_of_account", in("account", *question.account), project);
  if (!room && question.account) {
    TRY(auto closed, answer(tx, ClosedAccounts{question.project, question.at, *question.account}));
    if (!closed.empty()) return closed;
  }
  if (!room) return Fault{FaultCode::not_found};
  TRY(auto places,
      answer(tx, Board{question.project, question.at, *room, question.meter.value_or(MeterId{})}));
  auto const asked = std::ranges::find_if(places, [&question](Place const& one) {
    return question.meter ? one.meter == question.meter : one.account == question.account;
  });
  ENSURE(asked != places.end());
  auto const medium = asked->medium;
  std::erase_if(places, [medium](Place const& one) { return one.medium != medium; });
  return places;
}

Result<ClosedAccounts::Answer> answer(store::ReadTx& tx, ClosedAccounts const& question) {
  return tx.all<Place>("board.closed", in("project", question.project),
                       in("account", question.account), in("at", question.at));
}

Result<Outlook::Answer> answer(store::ReadTx& tx, Outlook const& question) {
  constexpr Duration kSpan = days(7);
  Outlook::Answer spent;
  auto const add = [&spent](Outlook::Spent const& more) {
    auto const [place, is_new] = spent.emplace(more.account, more);
    if (is_new) return;
    place->second.from = std::min(place->second.from, more.from);
    place->second.to = std::max(place->second.to, more.to);
    place->second.amount += more.amount;
  };
  auto const project = in("project", question.project);
  auto const account = in("account", question.account);
  tx.each<Outlook::Spent>("board.spending", add, project, account,
                          in("since", question.at - kSpan));
  auto const add_running = [&add](AccruingRow const& row) {
    add({row.account, row.from, row.to, row.cost()});
  };
  tx.each<AccruingRow>("board.accruing", add_running, project, account);
  return spent;
}

Until until(Outlook::Answer const& spent, Place const& place, Instant at) {
  ENSURE(place.account.has_value());
  auto const mine = spent.find(*place.account);
  std::optional<Money> daily;
  if (mine != spent.end() && mine->second.to - mine->second.from >= days(1)) {
    auto const a_day = divide_half_away(Wide{mine->second.amount.fen()} * days(1).ms,
                                        (mine->second.to - mine->second.from).ms);
    if (a_day) daily = Money::fen(std::max<std::int64_t>(*a_day, 0));
  }
  if (place.postpaid()) return {Until::Basis::on_bill, std::nullopt, daily};
  if (place.subsidised) return {Until::Basis::subsidised, std::nullopt, daily};
  auto const available = place.available();
  if (available <= Money{}) return {Until::Basis::used_up, std::nullopt, daily};
  if (!daily) return {Until::Basis::too_early, std::nullopt, std::nullopt};
  if (*daily == Money{}) return {Until::Basis::no_use, std::nullopt, daily};
  auto const lasts = divide_half_away(Wide{available.fen()} * days(1).ms, daily->fen());
  // A hundred years are as good as no use at all, and stay writable as a date.
  if (!lasts || Duration{*lasts} > days(36'500)) return {Until::Basis::no_use, std::nullopt, daily};
  return {Until::Basis::last_7_days, at + Duration{*lasts}, daily};
}

Result<Home::Answer> answer(store::ReadTx& tx, Home const& question) {
  struct Sum {
    std::int64_t amount;
    std::int64_t count;
  };
  auto const project = in("project", question.project);
  auto const midnight = in("midnight", question.midnight);
  auto const total = [](std::optional<Sum> const& row) { return row.value_or(Sum{0, 0}); };
  auto const posted = total(tx.one<Sum>("board.used_today", project, midnight));
  auto const given = total(tx.one<Sum>("board.given_today", project, midnight));
  auto const accrued = total(tx.one<Sum>("board.accrued", project));
  auto const received = total(tx.one<Sum>("board.received", project, midnight));
  auto const reversed = total(tx.one<Sum>("board.reversed", project, midnight));
  return Home::Answer{
      .charged = Money::fen(posted.amount) + Money::fen(accrued.amount) + Money::fen(given.amount),
      .used = Energy::wh(posted.count) + Energy::wh(accrued.count),
      .received = Money::fen(received.amount) - Money::fen(reversed.amount),
      .top_ups = received.count - reversed.count,
      .open_alarms = tx.one<std::int64_t>("board.open_alarms", project).value_or(0),
      .verification = tx.one<Home::Verification>("board.verification", project)};
}

Result<PriceOf::Answer> answer(store::ReadTx& tx, PriceOf const& question) {
  return tx.one<PriceOf::Version>("board.price", in("account", question.account),
                                  in("at", question.at));
}

Result<ToppedUp::Answer> answer(store::ReadTx& tx, ToppedUp const& question) {
  return tx.one<Money>("board.topped_up", in("account", question.account)).value_or(Money{});
}

}  // namespace e2ms::query
