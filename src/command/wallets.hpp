#pragma once

#include <optional>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

/// What people do with the wallets of an account at the desk has in common.
namespace e2ms::command {

/// An account whose wallets a person may move. Columns of desk.account.
struct Wallets {
  ProjectId project;
  std::optional<Instant> closed_at;
};

/// None for an account that does not exist, or is of another project.
std::optional<Wallets> wallets_of(store::ReadTx& tx, ProjectId project, AccountId account);

/// What a wallet holds, posted.
Money held(store::ReadTx& tx, AccountId account, Purpose purpose);

/// After money moved: an account that lives is looked at again; a closed one has no supply. What is
/// available then.
Result<Money> look_again(store::WriteTx& tx, AccountId account, Wallets const& wallets, Instant at);

/// Tells the tenant what happened to his money.
void tell(store::WriteTx& tx, AccountId account, MessageKind kind, Instant at);

/// The linked journal that takes another one back.
JournalId take_back(store::WriteTx& tx, JournalId journal, AccountId account,
                    std::string const& actor, std::string const& reason, Instant at);

}  // namespace e2ms::command
