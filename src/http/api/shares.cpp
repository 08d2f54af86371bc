#include "api/handlers.hpp"
#include "api/share_json.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::ShareOfMonth;
using query::SharingPage;

Result<Response> sharing_response(store::ReadTx& tx, Call const& call, store::SharingId sharing,
                                  Status status) {
  TRY(auto const page, answer(tx, SharingPage{call.project(), sharing, call.now}));
  if (!page) return not_found();
  auto rules = json::array(), months = json::array();
  for (auto const& rule : page->rules) rules.push_back(share_rule_json(rule));
  for (auto const& month : page->months)
    months.push_back(
        {{"bill", month.bill}, {"over", month.over}, {"run", share_run_json(month.run)}});
  return json_response({{"id", spelled(page->id)},
                        {"name", page->name},
                        {"rules", std::move(rules)},
                        {"months", std::move(months)}},
                       status);
}

Result<Response> share_month_response(store::ReadTx& tx, Call const& call) {
  ShareOfMonth const question{call.project(), {call.id}, call.bill, call.now};
  TRY(auto const page, answer(tx, question));
  if (!page) return not_found();
  return json_response(share_month_json(question, *page));
}

Result<Response> list_sharings(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const rows, answer(tx, query::Sharings{call.project()}));
  auto const slice = slice_of(rows.size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i)
    items.push_back({{"id", spelled(rows[i].id)},
                     {"name", rows[i].name},
                     {"rule", rows[i].rule ? share_rule_json(*rows[i].rule) : json(nullptr)},
                     {"last", share_run_json(rows[i].last)}});
  return list_response(std::move(items), slice.next);
}

Result<Response> get_sharing(store::ReadTx& tx, Call const& call) {
  return sharing_response(tx, call, {call.id}, Status::ok);
}

Result<Response> get_share_month(store::ReadTx& tx, Call const& call) {
  return share_month_response(tx, call);
}

Result<Response> list_grid_bills(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const bills, answer(tx, query::GridBills{call.project(), MeterId{call.id}}));
  if (!bills) return not_found();
  auto const slice = slice_of(bills->size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i) items.push_back(grid_bill_json((*bills)[i]));
  return list_response(std::move(items), slice.next);
}

}  // namespace e2ms::http::api
