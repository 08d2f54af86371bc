#include <algorithm>

#include "model_parts.hpp"
#include "reading_parts.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;

// The identifiers number the days in one byte; the filed extension ends here.
constexpr std::int64_t kMostFreezes = 62;

std::size_t di_digits(Model const& model) {
  return model.edition() == dlt645::Edition::y2007 ? 8 : 4;
}

/// What the maker spells otherwise than the standard.
void read_spelling(Fields& fields, dlt645::Item& layout) {
  constexpr std::int64_t kMostBytes = 6;
  auto& part = layout.parts[0];
  if (fields.has("bytes")) part.bytes = static_cast<Byte>(fields.integer("bytes", 1, kMostBytes));
  if (fields.has("decimals")) part.decimals = static_cast<Byte>(fields.integer("decimals", 0, 6));
  bool const changed = fields.has("bytes") || fields.has("decimals");
  if (changed && layout.row().size() != 1)
    fields.complain("", "only an item with one kind of number can be spelled otherwise");
}

IdentifierItem read_item(Fields& fields, Model const& model, bool block) {
  IdentifierItem item;
  item.di = static_cast<std::uint32_t>(fields.hex("di", di_digits(model)));
  for (auto const& text : fields.text_list("gives"))
    item.gives.push_back(read_quantity(fields, "gives", text));
  auto const layout = dlt645::find_item(item.di, model.edition());
  if (!layout) {
    fields.complain("di", "is not in the catalogue of identifiers");
    return item;
  }
  item.layout = *layout;
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
  if (numbers)
    read_spelling(fields, item.layout);
  else
    fields.complain("di", "the item holds other things than numbers");
  return item;
}

}  // namespace

void read_dlt645(Fields fields, Model& model) {
  fields.for_each("items", [&](Fields& each) {
    auto item = read_item(each, model, false);
    if (!item.gives.empty() && model.measures(item.gives.front()))
      each.complain("gives", "is there twice");
    if (!item.gives.empty()) model.identifiers.push_back(std::move(item));
  });
  if (fields.has("blocks"))
    fields.for_each("blocks", [&](Fields& each) {
      auto block = read_item(each, model, true);
      for (auto const quantity : block.gives)
        if (!model.measures(quantity))
          each.complain("gives", std::string(word(quantity)) + " is no single item");
      model.blocks.push_back(std::move(block));
    });
  if (fields.has("clock"))
    model.clock_di = static_cast<std::uint32_t>(fields.hex("clock", di_digits(model)));
  if (!fields.has("daily_freezes")) return;
  model.daily_freezes = static_cast<unsigned>(fields.integer("daily_freezes", 1, kMostFreezes));
  if (model.edition() == dlt645::Edition::y1997)
    fields.complain("daily_freezes", "the 1997 edition has no freezes");
}

}  // namespace e2ms::device
