#include "api/handlers.hpp"
#include "api/render.hpp"
#include "e2ms/device/line_reader.hpp"
#include "e2ms/query/frame_log.hpp"
#include "e2ms/query/line_page.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using device::LineReader;
using nlohmann::json;
using query::FrameLog;

namespace {

constexpr std::int64_t kUsual = 100;
constexpr std::int64_t kMost = 500;
/// More are never kept of a line.
constexpr std::int64_t kMostInFile = 200'000;

LineReader reader_of(query::LinePage::Page const& page) {
  bool const tcp = page.line.framing == Framing::modbus_tcp;
  return LineReader(tcp ? device::Framing::tcp : device::Framing::rtu);
}

LineReader::Pieces read(LineReader& reader, FrameLog::Row const& row) {
  auto const bytes = from_hex(row.bytes).value_or(Bytes{});
  return row.direction == FrameDirection::sent ? reader.sent(bytes) : reader.arrived(bytes);
}

json text_or_null(std::string const& text) {
  return text.empty() ? json(nullptr) : json(text);
}

json frame_json(LineReader::Piece const& piece) {
  auto const& said = piece.said;
  return {{"who", said.who},
          {"what", said.what},
          {"reply", said.reply},
          {"item", text_or_null(said.item)},
          {"value", text_or_null(said.value)},
          {"refused", text_or_null(said.refused)},
          {"details", piece.details}};
}

json row_json(LineReader& reader, FrameLog::Row const& row) {
  auto frames = json::array();
  for (auto const& piece : read(reader, row)) frames.push_back(frame_json(piece));
  return {{"id", row.id.value},
          {"at", spelled(row.at)},
          {"direction", row.direction == FrameDirection::sent ? "sent" : "arrived"},
          {"hex", row.bytes},
          {"password_hidden", row.hidden},
          {"frames", std::move(frames)}};
}

/// In pairs, as people read it.
std::string spaced(std::string const& hex) {
  std::string text;
  for (std::size_t at = 0; at < hex.size(); ++at) {
    if (at > 0 && at % 2 == 0) text += ' ';
    text += hex[at];
  }
  return text;
}

std::string line_of_text(LineReader& reader, FrameLog::Row const& row) {
  auto text = to_iso(row.at);
  text += row.direction == FrameDirection::sent ? " > " : " < ";
  text += spaced(row.bytes);
  for (auto const& piece : read(reader, row)) text += "  | " + to_text(piece.said);
  if (row.hidden) text += "  | password hidden";
  return text + '\n';
}

}  // namespace

Result<Response> list_frames(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const after = query.integer("after", {0, INT64_MAX}, -1);
  auto const limit = query.integer("limit", {1, kMost}, kUsual);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const page, answer(tx, query::LinePage{call.project(), LineId{call.id}}));
  if (!page) return not_found();
  FrameLog question{.line = page->line.id, .after = std::nullopt, .at_most = limit};
  if (after >= 0) question.after = FrameId{after};
  TRY(auto const found, answer(tx, question));
  auto reader = reader_of(*page);
  for (auto const& row : found.before) read(reader, row);
  auto items = json::array();
  for (auto const& row : found.rows) items.push_back(row_json(reader, row));
  return json_response({{"items", std::move(items)}});
}

Result<Response> download_frames(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const page, answer(tx, query::LinePage{call.project(), LineId{call.id}}));
  if (!page) return not_found();
  TRY(auto const found, answer(tx, FrameLog{page->line.id, FrameId{0}, kMostInFile}));
  auto reader = reader_of(*page);
  std::string text = "# line " + std::to_string(call.id) + " " + page->line.name +
                     ", times are UTC, > sent, < arrived\n";
  for (auto const& row : found.rows) text += line_of_text(reader, row);
  auto response = plain_text(std::move(text));
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"line-" + std::to_string(call.id) + "-frames.txt\"");
  return response;
}

}  // namespace e2ms::http::api
