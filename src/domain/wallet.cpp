#include "e2ms/domain/wallet.hpp"

#include <map>

#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/public_share.hpp"
#include "e2ms/domain/subsidy.hpp"

namespace e2ms {

namespace {

Book sold(Medium medium) {
  return medium == Medium::water ? Book::water : Book::energy_revenue;
}

Book revenue_of(std::string const& code, Medium medium) {
  if (code == "surcharge:service") return Book::service_fee;
  if (code == "surcharge:loss" || is_share(code)) return Book::loss_share;
  if (code == "vat" || code == kFeeVat) return Book::tax;
  if (is_fee(code)) return Book::fixed_fee;
  if (is_subsidy(code)) return Book::subsidy;
  return sold(medium);
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

Money sum(std::span<PricedAccrual const> accruals) {
  Money total;
  for (auto const& each : accruals) total += each.priced.amount();
  return total;
}

Money sum(std::vector<ItemCharge> const& items) {
  Money total;
  for (auto const& each : items) total += each.amount();
  return total;
}

std::vector<Entry> charge_entries(Holder const& holder, std::span<PricedAccrual const> charges,
                                  std::vector<ItemCharge> const& items) {
  bool const landlord = holder.kind == AccountKind::landlord;
  Book const energy = landlord ? Book::landlord : Book::wallet;
  Book const fees = landlord ? Book::landlord : Book::fee_wallet;
  std::map<Book, Money> books;
  auto const take = [&](std::string const& code, Money amount) {
    books[is_fee(code) ? fees : energy] -= amount;
    books[revenue_of(code, holder.medium)] += amount;
  };
  for (auto const& [accrual, priced] : charges) take(accrual.piece.line.code, priced.amount());
  for (auto const& item : items) take(item.code, item.amount());
  std::vector<Entry> entries;
  for (auto const& [book, amount] : books) {
    auto const account = is_holders(book) ? holder.account : AccountId{0};
    if (amount != Money{}) entries.push_back({book, account, amount});
  }
  // Lines may change and their sum not: still a journal says so.
  if (entries.empty()) entries = {{energy, holder.account, {}}, {sold(holder.medium), {0}, {}}};
  return entries;
}

std::string item_text(ItemCharge const& item) {
  std::string text;
  for (auto const& field :
       {item.bill, item.code, std::to_string(item.version.value), std::to_string(item.as_of.ms),
        item.quantity, item.price, item.exact_yuan, std::to_string(item.before.fen()),
        std::to_string(item.after.fen())})
    text += field + ",";
  return text + ";";
}

std::string charge_text(PricedAccrual const& charge) {
  auto const& [accrual, priced] = charge;
  auto const& piece = accrual.piece;
  auto const& line = piece.line;
  std::string text = line.bill;
  auto const add = [&text](auto const& field) {
    text += ',';
    if constexpr (std::is_integral_v<std::decay_t<decltype(field)>>)
      text += std::to_string(field);
    else
      text += field;
  };
  for (auto const number :
       {line.version.value, accrual.meter.value, piece.price.e8, accrual.ratio, piece.from.at.ms,
        piece.from.total.wh(), piece.to.at.ms, piece.to.total.wh(), priced.energy.wh(),
        priced.before.energy.wh(), priced.after.energy.wh(), priced.amount().fen()})
    add(number);
  // What was charged before there were lines of several kinds keeps the seal it has.
  LineKey const plain{line.bill, line.version};
  if (line != plain || piece.reg != kTotal || piece.tiers) {
    add(line.code);
    add(line.tier);
    add(line.period);
    add(piece.reg);
    if (piece.tiers) {
      add(piece.tiers->from.wh());
      add(piece.tiers->to.wh());
    }
  }
  if (piece.rolled != Energy{}) add("rolled " + std::to_string(piece.rolled.wh()));
  text += ';';
  return text;
}

}  // namespace e2ms
