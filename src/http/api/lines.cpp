#include "api/handlers.hpp"
#include "api/line_json.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

Result<Response> get_line(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const page, answer(tx, query::LinePage{call.project(), LineId{call.id}}));
  if (!page) return not_found();
  return json_response(line_page_json(call, *page));
}

}  // namespace e2ms::http::api
