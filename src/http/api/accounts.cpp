#include <algorithm>

#include "api/handlers.hpp"
#include "api/render.hpp"
#include "api/sorting.hpp"
#include "e2ms/query/dues.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Place;
using query::RoomState;

namespace {

enum class OrderBy { room, tenant, available };

json account_row(Place const& place, query::Until const& lasts, Instant at) {
  return {{"id", spelled(place.account)},
          {"tenant", spelled(place.tenant)},
          {"kind", place.let() ? "tenant" : "landlord"},
          {"closed_at", spelled(place.closed_at)},
          {"room", room_ref(place)},
          {"medium", word(place.medium)},
          {"unit", unit_word(place.medium)},
          {"state", word(place.state(at))},
          {"mode", word(place.mode.value_or(PaymentMode::prepaid))},
          {"balance_fen", spelled(place.balance())},
          {"available_fen", spelled(place.available())},
          {"overdue_fen", spelled(place.overdue())},
          {"subsidised", place.subsidised},
          {"until", until_json(lasts)}};
}

enum class Show { open, vacant, closed };

/// One place for each account: a room with several meters has several.
void keep_accounts(std::vector<Place>& places, AccountKind kind) {
  std::erase_if(places, [kind](Place const& one) { return one.kind != kind; });
  auto const doubles = std::ranges::unique(places, {}, &Place::account);
  places.erase(doubles.begin(), doubles.end());
}

Result<std::vector<Place>> accounts_of(store::ReadTx& tx, Call const& call, Show show) {
  if (show == Show::closed) return answer(tx, query::ClosedAccounts{call.project(), call.now});
  TRY(auto places, answer(tx, query::Board{call.project(), call.now}));
  keep_accounts(places, show == Show::open ? AccountKind::tenant : AccountKind::landlord);
  return places;
}

void sort(std::vector<Place>& places, Sorting<OrderBy> sorting) {
  switch (sorting.by) {
    case OrderBy::room:
      if (sorting.descending) std::ranges::reverse(places);
      return;
    case OrderBy::tenant:
      return sort_by(places, sorting.descending, [](Place const& one) { return one.tenant; });
    case OrderBy::available:
      return sort_by(places, sorting.descending,
                     [](Place const& one) { return std::optional{one.available()}; });
  }
}

json account_json(std::vector<Place> const& places, Instant at, query::Until const& lasts,
                  query::PriceOf::Version const& price, Money topped_up) {
  auto const& place = places.front();
  auto meters = json::array();
  for (auto const& one : places)
    if (one.meter)
      meters.push_back({{"id", spelled(one.meter)},
                        {"address", spelled(one.address)},
                        {"relay", relay_state(one)},
                        {"online", one.online(at)}});
  auto account = account_row(place, lasts, at);
  account["meters"] = std::move(meters);
  account["opened_at"] = spelled(place.opened_at);
  account["posted_fen"] = spelled(place.posted);
  account["running_fen"] = spelled(place.running);
  account["credit_limit_fen"] = spelled(place.credit_limit);
  account["alarm1_fen"] = spelled(place.alarm1);
  account["alarm2_fen"] = spelled(place.alarm2);
  account["reconnect_fen"] = spelled(place.reconnect);
  account["fees_fen"] = spelled(place.fees.value_or(Money{}));
  account["has_fees"] = place.fees.has_value() || asks_fees(price);
  account["price"] = terms_json(price);
  account["top_ups_fen"] = spelled(topped_up);
  return account;
}

}  // namespace

Result<Response> list_accounts(store::ReadTx& tx, Call const& call) {
  constexpr std::pair<std::string_view, RoomState> kStates[] = {
      {"normal", RoomState::normal}, {"alarm1", RoomState::alarm1},
      {"alarm2", RoomState::alarm2}, {"arrears", RoomState::arrears},
      {"off", RoomState::off},       {"no_account", RoomState::no_account},
      {"lost", RoomState::lost}};
  constexpr std::pair<std::string_view, PaymentMode> kModes[] = {
      {"prepaid", PaymentMode::prepaid}, {"postpaid", PaymentMode::postpaid}};
  constexpr std::pair<std::string_view, OrderBy> kOrders[] = {
      {"room", OrderBy::room}, {"tenant", OrderBy::tenant}, {"available", OrderBy::available}};
  QueryReader query{call.request};
  auto const search = query.text("search", 64);
  constexpr std::pair<std::string_view, Show> kShow[] = {
      {"open", Show::open}, {"vacant", Show::vacant}, {"closed", Show::closed}};
  auto const show = query.choice("show", kShow, Show::open);
  auto const asked = [&call](std::string_view name) {
    return std::ranges::any_of(call.request.query,
                               [name](auto const& one) { return one.first == name; });
  };
  auto const mode = query.choice("mode", kModes, PaymentMode::prepaid);
  auto const state = query.choice("state", kStates, RoomState::normal);
  auto const sorting = read_sorting(query, kOrders);
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());

  TRY(auto places, accounts_of(tx, call, show));
  TRY(auto const spent, answer(tx, query::Outlook{call.project(), call.now}));
  std::erase_if(places, [&](Place const& one) {
    if (asked("state") && one.state(call.now) != state) return true;
    if (asked("mode") && one.mode != mode) return true;
    return !search.empty() && !holds(one.name, search) && !holds(*one.tenant, search);
  });
  sort(places, sorting);
  auto const slice = slice_of(places.size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i)
    items.push_back(account_row(places[i], until(spent, places[i], call.now), call.now));
  return counted_list(std::move(items), slice.next, places.size());
}

Result<Response> account_response(store::ReadTx& tx, ProjectId project, AccountId account,
                                  Instant at) {
  query::BoardOf const room{
      .project = project, .at = at, .meter = std::nullopt, .account = account};
  TRY(auto const places, answer(tx, room));
  TRY(auto const spent, answer(tx, query::Outlook{project, at, account}));
  TRY(auto const price, answer(tx, query::PriceOf{account, at}));
  TRY(auto const topped_up, answer(tx, query::ToppedUp{account}));
  TRY(auto const terms, answer(tx, query::DueTerms{account}));
  TRY(auto next, next_due(tx, places.front()));
  // Accounts are opened on a tariff that is valid.
  ENSURE(price.has_value());
  auto shown = account_json(places, at, until(spent, places.front(), at), *price, topped_up);
  shown["due_days"] = terms.days;
  shown["next_due"] = std::move(next.json);
  return json_response(shown);
}

Result<Response> get_account(store::ReadTx& tx, Call const& call) {
  return account_response(tx, call.project(), AccountId{call.id}, call.now);
}

}  // namespace e2ms::http::api
