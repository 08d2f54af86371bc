#pragma once

#include "api/render.hpp"
#include "e2ms/query/disclosure.hpp"

namespace e2ms::http::api {

std::string_view word(ShareBasis basis);
std::string_view word(ShareRole role);

nlohmann::json share_rule_json(query::ShareRuleView const& rule);
nlohmann::json share_run_json(std::optional<query::ShareRunSums> const& run);
nlohmann::json grid_bill_json(query::GridBillView const& bill);
nlohmann::json share_month_json(query::ShareOfMonth const& question,
                                query::ShareOfMonth::Page const& page);
nlohmann::json bill_share_json(query::BillShare const& share);

/// A group with its rules and months; not_found when it is not the project's.
Result<Response> sharing_response(store::ReadTx& tx, Call const& call, store::SharingId sharing,
                                  Status status);
Result<Response> share_month_response(store::ReadTx& tx, Call const& call);

/// "85.50" of 8550 hundredths.
std::string hundredths_text(std::int64_t hundredths);

}  // namespace e2ms::http::api
