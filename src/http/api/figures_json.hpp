#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "e2ms/query/figures.hpp"

namespace e2ms::http::api {

/// A tenant sees the figures, not who of the staff entered them and what they noted.
nlohmann::json figures_json(query::FiguresEntry const& entry, bool for_tenant);

/// "需量 demand 84.6125 kW, 无功 reactive 9120 kvarh (grid bill)", for the workbook of a bill.
std::string figures_words(query::FiguresEntry const& entry);

/// "demand_kw", "kvarh": as the fields of an entry are called.
nlohmann::json missing_json(std::vector<MissingFigure> const& missing);

}  // namespace e2ms::http::api
