#include "router.hpp"

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

/// The path's id (0 when the pattern has none), if the path fits the pattern.
std::optional<std::int64_t> fit(std::string_view pattern, std::string_view path) {
  std::int64_t id = 0;
  while (true) {
    auto const wanted = next_segment(pattern), given = next_segment(path);
    if (!wanted || !given) {
      if (wanted || given) return std::nullopt;
      return id;
    }
    if (*wanted == "{id}") {
      auto const number = parse_integer(*given);
      if (!number || *number <= 0) return std::nullopt;
      id = *number;
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

Match match(std::span<Route const> routes, Method method, std::string_view path) {
  Match found;
  auto const wanted = method == Method::head ? Method::get : method;
  for (auto const& route : routes) {
    auto const id = fit(route.pattern, path);
    if (!id) continue;
    allow(found.allow, word(route.method));
    if (route.method == Method::get) allow(found.allow, word(Method::head));
    if (route.method != wanted) continue;
    found.route = &route;
    found.id = *id;
  }
  return found;
}

}  // namespace e2ms::http
