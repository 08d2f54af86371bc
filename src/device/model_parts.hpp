#pragma once

#include <string>
#include <string_view>

#include "e2ms/device/model.hpp"
#include "json_fields.hpp"

/// The parts of a model file that differ by protocol. Each notes what is wrong in its fields.
namespace e2ms::device {

void read_modbus(Fields fields, Model& model);
void read_dlt645(Fields fields, Model& model);
/// The protocol of the model is known.
void read_relay(Fields fields, Model& model);

Quantity read_quantity(Fields& fields, std::string_view key, std::string const& text);

template <class Word>
struct Named {
  std::string_view word;
  Word value;
};

/// The value behind a word of `table`; the first one after a complaint.
template <class Table>
auto choose(Fields& fields, std::string_view key, Table const& table) {
  auto const word = fields.text(key);
  for (auto const& each : table)
    if (each.word == word) return each.value;
  if (!word.empty()) fields.complain(key, "unknown word " + word);
  return table.front().value;
}

}  // namespace e2ms::device
