#include "noise.hpp"

#include <algorithm>
#include <utility>

namespace e2ms::transport {

NoiseFilter::NoiseFilter(std::vector<Bytes> texts) : texts_(std::move(texts)) {
  std::erase_if(texts_, [](Bytes const& text) { return text.empty(); });
  for (auto const& text : texts_) known_.add(text);
}

void NoiseFilter::pass(ByteView arrived, Bytes& out) {
  if (inside_answer_ || texts_.empty()) {
    out.insert(out.end(), arrived.begin(), arrived.end());
    return;
  }
  held_.insert(held_.end(), arrived.begin(), arrived.end());
  known_.strip(held_);
  if (may_become_noise()) return;
  inside_answer_ = true;
  out.insert(out.end(), held_.begin(), held_.end());
  held_.clear();
}

/// True also when nothing is held.
bool NoiseFilter::may_become_noise() const {
  return std::any_of(texts_.begin(), texts_.end(), [this](Bytes const& text) {
    return held_.size() < text.size() && std::equal(held_.begin(), held_.end(), text.begin());
  });
}

}  // namespace e2ms::transport
