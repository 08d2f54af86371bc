#include "api/handlers.hpp"
#include "api/share_json.hpp"
#include "e2ms/command/share.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

using command::EnterGridBill;
using command::SetShareRule;
using command::ShareMonth;
using nlohmann::json;

namespace {

constexpr FieldReader::Length kName{1, 64};
constexpr FieldReader::Length kNote{0, 500};
constexpr FieldReader::Length kNumber{1, 20};
constexpr std::size_t kMostMeters = 2000;
constexpr Energy kMostEnergy = kLargestRegister;

/// "2026-11"; an empty text and a note when it is none.
std::string read_month(FieldReader& fields, std::string_view name) {
  auto month = fields.text(name, {7, 7});
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  bool good = month.size() == 7 && month[4] == '-' && month >= "1000";
  for (std::size_t i = 0; good && i < month.size(); ++i) good = i == 4 || digit(month[i]);
  auto const number = good ? month.substr(5) : std::string();
  if (good && number >= "01" && number <= "12") return month;
  fields.wrong(name, "must be a month like 2026-11");
  return "";
}

template <class Kind>
std::optional<Id<Kind>> id_of(json const& value) {
  if (!value.is_number_integer() || value.get<std::int64_t>() <= 0) return std::nullopt;
  return Id<Kind>{value.get<std::int64_t>()};
}

void read_meters(FieldReader& fields, std::string_view name, ShareRole role, SetShareRule& order) {
  auto const* const list = fields.list_or_none(name, kMostMeters);
  if (list == nullptr) return;
  for (auto const& one : *list) {
    auto const meter = id_of<MeterTag>(one);
    if (!meter) return fields.wrong(name, "must hold the numbers of meters");
    order.meters.emplace_back(*meter, role);
  }
}

void read_rooms(FieldReader& fields, SetShareRule& order) {
  auto const* const list = fields.list_or_none("rooms", kMostMeters);
  if (list == nullptr || list->empty()) return fields.wrong("rooms", "must name a room");
  bool const by_area = order.terms.basis == ShareBasis::area;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto const place = "rooms[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) return fields.wrong(place, "must be an object");
    FieldReader room{(*list)[i]};
    RoomId const id{room.integer("room_id", {1, INT64_MAX})};
    // Square metres have two decimals, as yuan have.
    auto const text = room.text_or("area", {1, 12}, "0");
    auto const area = money_from_text(text);
    bool const good = area && *area >= Money{} && *area <= Money::fen(100'000'000);
    if (!good || (by_area && *area == Money{}))
      room.wrong("area", "must be square metres above zero with at most two decimals");
    room.good();
    for (auto const& one : room.problems()) fields.wrong(place + "." + one.path, one.text);
    order.rooms.emplace_back(id, area.value_or(Money{}).fen());
  }
}

std::optional<Price> read_price(FieldReader& fields) {
  auto const text = fields.text_or("price", kNumber, "");
  if (text.empty()) return std::nullopt;
  auto const price = price_from_text(text);
  if (!price) fields.wrong("price", "must be yuan per kWh with at most eight decimals");
  return price;
}

ShareTerms read_terms(FieldReader& fields) {
  constexpr std::pair<std::string_view, ShareBasis> kBases[] = {
      {"energy", ShareBasis::energy}, {"area", ShareBasis::area}, {"equal", ShareBasis::equal}};
  enum class What { both, loss, common };
  constexpr std::pair<std::string_view, What> kWhat[] = {
      {"both", What::both}, {"loss", What::loss}, {"public", What::common}};
  auto const what = fields.choice("divides", kWhat);
  ShareTerms terms{.basis = fields.choice("basis", kBases),
                   .loss = what != What::common,
                   .common = what != What::loss,
                   .price = read_price(fields),
                   .cap_percent = std::nullopt};
  if (auto const cap = fields.integer_or("cap_percent", {0, 100}, -1); cap >= 0)
    terms.cap_percent = cap;
  return terms;
}

/// `name`: of a new group; empty of one that is there.
std::variant<SetShareRule, Response> read_rule(Call const& call, bool is_new) {
  FieldReader fields{call.body};
  SetShareRule order{.project = call.project(),
                     .sharing = {is_new ? 0 : call.id},
                     .name = is_new ? fields.text("name", kName) : "",
                     .first_bill = read_month(fields, "first_bill"),
                     .terms = read_terms(fields),
                     .meters = {},
                     .rooms = {},
                     .automatic = fields.flag("automatic"),
                     .at = call.now,
                     .actor = call.caller.name,
                     .note = fields.text_or("note", kNote, "")};
  read_meters(fields, "main_meters", ShareRole::main, order);
  read_meters(fields, "sub_meters", ShareRole::sub, order);
  read_meters(fields, "public_meters", ShareRole::common, order);
  read_rooms(fields, order);
  if (!fields.good()) return invalid_input(fields.problems());
  return order;
}

/// Why the rule was not set; nothing when it was.
std::optional<Response> refusal(SetShareRule::Outcome const& outcome) {
  using Verdict = SetShareRule::Verdict;
  auto const place = "[" + std::to_string(outcome.place) + "]";
  switch (outcome.verdict) {
    case Verdict::set:
      return std::nullopt;
    case Verdict::name_taken:
      return problem(Status::conflict, "name_taken", "Another group has that name");
    case Verdict::unknown_meter:
      return invalid_input({{"meters" + place, "is no meter of the project"}});
    case Verdict::unknown_room:
      return invalid_input({{"rooms" + place, "is no room of the project"}});
    case Verdict::meter_twice:
      return invalid_input({{"meters" + place, "stands in the lists twice"}});
    case Verdict::room_twice:
      return invalid_input({{"rooms" + place, "stands in the list twice"}});
    case Verdict::no_main_meter:
      return invalid_input({{"main_meters", "must name a meter"}});
    case Verdict::month_used:
      return problem(Status::conflict, "month_used",
                     "That month or a later one was calculated: begin after it");
    case Verdict::unknown_sharing:
      break;
  }
  return not_found();
}

Work set_rule(Call const& call, SetShareRule order, Status status) {
  return [order = std::move(order), status, caller = call.caller,
          models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, order.at, 0, {}};
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome)) return std::move(*refused);
    return sharing_response(tx, again, outcome.sharing, status);
  };
}

Parsed set_rule(Call const& call, bool is_new) {
  auto order = read_rule(call, is_new);
  if (auto* const refused = std::get_if<Response>(&order)) return std::move(*refused);
  return set_rule(call, std::move(std::get<SetShareRule>(order)), Status::created);
}

std::optional<Response> refusal(ShareMonth::Verdict verdict) {
  using Verdict = ShareMonth::Verdict;
  switch (verdict) {
    case Verdict::posted:
    case Verdict::unchanged:
      return std::nullopt;
    case Verdict::no_rule:
      return problem(Status::conflict, "no_rule", "No rule of the group counts in that month");
    case Verdict::not_over:
      return problem(Status::conflict, "month_not_over", "The month is not over");
    case Verdict::incomplete:
      return problem(Status::conflict, "month_incomplete",
                     "Readings or a bill of the grid are missing");
    case Verdict::unknown_sharing:
      break;
  }
  return not_found();
}

std::optional<Response> refusal(EnterGridBill::Verdict verdict) {
  using Verdict = EnterGridBill::Verdict;
  switch (verdict) {
    case Verdict::entered:
    case Verdict::already_entered:
      return std::nullopt;
    case Verdict::not_over:
      return problem(Status::conflict, "month_not_over", "The month is not over");
    case Verdict::note_missing:
      return invalid_input({{"note", "must say why another entry was wrong"}});
    case Verdict::unknown_meter:
      break;
  }
  return not_found();
}

}  // namespace

Parsed make_sharing(Call const& call) {
  return set_rule(call, true);
}

Parsed set_share_rule(Call const& call) {
  return set_rule(call, false);
}

Parsed post_share_month(Call const& call) {
  ShareMonth order{call.project(), {call.id}, call.bill, call.now, call.caller.name};
  return Work{[order = std::move(order), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call again{none, caller, *models, order.at, order.sharing.value, {}};
    again.bill = order.bill;
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    return share_month_response(tx, again);
  }};
}

Parsed enter_grid_bill(Call const& call) {
  FieldReader fields{call.body};
  EnterGridBill order{.project = call.project(),
                      .meter = MeterId{call.id},
                      .bill = read_month(fields, "bill"),
                      .energy = {},
                      .amount = {},
                      .at = call.now,
                      .actor = call.caller.name,
                      .note = fields.text_or("note", kNote, "")};
  auto const energy = exact_from_text(fields.text("kwh", kNumber));
  auto const wh = energy ? Exact(*energy * 1000) : Exact(0);
  if (wh <= 0 || wh > kMostEnergy.wh() || denominator(wh) != 1)
    fields.wrong("kwh", "must be kWh above zero with at most three decimals");
  else
    order.energy = Energy::wh(static_cast<std::int64_t>(numerator(wh)));
  order.amount = Money::fen(fields.integer("amount_fen", {1, kLargestMoney.fen()}));
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) -> Result<Response> {
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    TRY(auto const bills, answer(tx, query::GridBills{order.project, order.meter}));
    ENSURE(bills.has_value());
    for (auto const& bill : *bills)
      if (bill.bill == order.bill) return json_response(grid_bill_json(bill), Status::created);
    return not_found();
  }};
}

}  // namespace e2ms::http::api
