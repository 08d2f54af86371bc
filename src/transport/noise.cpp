#include "noise.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace e2ms::transport {

NoiseFilter::NoiseFilter(std::vector<Bytes> texts) : texts_(std::move(texts)) {
  std::erase_if(texts_, [](Bytes const& text) { return text.empty(); });
}

void NoiseFilter::pass(ByteView arrived, Bytes& out) {
  if (inside_answer_ || texts_.empty()) {
    out.insert(out.end(), arrived.begin(), arrived.end());
    return;
  }
  held_.insert(held_.end(), arrived.begin(), arrived.end());
  while (auto const length = noise_at_front())
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(length));
  if (may_become_noise()) return;
  inside_answer_ = true;
  out.insert(out.end(), held_.begin(), held_.end());
  held_.clear();
}

std::size_t NoiseFilter::noise_at_front() const {
  std::size_t longest = 0;
  for (auto const& text : texts_) {
    bool const here =
        held_.size() >= text.size() && std::equal(text.begin(), text.end(), held_.begin());
    if (here) longest = std::max(longest, text.size());
  }
  return longest;
}

/// True also when nothing is held.
bool NoiseFilter::may_become_noise() const {
  return std::any_of(texts_.begin(), texts_.end(), [this](Bytes const& text) {
    return held_.size() < text.size() && std::equal(held_.begin(), held_.end(), text.begin());
  });
}

}  // namespace e2ms::transport
