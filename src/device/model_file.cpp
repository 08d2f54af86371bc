#include <algorithm>
#include <nlohmann/json.hpp>

#include "e2ms/base/text.hpp"
#include "e2ms/protocol/dlt645_items.hpp"
#include "e2ms/protocol/modbus.hpp"
#include "json_fields.hpp"
#include "reading_parts.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;

constexpr int kSmallestScale = -6;
constexpr int kLargestScale = 3;

template <class Word>
struct Named {
  std::string_view word;
  Word value;
};

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
constexpr std::array kExpiries{
    Named<Expiry>{"later-clock", Expiry::later_clock},
    Named<Expiry>{"zero", Expiry::zero},
    Named<Expiry>{"fixed", Expiry::fixed},
};

template <class Table>
auto choose(Fields& fields, std::string_view key, Table const& table) {
  auto const word = fields.text(key);
  for (auto const& each : table)
    if (each.word == word) return each.value;
  if (!word.empty()) fields.complain(key, "unknown word " + word);
  return table.front().value;
}

Quantity read_quantity(Fields& fields, std::string_view key, std::string const& text) {
  auto const quantity = quantity_of(text);
  if (!quantity && !text.empty()) fields.complain(key, "unknown quantity " + text);
  return quantity.value_or(Quantity::energy);
}

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

void read_modbus(Fields fields, Model& model) {
  constexpr std::int64_t kMost = protocol::modbus::kMostRegisters;
  model.largest_block = static_cast<std::uint16_t>(fields.integer("largest_block", 4, kMost));
  model.largest_gap = static_cast<std::uint16_t>(fields.integer("largest_gap", 0, kMost));
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

IdentifierItem read_item(Fields& fields, bool block) {
  IdentifierItem item;
  item.di = static_cast<std::uint32_t>(fields.hex("di", 8));
  for (auto const& text : fields.text_list("gives"))
    item.gives.push_back(read_quantity(fields, "gives", text));
  auto const layout = dlt645::find_item(item.di);
  if (!layout) {
    fields.complain("di", "is not in the catalogue of identifiers");
    return item;
  }
  std::size_t const most = layout->part_count * std::size_t{layout->most_rows};
  if (item.gives.size() > most) fields.complain("gives", "is more than the item holds");
  if (!block && item.gives.size() != 1) fields.complain("gives", "must be one quantity");
  for (auto const quantity : item.gives)
    if (!exponent_of(quantity, layout->unit))
      fields.complain("gives", std::string(word(quantity)) + " is not what the item holds");
  auto const row = layout->row();
  bool const numbers =
      layout->only_rows() && std::all_of(row.begin(), row.end(), [](dlt645::Part const& part) {
        return part.spelling == dlt645::Spelling::number;
      });
  if (!numbers) fields.complain("di", "the item holds other things than numbers");
  return item;
}

void read_dlt645(Fields fields, Model& model) {
  fields.for_each("items", [&](Fields& each) {
    auto item = read_item(each, false);
    if (!item.gives.empty() && model.measures(item.gives.front()))
      each.complain("gives", "is there twice");
    if (!item.gives.empty()) model.identifiers.push_back(std::move(item));
  });
  if (fields.has("blocks"))
    fields.for_each("blocks", [&](Fields& each) {
      auto block = read_item(each, true);
      for (auto const quantity : block.gives)
        if (!model.measures(quantity))
          each.complain("gives", std::string(word(quantity)) + " is no single item");
      model.blocks.push_back(std::move(block));
    });
  if (fields.has("clock")) model.clock_di = static_cast<std::uint32_t>(fields.hex("clock", 8));
}

std::vector<std::uint16_t> words_of(std::vector<std::uint64_t> const& numbers) {
  std::vector<std::uint16_t> words;
  for (auto const number : numbers) words.push_back(static_cast<std::uint16_t>(number));
  return words;
}

RegisterRelay read_register_relay(Fields fields) {
  auto const word_at = [&fields](std::string_view key) {
    return static_cast<std::uint16_t>(fields.hex(key, 4));
  };
  RegisterRelay relay;
  relay.order_address = word_at("order_address");
  relay.open = words_of(fields.hex_list("open", 4));
  relay.close = words_of(fields.hex_list("close", 4));
  relay.state_function = static_cast<Byte>(fields.integer("state_function", 3, 4));
  relay.state_address = word_at("state_address");
  relay.state_mask = word_at("state_mask");
  relay.state_open = word_at("state_open");
  relay.state_closed = word_at("state_closed");
  if (relay.state_open == relay.state_closed)
    fields.complain("state_closed", "cannot be told from state_open");
  if (((relay.state_open | relay.state_closed) & ~relay.state_mask) != 0)
    fields.complain("state_mask", "hides bits of the states");
  if (relay.open == relay.close) fields.complain("close", "is the same as open");
  for (auto const& [key, words] : {std::pair("open", &relay.open), {"close", &relay.close}}) {
    bool const writable = !words->empty() && words->size() <= protocol::modbus::kMostWritten;
    if (!writable) fields.complain(key, "must be 1 to 123 words");
    if (relay.order_address + words->size() > 0x10000) fields.complain(key, "ends beyond FFFF");
  }
  return relay;
}

template <std::size_t N>
std::array<Byte, N> bytes_at(Fields& fields, std::string_view key) {
  auto const number = fields.hex(key, 2 * N);
  std::array<Byte, N> bytes;
  for (std::size_t i = 0; i < N; ++i) bytes[i] = static_cast<Byte>(number >> (8 * (N - 1 - i)));
  return bytes;
}

/// "2099-12-30T23:59:59"
LocalTime read_moment(Fields& fields, std::string_view key) {
  auto const text = fields.text(key);
  bool const valid = text.size() == 19 && from_iso(text + "Z") && text.substr(0, 2) == "20";
  if (!valid) {
    fields.complain(key, "must be a time like 2099-12-30T23:59:59");
    return {};
  }
  auto const number = [&text](std::size_t at, std::size_t count) {
    return static_cast<unsigned>(*parse_integer(text.substr(at, count)));
  };
  return {{static_cast<int>(number(0, 4)), number(5, 2), number(8, 2)},
          number(11, 2),
          number(14, 2),
          number(17, 2)};
}

IdentifierRelay read_identifier_relay(Fields fields) {
  IdentifierRelay relay;
  relay.access.permission = static_cast<Byte>(fields.hex("permission", 2));
  relay.access.password = bytes_at<3>(fields, "password");
  relay.access.operator_id = bytes_at<4>(fields, "operator");
  relay.expiry = choose(fields, "expiry", kExpiries);
  if (relay.expiry == Expiry::later_clock)
    relay.valid_for = minutes(fields.integer("valid_minutes", 10, 60));
  if (relay.expiry == Expiry::fixed) relay.fixed = read_moment(fields, "fixed");
  relay.state_di = static_cast<std::uint32_t>(fields.hex("state_di", 8));
  relay.state_mask = static_cast<std::uint32_t>(fields.hex("state_mask", 4));
  relay.command_mask = static_cast<std::uint32_t>(fields.hex("command_mask", 4));
  if (relay.state_mask == 0) fields.complain("state_mask", "must name a bit");
  return relay;
}

void read_relay(Fields fields, Model& model) {
  RelayPart relay;
  relay.settle = milliseconds(fields.integer("settle_ms", 0, 60'000));
  relay.read_backs = static_cast<int>(fields.integer("read_backs", 1, 10));
  if (model.protocol == Protocol::modbus)
    relay.registers = read_register_relay(fields.object("registers"));
  else
    relay.identifiers = read_identifier_relay(fields.object("identifiers"));
  model.relay = std::move(relay);
}

void read_ratings(Fields& fields, Model& model) {
  {
    auto digits = fields.object("register");
    model.integer_digits = static_cast<int>(digits.integer("digits", 4, 9));
    model.decimals = static_cast<int>(digits.integer("decimals", 0, 3));
  }
  {
    auto rated = fields.object("rated");
    model.rated_mv = rated.integer("voltage_v", 1, 1000) * 1000;
    model.rated_ma = rated.integer("current_a", 1, 1000) * 1000;
    model.maximum_ma = rated.integer("maximum_a", 1, 1000) * 1000;
    if (model.maximum_ma < model.rated_ma) rated.complain("maximum_a", "is below current_a");
  }
  auto timing = fields.object("timing");
  model.answer_within = milliseconds(timing.integer("answer_ms", 100, 10'000));
  model.quiet = milliseconds(timing.integer("quiet_ms", 0, 5'000));
}

Model read_fields(Fields& fields) {
  Model model{};
  model.id = fields.text("id");
  model.name = fields.text("name");
  model.maker = fields.text("maker");
  model.protocol = fields.one_of("protocol", word(Protocol::modbus), word(Protocol::dlt645_2007))
                       ? Protocol::modbus
                       : Protocol::dlt645_2007;
  model.phases = static_cast<int>(fields.integer("phases", 1, 3));
  if (model.phases == 2) fields.complain("phases", "must be 1 or 3");
  model.primary_values = fields.one_of("values", "primary", "secondary");
  read_ratings(fields, model);
  if (model.protocol == Protocol::modbus)
    read_modbus(fields.object("modbus"), model);
  else
    read_dlt645(fields.object("dlt645"), model);
  if (!model.measures(Quantity::energy)) fields.complain("", "nothing gives the energy");
  if (fields.has("relay")) read_relay(fields.object("relay"), model);
  return model;
}

}  // namespace

ModelFile read_model(std::string_view file, std::string_view text) {
  ModelFile read;
  auto const json = nlohmann::json::parse(text, nullptr, false, true);
  if (!json.is_object()) {
    auto const* problem = json.is_discarded() ? "is not JSON" : "must be an object";
    read.problems.push_back({std::string(file), "", problem});
    return read;
  }
  Model model{};
  {
    Fields fields(json, "", std::string(file), read.problems);
    model = read_fields(fields);
  }
  if (read.problems.empty()) read.model = std::move(model);
  return read;
}

}  // namespace e2ms::device
