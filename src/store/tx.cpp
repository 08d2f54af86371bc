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

}  // namespace e2ms::store
