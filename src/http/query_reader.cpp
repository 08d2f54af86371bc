#include "query_reader.hpp"

#include <algorithm>

#include "e2ms/base/text.hpp"

namespace e2ms::http {

namespace {

/// On the tenant's routes it says which of his accounts is meant: Call::account reads it.
bool chooses_account(Request const& request, std::string_view name) {
  constexpr std::string_view kMe = "/api/v1/me";
  bool const mine = request.path == kMe || request.path.starts_with(std::string(kMe) + "/");
  return mine && name == "medium";
}

}  // namespace

std::int64_t QueryReader::integer(std::string_view name, FieldReader::Range range,
                                  std::int64_t otherwise) {
  auto const* const given = at(name);
  if (given == nullptr) return otherwise;
  auto const number = parse_integer(*given);
  if (number && *number >= range.smallest && *number <= range.largest) return *number;
  wrong(name, "must be an integer from " + std::to_string(range.smallest) + " to " +
                  std::to_string(range.largest));
  return otherwise;
}

std::string QueryReader::text(std::string_view name, std::size_t longest) {
  auto const* const given = at(name);
  if (given == nullptr) return {};
  if (given->size() > longest * 4) wrong(name, "is too long");
  return *given;
}

bool QueryReader::flag(std::string_view name) {
  constexpr std::pair<std::string_view, bool> kWords[] = {{"true", true}, {"false", false}};
  return choice(name, kWords, false);
}

std::optional<Instant> QueryReader::instant(std::string_view name) {
  auto const* const given = at(name);
  if (given == nullptr) return std::nullopt;
  auto const at_that_time = from_iso(*given);
  if (!at_that_time) wrong(name, "must be an instant like 2026-03-01T08:30:00.000Z");
  return at_that_time;
}

void QueryReader::wrong(std::string_view name, std::string text) {
  problems_.push_back({"query." + std::string(name), std::move(text)});
}

bool QueryReader::good() {
  for (auto const& [name, value] : request_.query)
    if (!asked_.contains(name) && !chooses_account(request_, name))
      wrong(name, "is not known here");
  return problems_.empty();
}

std::string const* QueryReader::at(std::string_view name) {
  asked_.emplace(name);
  std::string const* found = nullptr;
  for (auto const& [known, value] : request_.query) {
    if (known != name) continue;
    if (found != nullptr) wrong(name, "stands twice");
    found = &value;
  }
  return found;
}

Paging read_paging(QueryReader& query, std::int64_t first, std::int64_t most, std::int64_t usual) {
  auto const limit = query.integer("limit", {1, most}, usual);
  auto const cursor = query.text("cursor", 200);
  if (cursor.empty()) return {limit, first};
  auto const after = parse_integer(cursor);
  if (!after || *after < 0) query.wrong("cursor", "is not one that was given out");
  return {limit, after.value_or(first)};
}

Slice slice_of(std::size_t size, Paging const& paging) {
  auto const begin = std::min(static_cast<std::size_t>(paging.after), size);
  auto const end = std::min(begin + static_cast<std::size_t>(paging.limit), size);
  if (end == size) return {begin, end, std::nullopt};
  return {begin, end, static_cast<std::int64_t>(end)};
}

}  // namespace e2ms::http
