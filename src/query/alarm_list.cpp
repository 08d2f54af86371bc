#include "e2ms/query/alarm_list.hpp"

namespace e2ms::query {

using store::in;

Result<Alarms::Answer> answer(store::ReadTx& tx, Alarms const& question) {
  return tx.all<Alarms::Alarm>("alarm_page.list", in("project", question.project),
                               in("state", question.which), in("alarm", question.only),
                               in("before", question.before), in("at_most", question.at_most));
}

}  // namespace e2ms::query
