#include "e2ms/command/know_registers.hpp"

namespace e2ms::command {

using store::in;

Result<KnowRegisters::Outcome> execute(store::WriteTx& tx, KnowRegisters const& command) {
  ENSURE(command.rolls_at > Energy{});
  tx.run("meter.know_registers", in("model", command.model), in("rolls_at", command.rolls_at));
  return KnowRegisters::Outcome{};
}

}  // namespace e2ms::command
