#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "api/render.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

template <class By>
struct Sorting {
  By by;
  bool descending;
};

/// `sort`: one of some words, descending with a leading minus; the first word when absent.
template <class By, std::size_t N>
Sorting<By> read_sorting(QueryReader& query, std::pair<std::string_view, By> const (&words)[N]) {
  auto const given = query.text("sort", 16);
  bool const descending = given.starts_with('-');
  auto const name = std::string_view{given}.substr(descending ? 1 : 0);
  for (auto const& [word, by] : words)
    if (name == word) return {by, descending};
  if (!given.empty()) query.wrong("sort", "is none of the words known here");
  return {words[0].second, false};
}

/// By an optional key; those without one come last in both directions, ties keep their order.
template <class Row, class Key>
void sort_by(std::vector<Row>& rows, bool descending, Key const& key) {
  std::ranges::stable_sort(rows, [&](Row const& a, Row const& b) {
    auto const x = key(a), y = key(b);
    if (!x || !y) return x.has_value() && !y.has_value();
    return descending ? *y < *x : *x < *y;
  });
}

/// Whether a text holds another one; the case of ASCII letters does not matter.
bool holds(std::string_view text, std::string_view part);

/// {items, next, total}
Response counted_list(nlohmann::json items, std::optional<std::int64_t> next, std::size_t total);

}  // namespace e2ms::http::api
