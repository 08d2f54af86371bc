#include "e2ms/store/tx.hpp"

#include "session.hpp"

namespace e2ms::store {

Shelf& ReadTx::shelf() {
  return session_.shelf();
}

void ReadTx::select(std::string_view statement, std::span<Parameter const> parameters,
                    std::span<CellType const> types, TakeRow const& take) {
  session_.run(statement, parameters, types, take);
}

void WriteTx::execute(std::string_view statement, std::span<Parameter const> parameters) {
  session_.run(statement, parameters, {}, {});
}

Result<bool> WriteTx::attempt(std::function<Result<bool>()> const& work) {
  auto const heard = static_cast<std::ptrdiff_t>(announcements_.size());
  session_.transaction("SAVEPOINT attempt");
  auto const kept = work();
  if (!kept || !*kept) {
    session_.transaction("ROLLBACK TO attempt");
    announcements_.erase(announcements_.begin() + heard, announcements_.end());
  }
  session_.transaction("RELEASE attempt");
  return kept;
}

}  // namespace e2ms::store
