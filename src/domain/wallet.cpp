#include "e2ms/domain/wallet.hpp"

#include <map>

namespace e2ms {

namespace {

Book revenue_of(std::string const& code) {
  if (code == "surcharge:service") return Book::service_fee;
  if (code == "surcharge:loss") return Book::loss_share;
  return Book::energy_revenue;
}

}  // namespace

Result<std::vector<PricedAccrual>> price_accruals(std::vector<Accrual> const& accruals) {
  std::vector<PricedAccrual> priced;
  priced.reserve(accruals.size());
  LineTotal total;
  for (auto const& accrual : accruals) {
    bool const same_line =
        !priced.empty() && priced.back().accrual.piece.line == accrual.piece.line;
    if (!same_line) total = accrual.posted;
    TRY(auto const piece, price_piece(total, accrual.piece, accrual.ratio));
    total = piece.after;
    priced.push_back({accrual, piece});
  }
  return priced;
}

Money sum(std::vector<PricedAccrual> const& accruals) {
  Money total;
  for (auto const& each : accruals) total += each.priced.amount();
  return total;
}

std::vector<Entry> energy_entries(AccountId account, std::vector<PricedAccrual> const& charges) {
  std::map<Book, Money> revenue;
  for (auto const& [accrual, priced] : charges)
    revenue[revenue_of(accrual.piece.line.code)] += priced.amount();
  std::vector<Entry> entries{{Book::wallet, account, -sum(charges)}};
  for (auto const& [book, amount] : revenue)
    if (amount != Money{}) entries.push_back({book, {0}, amount});
  return entries;
}

std::string charge_text(PricedAccrual const& charge) {
  auto const& [accrual, priced] = charge;
  auto const& piece = accrual.piece;
  auto const& line = piece.line;
  std::string text = line.bill;
  for (auto const number :
       {line.version.value, accrual.meter.value, piece.price.e8, accrual.ratio, piece.from.at.ms,
        piece.from.total.wh(), piece.to.at.ms, piece.to.total.wh(), priced.energy.wh(),
        priced.before.energy.wh(), priced.after.energy.wh(), priced.amount().fen()})
    text += "," + std::to_string(number);
  // What was charged before there were lines of several kinds keeps the seal it has.
  LineKey const plain{line.bill, line.version};
  if (line != plain || piece.reg != kTotal || piece.tiers) {
    text += "," + line.code + "," + std::to_string(line.tier) + "," + line.period + "," +
            std::to_string(piece.reg);
    if (piece.tiers)
      text +=
          "," + std::to_string(piece.tiers->from.wh()) + "," + std::to_string(piece.tiers->to.wh());
  }
  return text + ";";
}

}  // namespace e2ms
