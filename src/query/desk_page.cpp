#include "e2ms/query/desk_page.hpp"

namespace e2ms::query {

using store::in;

Result<Unassigned::Answer> answer(store::ReadTx& tx, Unassigned const& question) {
  return tx.all<Unassigned::Row>("desk_page.unassigned", in("project", question.project),
                                 in("waiting", question.waiting), in("before", question.before),
                                 in("at_most", question.at_most));
}

Result<UnassignedOf::Answer> answer(store::ReadTx& tx, UnassignedOf const& question) {
  return tx.one<Unassigned::Row>("desk_page.one_unassigned", in("project", question.project),
                                 in("unassigned", question.unassigned));
}

Result<PayOuts::Answer> answer(store::ReadTx& tx, PayOuts const& question) {
  return tx.all<PayOuts::Row>("desk_page.pay_outs", in("account", question.account),
                              in("before", question.before), in("at_most", question.at_most));
}

Result<PayOutOf::Answer> answer(store::ReadTx& tx, PayOutOf const& question) {
  return tx.one<PayOuts::Row>("desk_page.pay_out", in("pay_out", question.pay_out),
                              in("project", question.project));
}

}  // namespace e2ms::query
