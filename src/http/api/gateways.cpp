#include "e2ms/query/gateway_page.hpp"

#include <algorithm>

#include "api/handlers.hpp"
#include "api/line_json.hpp"
#include "api/render.hpp"
#include "e2ms/command/stranger.hpp"
#include "e2ms/protocol/heartbeat.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::AdoptGateway;
using command::DismissStranger;
using nlohmann::json;
using query::Gateways;
using query::Strangers;

namespace {

constexpr FieldReader::Range kAnswer{50, 60'000};
constexpr FieldReader::Range kGap{0, 10'000};
constexpr std::int64_t kUsualAnswer = 3000;
constexpr std::int64_t kUsualGap = 50;

json gateway_json(Gateways::Gateway const& gateway, std::vector<Gateways::Line> const& lines,
                  Instant now) {
  auto mine = json::array();
  for (auto const& line : lines)
    if (line.gateway == gateway.id) mine.push_back(line_json(line, now));
  return {{"id", gateway.id.value}, {"name", gateway.name}, {"maker", gateway.maker},
          {"model", gateway.model}, {"note", gateway.note}, {"lines", std::move(mine)}};
}

json stranger_json(Strangers::Stranger const& stranger) {
  return {{"id", stranger.id.value},
          {"registration", stranger.registration},
          {"peer", stranger.peer},
          {"first_at", spelled(stranger.first_at)},
          {"last_at", spelled(stranger.last_at)},
          {"calls", stranger.calls},
          {"dismissed", stranger.dismissed}};
}

/// Why it was not adopted; nothing when it is.
std::optional<Response> refusal(AdoptGateway::Verdict verdict) {
  using Verdict = AdoptGateway::Verdict;
  switch (verdict) {
    case Verdict::adopted:
      return std::nullopt;
    case Verdict::unknown_stranger:
      return not_found();
    case Verdict::name_taken:
      return problem(Status::conflict, "name_taken", "A gateway or a line has this name");
    case Verdict::registration_taken:
      return problem(Status::conflict, "registration_taken", "A line has this registration");
  }
  return not_found();
}

Result<Response> adopt(store::WriteTx& tx, AdoptGateway const& order) {
  TRY(auto const outcome, execute(tx, order));
  if (auto refused = refusal(outcome.verdict)) return *std::move(refused);
  TRY(auto const made, answer(tx, Gateways{.project = order.project, .only = outcome.gateway}));
  ENSURE(made.gateways.size() == 1);
  return json_response(gateway_json(made.gateways.front(), made.lines, order.at));
}

Result<Response> dismiss(store::WriteTx& tx, DismissStranger const& order) {
  TRY(auto const outcome, execute(tx, order));
  if (outcome.verdict == DismissStranger::Verdict::unknown_stranger) return not_found();
  TRY(auto const stranger, answer(tx, query::StrangerOf{order.stranger}));
  ENSURE(stranger.has_value());
  return json_response(stranger_json(*stranger));
}

}  // namespace

Result<Response> list_gateways(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto found, answer(tx, Gateways{.project = call.project(),
                                      .after = GatewayId{paging.after},
                                      .at_most = paging.limit + 1}));
  auto const next =
      cut_page(found.gateways, paging.limit, [](auto const& one) { return one.id.value; });
  auto items = json::array();
  for (auto const& gateway : found.gateways)
    items.push_back(gateway_json(gateway, found.lines, call.now));
  return list_response(std::move(items), next);
}

Result<Response> list_strangers(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const dismissed = query.flag("dismissed");
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const all, answer(tx, Strangers{dismissed}));
  auto const slice = slice_of(all.size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i) items.push_back(stranger_json(all[i]));
  return list_response(std::move(items), slice.next);
}

Parsed adopt_stranger(Call const& call) {
  constexpr std::pair<std::string_view, Framing> kFramings[] = {
      {"transparent", Framing::transparent}, {"modbus_tcp", Framing::modbus_tcp}};
  FieldReader fields{call.body};
  AdoptGateway order{
      .stranger = StrangerId{call.id},
      .project = call.project(),
      .name = fields.text("name", {1, 64}),
      .framing = fields.choice("framing", kFramings),
      .heartbeats = {},
      .answer_time = milliseconds(fields.integer_or("answer_ms", kAnswer, kUsualAnswer)),
      .gap = milliseconds(fields.integer_or("gap_ms", kGap, kUsualGap)),
      .actor = call.caller.name,
      .at = call.now};
  auto const heartbeat = fields.text_or("heartbeat", {0, 200}, "");
  if (!heartbeat.empty()) {
    auto const bytes = protocol::heartbeat_from(heartbeat);
    if (bytes)
      order.heartbeats = protocol::join_heartbeats({*bytes});
    else
      fields.wrong("heartbeat", "must be the exact text, or hex: and the bytes; at most 80 bytes");
  }
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return adopt(tx, order); }};
}

Parsed dismiss_stranger(Call const& call) {
  DismissStranger order{StrangerId{call.id}, call.caller.name, call.now};
  return Work{[order = std::move(order)](store::WriteTx& tx) { return dismiss(tx, order); }};
}

}  // namespace e2ms::http::api
