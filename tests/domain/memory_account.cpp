#include "memory_account.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"

namespace e2ms {

void MemoryAccount::Book::put(Piece const& piece) {
  pieces[piece.line].push_back({{static_cast<std::int64_t>(meter + 1)}, piece, ratio, {}});
  if (piece.line.code == "free_quota")
    free[piece.line.bill] += times(piece.to.total - piece.from.total, ratio).value();
}

void MemoryAccount::open(std::size_t meter, std::int64_t ratio, Instant at, std::int64_t wh) {
  meters_[meter] = {ratio, {{at, wh}}};
}

bool MemoryAccount::enter(std::size_t meter, Instant at, std::int64_t wh) {
  auto& readings = meters_.at(meter).readings;
  auto const known = readings.find(at);
  if (known != readings.end() && known->second == wh) return false;
  auto const last = readings.rbegin()->first;
  bool follows = known == readings.end() && at > last;
  for (auto const& [other, each] : meters_)
    follows = follows && (other == meter || each.readings.rbegin()->first < at);
  readings[at] = wh;
  if (follows)
    add(book_, meter, last, at);
  else
    settle_again();
  return true;
}

bool MemoryAccount::take_back(std::size_t meter, Instant at) {
  if (meters_.at(meter).readings.erase(at) == 0) return false;
  settle_again();
  return true;
}

bool MemoryAccount::settle() {
  std::vector<Accrual> open;
  for (auto& [line, pieces] : book_.pieces)
    for (auto& piece : pieces) {
      piece.posted = posted_[line];
      open.push_back(piece);
    }
  auto const priced = price_accruals(open).value();
  bool const free = std::any_of(priced.begin(), priced.end(), [](auto const& each) {
    return each.accrual.piece.line.code == "free_quota";
  });
  if (sum(priced) == Money{} && !free) return false;
  for (auto const& each : priced) posted_[each.accrual.piece.line] = each.priced.after;
  book_.pieces.clear();
  ++postings_;
  return true;
}

void MemoryAccount::settle_again() {
  settle();
  struct Step {
    std::size_t meter;
    Instant from, to;
  };
  std::vector<Step> steps;
  for (auto const& [meter, each] : meters_)
    for (auto at = each.readings.begin(); std::next(at) != each.readings.end(); ++at)
      steps.push_back({meter, at->first, std::next(at)->first});
  std::stable_sort(steps.begin(), steps.end(),
                   [](auto const& a, auto const& b) { return a.to < b.to; });
  Book again;
  for (auto const& step : steps) add(again, step.meter, step.from, step.to);
  bool changed = false;
  for (auto const& [line, total] : posted_) again.pieces.try_emplace(line);
  for (auto const& [line, pieces] : again.pieces) {
    auto& posted = posted_[line];
    LineTotal target;
    for (auto const& piece : pieces)
      target = price_piece(target, piece.piece, piece.ratio).value().after;
    changed = changed || target.energy != posted.energy;
    posted = target;
  }
  if (changed) ++postings_;
  again.pieces.clear();
  book_ = std::move(again);
}

void MemoryAccount::add(Book& book, std::size_t meter, Instant from, Instant to) const {
  auto const& each = meters_.at(meter);
  book.meter = meter;
  book.ratio = each.ratio;
  MeterPair const pair{{from, {Energy::wh(each.readings.at(from))}},
                       {to, {Energy::wh(each.readings.at(to))}},
                       each.ratio};
  ENSURE(e2ms::enter(pair, prices_, book).has_value());
}

std::map<LineKey, MemoryAccount::Total> MemoryAccount::totals() const {
  std::map<LineKey, Total> found;
  for (auto const& [line, total] : posted_) found[line] = {total.amount.fen(), total.energy.wh()};
  for (auto const& [line, pieces] : book_.pieces)
    for (auto const& each : pieces)
      found[line].wh += (each.piece.to.total - each.piece.from.total).wh() * each.ratio;
  std::erase_if(found, [](auto const& line) { return line.second == Total{}; });
  return found;
}

}  // namespace e2ms
