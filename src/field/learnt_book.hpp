#pragma once

#include <map>
#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/device/dialogue.hpp"

namespace e2ms::field {

/// What was found out about a meter, and when: it may change its mind, or be another one.
struct Learnt {
  device::Learnt what;
  Instant since;
};

/// "0001FF00 02800002" and back; nothing for a text of another form.
std::string to_text(device::Learnt const& learnt);
std::optional<device::Learnt> learnt_of(std::string const& text);

/// What the meters of one line are known not to have. Believed for a day.
class LearntBook {
 public:
  static constexpr Duration kBelieved = days(1);

  /// Of an earlier life; what was learnt since counts more.
  void remember(MeterId meter, Learnt known) { known_.try_emplace(meter, std::move(known)); }
  /// Whether anything was known.
  bool forget(MeterId meter) { return known_.erase(meter) > 0; }

  device::Learnt of(MeterId meter, Instant now);
  /// Whether that is news, to be kept.
  bool learn(MeterId meter, device::Learnt const& what, Instant now);

 private:
  std::map<MeterId, Learnt> known_;
};

}  // namespace e2ms::field
