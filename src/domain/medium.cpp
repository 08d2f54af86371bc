#include "e2ms/domain/medium.hpp"

namespace e2ms {

std::string_view unit_text(Medium medium) {
  return medium == Medium::water ? "m³" : "kWh";
}

std::string quantity_text(Energy quantity, Medium medium) {
  return to_text(quantity) + " " + std::string(unit_text(medium));
}

}  // namespace e2ms
