#include "e2ms/query/tariff_proposal.hpp"

namespace e2ms::query {

using store::in;

Result<TariffProposals::Answer> answer(store::ReadTx& tx, TariffProposals const& question) {
  return tx.all<TariffProposals::Proposal>("proposal.list", in("project", question.project),
                                           in("before", question.before), in("only", question.only),
                                           in("waiting", std::int64_t{question.waiting}),
                                           in("at", question.at), in("at_most", question.at_most));
}

Result<VersionBefore::Answer> answer(store::ReadTx& tx, VersionBefore const& question) {
  return tx.one<Tariffs::Terms>("proposal.version_before", in("tariff", question.tariff),
                                in("before", question.before));
}

}  // namespace e2ms::query
