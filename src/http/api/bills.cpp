#include "api/bill_json.hpp"
#include "api/bill_workbook.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"
#include "api/sheet_writer.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;

namespace {

Result<Response> bills_page(store::ReadTx& tx, Call const& call, AccountId account) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto const bills, answer(tx, query::Bills{account, call.now}));
  auto const slice = slice_of(bills.size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i)
    items.push_back(bill_sums_json(bills[i], call.now));
  return list_response(std::move(items), slice.next);
}

/// Nothing when the project has no such account, or the account no such bill.
Result<query::BillOf::Answer> find(store::ReadTx& tx, Call const& call, AccountId account) {
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return query::BillOf::Answer{};
  return answer(tx, query::BillOf{account, call.bill, call.now});
}

Result<Response> bill_page(store::ReadTx& tx, Call const& call, AccountId account,
                           bool for_tenant) {
  TRY(auto const page, find(tx, call, account));
  if (!page) return not_found();
  return json_response(bill_json(call, *page, for_tenant));
}

}  // namespace

Result<Response> list_bills(store::ReadTx& tx, Call const& call) {
  return bills_page(tx, call, AccountId{call.id});
}

Result<Response> get_bill(store::ReadTx& tx, Call const& call) {
  return bill_page(tx, call, AccountId{call.id}, false);
}

Result<Response> download_bill(store::ReadTx& tx, Call const& call) {
  TRY(auto const page, find(tx, call, AccountId{call.id}));
  if (!page) return not_found();
  TRY(auto bytes, bill_workbook(call, *page));
  return workbook_response(std::move(bytes), "bill-" + std::to_string(call.id) + "-" + call.bill);
}

Result<Response> list_my_bills(store::ReadTx& tx, Call const& call) {
  return bills_page(tx, call, call.account());
}

Result<Response> get_my_bill(store::ReadTx& tx, Call const& call) {
  return bill_page(tx, call, call.account(), true);
}

}  // namespace e2ms::http::api
