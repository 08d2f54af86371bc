#pragma once

#include <map>
#include <string>

#include "e2ms/device/model.hpp"
#include "e2ms/document/json_place.hpp"

namespace e2ms::daemon {

/// Meter models by id. Dialogues point into it: it outlives the field loop.
using Models = std::map<std::string, device::Model, std::less<>>;

/// All *.json files of a folder. Each mistake is noted with its file; a folder without models is
/// one too.
Models read_models(std::string const& folder, document::FileProblems& problems);

}  // namespace e2ms::daemon
