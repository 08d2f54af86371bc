#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <typeindex>
#include <utility>

namespace e2ms::store {

/// Keeps what is costly to read and never changes once it is committed, like the terms of a tariff
/// version, for as long as the connection lives. Forgets everything when a transaction is undone.
/// Used by the thread that uses the connection.
class Shelf {
 public:
  /// The thing of that type and number; `load` makes it when it is not there yet. The reference
  /// holds until the end of the transaction.
  template <class Thing, class Load>
  Thing const& get(std::int64_t id, Load const& load) {
    auto& place = things_[{std::type_index(typeid(Thing)), id}];
    if (!place) place = std::make_shared<Thing const>(load());
    return *static_cast<Thing const*>(place.get());
  }

  void clear() { things_.clear(); }

 private:
  // Shared, because only a shared pointer to void remembers how to destroy what it holds.
  std::map<std::pair<std::type_index, std::int64_t>, std::shared_ptr<void const>> things_;
};

}  // namespace e2ms::store
