#include "e2ms/query/line_page.hpp"

namespace e2ms::query {

using store::in;

Result<LinePage::Answer> answer(store::ReadTx& tx, LinePage const& question) {
  auto const project = in("project", question.project);
  auto const line_id = in("line", question.line);
  auto line = tx.one<Gateways::Line>("gateway_page.lines", project, in("first", GatewayId{}),
                                     in("last", GatewayId{INT64_MAX}), line_id);
  if (!line) return LinePage::Answer{};
  auto gateway =
      tx.one<Gateways::Gateway>("gateway_page.gateways", project, in("after", GatewayId{}),
                                in("gateway", line->gateway), in("at_most", std::int64_t{1}));
  ENSURE(gateway.has_value());
  auto meters = tx.all<LinePage::Meter>("gateway_page.meters_of_line", line_id);
  return LinePage::Answer{{*std::move(line), *std::move(gateway), std::move(meters)}};
}

}  // namespace e2ms::query
