#include "api/ledger_words.hpp"

namespace e2ms::http::api {

namespace {

template <class Value, std::size_t N>
std::string_view found(std::pair<std::string_view, Value> const (&words)[N], Value value) {
  for (auto const& [spelled, known] : words)
    if (known == value) return spelled;
  return "";
}

}  // namespace

std::string_view word(JournalKind kind) {
  switch (kind) {
    case JournalKind::top_up:
      return "top_up";
    case JournalKind::energy:
      return "charge";
    case JournalKind::reversal:
      return "top_up_reversal";
    case JournalKind::items:
      return "items";
    case JournalKind::adjustment:
      return "adjustment";
    case JournalKind::correction:
      return "correction";
    case JournalKind::pay_out:
      return "pay_out";
    case JournalKind::received:
      return "received";
    case JournalKind::assigned:
      return "assigned";
    case JournalKind::returned:
      return "returned";
    case JournalKind::by_hand:
      return "by_hand";
  }
  return "";
}

std::string_view word(Book book) {
  switch (book) {
    case Book::wallet:
      return "wallet";
    case Book::cash:
      return "cash";
    case Book::energy_revenue:
      return "energy_revenue";
    case Book::service_fee:
      return "service_fee";
    case Book::loss_share:
      return "loss_share";
    case Book::fee_wallet:
      return "fee_wallet";
    case Book::fixed_fee:
      return "fixed_fee";
    case Book::tax:
      return "tax";
    case Book::subsidy:
      return "subsidy";
    case Book::landlord:
      return "landlord";
    case Book::water:
      return "water";
    case Book::suspense:
      return "suspense";
    case Book::bank:
      return "bank";
    case Book::card:
      return "card";
    case Book::adjustments:
      return "adjustments";
  }
  return "";
}

std::string_view word(Channel channel) {
  return found(kChannels, channel);
}

std::string_view word(Purpose purpose) {
  return found(kPurposes, purpose);
}

}  // namespace e2ms::http::api
