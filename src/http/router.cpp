#include "router.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms::http {

namespace {

/// The next segment of a path, cut off its front; nothing at its end.
std::optional<std::string_view> next_segment(std::string_view& path) {
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  auto const end = path.find('/');
  auto const segment = path.substr(0, end);
  path.remove_prefix(segment.size());
  return segment;
}

/// What the path's variable segments hold.
struct Held {
  std::int64_t id = 0;
  std::string_view bill;
};

constexpr std::string_view kBill = "{bill}";

bool take_bill(std::string_view wanted, std::string_view given, Held& held) {
  auto const ending = wanted.substr(kBill.size());
  if (!given.ends_with(ending)) return false;
  held.bill = given.substr(0, given.size() - ending.size());
  return is_month(held.bill);
}

bool take_id(std::string_view given, Held& held) {
  auto const number = parse_integer(given);
  held.id = number.value_or(0);
  return held.id > 0;
}

/// If the path fits the pattern.
std::optional<Held> fit(std::string_view pattern, std::string_view path) {
  Held held;
  while (true) {
    auto const wanted = next_segment(pattern), given = next_segment(path);
    if (!wanted || !given) {
      if (wanted || given) return std::nullopt;
      return held;
    }
    if (*wanted == "{id}") {
      if (!take_id(*given, held)) return std::nullopt;
    } else if (wanted->starts_with(kBill)) {
      if (!take_bill(*wanted, *given, held)) return std::nullopt;
    } else if (*wanted != *given) {
      return std::nullopt;
    }
  }
}

void allow(std::string& list, std::string_view method) {
  if (!list.empty()) list += ", ";
  list += method;
}

}  // namespace

AccountId Call::account() const {
  AccountId const own{caller.subject};
  auto const& query = request.query;
  auto const asked =
      std::ranges::find_if(query, [](auto const& one) { return one.first == "medium"; });
  if (asked == query.end()) return own;
  if (asked->second == "water") return caller.water.value_or(AccountId{});
  bool const electric = asked->second == "electricity" && caller.water != own;
  return electric ? own : AccountId{};
}

bool is_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return false;
  auto const year = parse_integer(text.substr(0, 4)), month = parse_integer(text.substr(5));
  return year && *year >= 1000 && month && *month >= 1 && *month <= 12;
}

Match match(std::span<Route const> routes, Method method, std::string_view path) {
  Match found;
  auto const wanted = method == Method::head ? Method::get : method;
  for (auto const& route : routes) {
    auto const held = fit(route.pattern, path);
    if (!held) continue;
    allow(found.allow, word(route.method));
    if (route.method == Method::get) allow(found.allow, word(Method::head));
    if (route.method != wanted) continue;
    found.route = &route;
    found.id = held->id;
    found.bill = held->bill;
  }
  return found;
}

}  // namespace e2ms::http
