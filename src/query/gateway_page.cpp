#include "e2ms/query/gateway_page.hpp"

namespace e2ms::query {

using store::in;

Result<Gateways::Answer> answer(store::ReadTx& tx, Gateways const& question) {
  auto const project = in("project", question.project);
  Gateways::Answer found;
  found.gateways =
      tx.all<Gateways::Gateway>("gateway_page.gateways", project, in("after", question.after),
                                in("gateway", question.only), in("at_most", question.at_most));
  if (found.gateways.empty()) return found;
  found.lines =
      tx.all<Gateways::Line>("gateway_page.lines", project, in("first", found.gateways.front().id),
                             in("last", found.gateways.back().id), in("line", LineId{}));
  return found;
}

Result<Strangers::Answer> answer(store::ReadTx& tx, Strangers const& question) {
  return tx.all<Strangers::Stranger>("stranger.list", in("dismissed", question.dismissed));
}

Result<StrangerOf::Answer> answer(store::ReadTx& tx, StrangerOf const& question) {
  return tx.one<Strangers::Stranger>("stranger.one", in("stranger", question.stranger));
}

}  // namespace e2ms::query
