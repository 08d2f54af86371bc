#include "e2ms/command/forget_traces.hpp"

#include <algorithm>

namespace e2ms::command {

using store::in;

Result<ForgetTraces::Outcome> execute(store::WriteTx& tx, ForgetTraces const& command) {
  ForgetTraces::Outcome outcome{{0}};
  for (auto const id :
       tx.all<MeterId>("history.next_meters", in("project", command.project),
                       in("after", command.after), in("at_most", command.meters_at_most))) {
    outcome.last = id;
    auto const meter = in("meter", id);
    auto const before = [&command](Instant oldest) {
      return in("before", std::min(command.before, oldest + command.reach));
    };
    if (auto const oldest = tx.one<Instant>("clock.oldest", meter))
      tx.run("clock.forget", meter, before(*oldest), in("young", kYoungTraces));
    if (auto const oldest = tx.one<Instant>("freeze.oldest_text", meter))
      tx.run("freeze.forget_texts", meter, before(*oldest), in("young", kYoungTraces));
  }
  return outcome;
}

}  // namespace e2ms::command
