#include <algorithm>
#include <array>

#include "simulator/core/meter.hpp"

namespace e2ms_sim {
namespace {

struct Traits {
  Model model;
  std::string_view name;
  Wire wire;
  bool three_phases;
  bool relay;
};

constexpr std::array kModels{
    Traits{Model::dlt645_single, "dlt645-single", Wire::dlt645_2007, false, true},
    Traits{Model::dlt645_three, "dlt645-three", Wire::dlt645_2007, true, true},
    Traits{Model::dlt645_1997_single, "dlt645-1997-single", Wire::dlt645_1997, false, false},
    Traits{Model::dlt645_1997_three, "dlt645-1997-three", Wire::dlt645_1997, true, false},
    Traits{Model::cjt188_water, "cjt188-water", Wire::cjt188, false, true},
    Traits{Model::acrel_ddsy1352, "acrel-ddsy1352", Wire::modbus, false, true},
    Traits{Model::acrel_dtsy1352, "acrel-dtsy1352", Wire::modbus, true, true},
    Traits{Model::acrel_dtsd1352, "acrel-dtsd1352", Wire::modbus, true, false},
    Traits{Model::sfere_prepaid, "sfere-prepaid", Wire::modbus, false, true},
    Traits{Model::eastron_sdm120, "eastron-sdm120", Wire::modbus, false, false},
    Traits{Model::eastron_sdm220, "eastron-sdm220", Wire::modbus, false, false},
    Traits{Model::eastron_sdm230, "eastron-sdm230", Wire::modbus, false, false},
    Traits{Model::eastron_sdm630, "eastron-sdm630", Wire::modbus, true, false},
    Traits{Model::eastron_sdm72, "eastron-sdm72", Wire::modbus, true, false},
    Traits{Model::eastron_sdm320y, "eastron-sdm320y", Wire::modbus, false, true},
    Traits{Model::eastron_sdm530y, "eastron-sdm530y", Wire::modbus, true, true},
    Traits{Model::chint_ddsu666, "chint-ddsu666", Wire::modbus, false, false},
    Traits{Model::chint_dtsu666, "chint-dtsu666", Wire::modbus, true, false},
    Traits{Model::hiking_dds238, "hiking-dds238", Wire::modbus, false, true},
    Traits{Model::hiking_dds238_zn_s, "hiking-dds238-zn-s", Wire::modbus, false, false},
    Traits{Model::ytl_5300, "ytl-5300", Wire::modbus, true, false},
    Traits{Model::orno_we_514, "orno-we-514", Wire::modbus, false, false},
    Traits{Model::orno_we_516, "orno-we-516", Wire::modbus, true, false},
    Traits{Model::schneider_iem3000, "schneider-iem3000", Wire::modbus, true, false},
    Traits{Model::ddm18sd, "ddm18sd", Wire::modbus, false, false},
};

Traits const& traits(Model model) {
  return *std::find_if(kModels.begin(), kModels.end(),
                       [model](Traits const& each) { return each.model == model; });
}

}  // namespace

std::optional<Model> model_named(std::string_view text) {
  for (auto const& each : kModels) {
    if (each.name == text) return each.model;
  }
  return std::nullopt;
}

std::string_view name_of(Model model) {
  return traits(model).name;
}

Wire wire_of(Model model) {
  return traits(model).wire;
}

bool speaks_dlt645(Model model) {
  auto const wire = wire_of(model);
  return wire == Wire::dlt645_2007 || wire == Wire::dlt645_1997;
}

bool has_three_phases(Model model) {
  return traits(model).three_phases;
}

bool has_relay(Model model) {
  return traits(model).relay;
}

}  // namespace e2ms_sim
