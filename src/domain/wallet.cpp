#include "e2ms/domain/wallet.hpp"

namespace e2ms {

Result<std::vector<PricedAccrual>> price_accruals(std::vector<Accrual> const& accruals) {
  std::vector<PricedAccrual> priced;
  priced.reserve(accruals.size());
  LineTotal total;
  for (auto const& accrual : accruals) {
    bool const same_line =
        !priced.empty() && priced.back().accrual.piece.line == accrual.piece.line;
    if (!same_line) total = accrual.posted;
    TRY(auto const piece, price_piece(total, accrual.piece, accrual.ratio, accrual.price));
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

std::string charge_text(PricedAccrual const& charge) {
  auto const& [accrual, priced] = charge;
  auto const& [line, from, to] = accrual.piece;
  std::string text = line.bill;
  for (auto const number :
       {line.version.value, accrual.meter.value, accrual.price.e8, accrual.ratio, from.at.ms,
        from.total.wh(), to.at.ms, to.total.wh(), priced.energy.wh(), priced.before.energy.wh(),
        priced.after.energy.wh(), priced.amount().fen()})
    text += "," + std::to_string(number);
  return text + ";";
}

}  // namespace e2ms
