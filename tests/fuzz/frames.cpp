#include <algorithm>

#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/dlt645.hpp"
#include "targets.hpp"

namespace e2ms::fuzz {
namespace {

namespace dlt645 = protocol::dlt645;
namespace cjt188 = protocol::cjt188;

void decode(protocol::Frame const& frame, dlt645::Edition edition) {
  auto const parts = dlt645::parts_of(frame, edition);
  require(parts.value.size() <= frame.data().size());
  if (!parts.di) return;
  auto const item = dlt645::find_item(*parts.di, edition, parts.value.size());
  if (!item) return;
  auto const values = dlt645::decode_item(*item, parts.value);
  if (!values) return;
  for (auto const& value : *values) {
    bool const printable =
        value.kind == dlt645::Value::Kind::number || value.kind == dlt645::Value::Kind::text;
    if (printable) require(!dlt645::to_text(value).empty() || value.text.empty());
  }
}

}  // namespace

void fuzz_dlt645(ByteView input) {
  for (auto rest = input;;) {
    auto const found = protocol::find_frame(rest, protocol::kLongestData);
    require(found.keep_from <= rest.size());
    if (!found.frame) return;
    require(found.begin < found.end && found.end <= rest.size());
    require(found.preamble <= found.begin);
    // What was read is what stands there.
    auto const raw = rest.subspan(found.begin, found.end - found.begin);
    auto const& frame = *found.frame;
    auto const again = protocol::make_frame(frame.station, frame.control, frame.data());
    require(std::equal(raw.begin(), raw.end(), again.begin(), again.end()));
    decode(frame, dlt645::Edition::y2007);
    decode(frame, dlt645::Edition::y1997);
    rest = rest.subspan(found.end);
  }
}

void fuzz_cjt188(ByteView input) {
  for (auto rest = input;;) {
    auto const found = cjt188::find_frame(rest);
    require(found.keep_from <= rest.size());
    if (!found.frame) return;
    require(found.begin < found.end && found.end <= rest.size());
    for (auto const order : {cjt188::DiOrder::high_first, cjt188::DiOrder::low_first}) {
      auto const parts = cjt188::parts_of(*found.frame, order);
      auto const flow = cjt188::decode_flow(parts.value);
      require(!flow || flow->litres >= 0);
      cjt188::decode_status(parts.value);
    }
    rest = rest.subspan(found.end);
  }
}

}  // namespace e2ms::fuzz
