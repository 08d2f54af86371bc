#include <nlohmann/json.hpp>

#include "json_fields.hpp"
#include "model_parts.hpp"
#include "reading_parts.hpp"

namespace e2ms::device {
namespace {

void read_ratings(Fields& fields, Model& model) {
  {
    auto digits = fields.object("register");
    model.integer_digits = static_cast<int>(digits.integer("digits", 4, 9));
    model.decimals = static_cast<int>(digits.integer("decimals", 0, 3));
  }
  if (!model.is_water()) {
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

WaterTraits read_water(Fields fields) {
  using protocol::cjt188::DiOrder;
  WaterTraits water;
  water.type = static_cast<Byte>(fields.hex("type", 2));
  bool const high_first = fields.one_of("identifier", "high-first", "low-first");
  water.order = high_first ? DiOrder::high_first : DiOrder::low_first;
  return water;
}

void read_electricity(Fields& fields, Model& model) {
  model.phases = static_cast<int>(fields.integer("phases", 1, 3));
  if (model.phases == 2) fields.complain("phases", "must be 1 or 3");
  model.primary_values = fields.one_of("values", "primary", "secondary");
  if (model.protocol == Protocol::modbus)
    read_modbus(fields.object("modbus"), model);
  else
    read_dlt645(fields.object("dlt645"), model);
  if (!model.measures(Quantity::energy)) fields.complain("", "nothing gives the energy");
}

Model read_fields(Fields& fields) {
  Model model{};
  model.id = fields.text("id");
  model.name = fields.text("name");
  model.maker = fields.text("maker");
  auto const protocol = fields.text("protocol");
  model.protocol = protocol_of(protocol).value_or(Protocol::modbus);
  if (!protocol_of(protocol) && !protocol.empty())
    fields.complain("protocol", "unknown protocol " + protocol);
  read_ratings(fields, model);
  if (model.is_water())
    model.water = read_water(fields.object("cjt188"));
  else
    read_electricity(fields, model);
  if (fields.has("relay")) read_relay(fields.object("relay"), model);
  return model;
}

}  // namespace

Quantity read_quantity(Fields& fields, std::string_view key, std::string const& text) {
  auto const quantity = quantity_of(text);
  if (!quantity && !text.empty()) fields.complain(key, "unknown quantity " + text);
  return quantity.value_or(Quantity::energy);
}

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
