#include <algorithm>

#include "e2ms/protocol/modbus.hpp"
#include "model_parts.hpp"
#include "reading_parts.hpp"

namespace e2ms::device {
namespace {

constexpr int kSmallestScale = -6;
constexpr int kLargestScale = 3;

constexpr std::array kNumbers{
    Named<Number>{"u16", Number::u16}, Named<Number>{"i16", Number::i16},
    Named<Number>{"u32", Number::u32}, Named<Number>{"i32", Number::i32},
    Named<Number>{"u64", Number::u64}, Named<Number>{"i64", Number::i64},
    Named<Number>{"f32", Number::f32},
};
constexpr std::array kOrders{
    Named<WordOrder>{"abcd", WordOrder::abcd},
    Named<WordOrder>{"cdab", WordOrder::cdab},
    Named<WordOrder>{"badc", WordOrder::badc},
    Named<WordOrder>{"dcba", WordOrder::dcba},
};
RegisterItem read_register(Fields& fields) {
  RegisterItem item;
  item.quantity = read_quantity(fields, "quantity", fields.text("quantity"));
  item.function = static_cast<Byte>(fields.integer("function", 3, 4));
  item.address = static_cast<std::uint16_t>(fields.hex("address", 4));
  item.number = choose(fields, "number", kNumbers);
  item.order = fields.has("order") ? choose(fields, "order", kOrders) : WordOrder::abcd;
  auto const scale = static_cast<int>(fields.integer("scale", kSmallestScale, kLargestScale));
  // A power factor has no unit.
  auto const unit = fields.has("unit") ? fields.text("unit") : std::string();
  auto const exponent = exponent_of(item.quantity, unit);
  if (!exponent) fields.complain("unit", "this quantity is not measured in " + unit);
  item.exponent = scale + exponent.value_or(0);
  if (fields.has("fill")) item.fill = fields.hex_list("fill", item.words() * 4U);
  if (item.address + item.words() > 0x10000) fields.complain("address", "ends beyond FFFF");
  return item;
}

RegisterSpan read_span(Fields& fields, Model const& model) {
  RegisterSpan span;
  span.function = static_cast<Byte>(fields.integer("function", 3, 4));
  span.first = static_cast<std::uint16_t>(fields.hex("first", 4));
  span.last = static_cast<std::uint16_t>(fields.hex("last", 4));
  if (span.last <= span.first) fields.complain("last", "is not behind first");
  if (span.last - span.first >= model.largest_block)
    fields.complain("last", "makes it longer than largest_block");
  return span;
}

}  // namespace

void read_modbus(Fields fields, Model& model) {
  constexpr std::int64_t kMost = protocol::modbus::kMostRegisters;
  model.largest_block = static_cast<std::uint16_t>(fields.integer("largest_block", 4, kMost));
  if (fields.has("spans"))
    fields.for_each("spans", [&](Fields& each) { model.spans.push_back(read_span(each, model)); });
  fields.for_each("registers", [&](Fields& each) {
    auto item = read_register(each);
    if (model.measures(item.quantity)) each.complain("quantity", "is there twice");
    model.registers.push_back(std::move(item));
  });
  std::stable_sort(model.registers.begin(), model.registers.end(),
                   [](RegisterItem const& a, RegisterItem const& b) {
                     return std::pair(a.function, a.address) < std::pair(b.function, b.address);
                   });
}

}  // namespace e2ms::device
