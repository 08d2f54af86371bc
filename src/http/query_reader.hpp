#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "e2ms/base/time.hpp"
#include "e2ms/http/message.hpp"
#include "json_body.hpp"

namespace e2ms::http {

/// Reads the query parameters of a request and collects what is wrong with them, as FieldReader
/// does for bodies. A parameter that stands twice is wrong too.
class QueryReader {
 public:
  /// `request` outlives the reader.
  explicit QueryReader(Request const& request) : request_(request) {}

  std::int64_t integer(std::string_view name, FieldReader::Range range, std::int64_t otherwise);
  std::string text(std::string_view name, std::size_t longest);
  bool flag(std::string_view name);
  std::optional<Instant> instant(std::string_view name);

  template <class Value, std::size_t N>
  Value choice(std::string_view name, std::pair<std::string_view, Value> const (&words)[N],
               Value otherwise) {
    auto const* const given = at(name);
    if (given == nullptr) return otherwise;
    for (auto const& [spelled, value] : words)
      if (*given == spelled) return value;
    wrong(name, "is none of the words known here");
    return otherwise;
  }

  void wrong(std::string_view name, std::string text);
  /// Call last: parameters that nobody asked for are wrong.
  bool good();
  Problems const& problems() const { return problems_; }

 private:
  std::string const* at(std::string_view name);

  Request const& request_;
  std::set<std::string, std::less<>> asked_;
  Problems problems_;
};

/// A list's page: how many, and after what.
struct Paging {
  std::int64_t limit;
  std::int64_t after;  ///< number of the last item of the page before, or how many were shown
};

/// `limit` and `cursor`. `first` is what a list without a cursor begins after.
Paging read_paging(QueryReader& query, std::int64_t first, std::int64_t most = 200,
                   std::int64_t usual = 50);

/// The part of a list of `size` that a page shows, for lists that are sorted as a whole.
struct Slice {
  std::size_t begin;
  std::size_t end;
  std::optional<std::int64_t> next;
};
Slice slice_of(std::size_t size, Paging const& paging);

}  // namespace e2ms::http
