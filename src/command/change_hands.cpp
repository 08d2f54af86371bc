#include "e2ms/command/change_hands.hpp"

#include "hand_over.hpp"

namespace e2ms::command {

using store::in;

namespace {

using Outcome = Handing::Outcome;
using Verdict = Handing::Verdict;

/// Columns of hands.after and hands.before.
struct Passage {
  AccountId leaving;
  AccountId coming;
  Instant moment;
  AccountKind kind;  ///< of who came, as the next two
  TariffId tariff;
  std::string tenant;
};

std::optional<HandingAccount> account_of(store::ReadTx& tx, AccountId id, Handing const& order) {
  auto found = tx.one<HandingAccount>("hands.account", in("account", id));
  if (found && found->project != order.project) return std::nullopt;
  return found;
}

/// What is asked for was done before, or something else was.
Outcome as_before(std::optional<Passage> const& before, Coming const& coming, Handing const& order,
                  Verdict otherwise) {
  bool const same = before && before->moment == order.moment && before->kind == coming.kind &&
                    before->tariff == coming.tariff && before->tenant == coming.tenancy.tenant;
  if (!same) return {.verdict = otherwise};
  return {.verdict = Verdict::already_done, .left = before->leaving, .came = before->coming};
}

Coming landlord(HandingAccount const& leaving, std::optional<TariffId> tariff) {
  Tenancy const tenancy{.tenant = leaving.landlord,
                        .tariff = std::nullopt,
                        .credit_limit = {},
                        .alarm1 = {},
                        .alarm2 = {},
                        .reconnect = {},
                        .pin_hash = "-"};  // nobody signs in by it
  return {AccountKind::landlord, tariff.value_or(leaving.tariff), tenancy};
}

Coming tenant(HandingAccount const& leaving, Tenancy const& tenancy) {
  return {AccountKind::tenant, tenancy.tariff.value_or(leaving.tariff), tenancy};
}

/// Of an account that a tenant holds.
Result<Outcome> leave(store::WriteTx& tx, AccountId id, Handing const& order,
                      auto const& coming_after, std::string_view action) {
  auto const leaving = account_of(tx, id, order);
  if (!leaving) return Outcome{.verdict = Verdict::unknown_account};
  if (leaving->kind != AccountKind::tenant) return Outcome{.verdict = Verdict::not_let};
  Coming const coming = coming_after(*leaving);
  if (leaving->closed_at)
    return as_before(tx.one<Passage>("hands.after", in("account", id)), coming, order,
                     Verdict::already_closed);
  return hand_over(tx, *leaving, coming, order, action);
}

}  // namespace

Result<Outcome> execute(store::WriteTx& tx, MoveOut const& command) {
  return leave(
      tx, command.account, command.handing,
      [&](HandingAccount const& leaving) { return landlord(leaving, command.tariff); },
      "account_closed");
}

Result<Outcome> execute(store::WriteTx& tx, TransferAccount const& command) {
  return leave(
      tx, command.account, command.handing,
      [&](HandingAccount const& leaving) { return tenant(leaving, command.tenancy); },
      "account_transferred");
}

Result<Outcome> execute(store::WriteTx& tx, MoveIn const& command) {
  auto const holder =
      tx.one<AccountId>("hands.holder_of_room", in("room", command.room),
                        in("medium", command.medium), in("project", command.handing.project));
  if (!holder) return Outcome{.verdict = Verdict::not_vacant};
  auto const now = account_of(tx, *holder, command.handing);
  ENSURE(now.has_value());
  if (now->kind == AccountKind::landlord)
    return hand_over(tx, *now, tenant(*now, command.tenancy), command.handing, "account_opened");
  return as_before(tx.one<Passage>("hands.before", in("account", *holder)),
                   tenant(*now, command.tenancy), command.handing, Verdict::not_vacant);
}

}  // namespace e2ms::command
