#include "e2ms/command/withdraw_tariff.hpp"

#include <optional>

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

struct VersionRow {
  TariffId tariff;
  std::string name;
  Instant valid_from;
  std::optional<Instant> withdrawn_at;
};

}  // namespace

Result<WithdrawTariffVersion::Outcome> execute(store::WriteTx& tx,
                                               WithdrawTariffVersion const& command) {
  using Verdict = WithdrawTariffVersion::Verdict;
  using Outcome = WithdrawTariffVersion::Outcome;
  auto const version = tx.one<VersionRow>("archive.version", in("version", command.version),
                                          in("project", command.project));
  if (!version) return Outcome{Verdict::unknown_version, {}};
  auto const tariff = in("tariff", version->tariff);
  if (version->withdrawn_at) return Outcome{Verdict::already_withdrawn, version->tariff};
  if (version->valid_from <= command.at) return Outcome{Verdict::begun, version->tariff};
  bool const pays = tx.one<AccountId>("archive.tariff_pays", tariff).has_value();
  bool const priced = tx.one<TariffVersionId>("archive.version_beside", tariff,
                                              in("version", command.version), in("at", command.at))
                          .has_value();
  if (pays && !priced) return Outcome{Verdict::needed, version->tariff};

  // From here on it is withdrawn.
  tx.run("archive.insert_withdrawal", in("version", command.version), in("at", command.at),
         in("actor", command.actor), in("note", command.note));
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", std::string("tariff_withdrawn")),
         in("subject", "tariff_version:" + std::to_string(command.version.value)),
         in("before", version->name + " from " + to_iso(version->valid_from)),
         in("after", command.note));
  tx.announce({Announcement::Kind::archive, version->tariff.value});
  return Outcome{Verdict::withdrawn, version->tariff};
}

}  // namespace e2ms::command
