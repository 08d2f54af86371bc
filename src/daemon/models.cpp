#include "models.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace e2ms::daemon {

namespace {

std::set<std::filesystem::path> model_files(std::string const& folder) {
  std::set<std::filesystem::path> files;
  std::error_code trouble;
  for (auto const& entry : std::filesystem::directory_iterator(folder, trouble))
    if (entry.path().extension() == ".json") files.insert(entry.path());
  return files;
}

}  // namespace

Models read_models(std::string const& folder, document::FileProblems& problems) {
  Models models;
  for (auto const& path : model_files(folder)) {
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    auto file = device::read_model(path.filename().string(), text.str());
    for (auto const& problem : file.problems)
      problems.push_back({problem.file + problem.place, problem.text});
    if (!file.model) continue;
    auto const id = file.model->id;
    if (!models.emplace(id, std::move(*file.model)).second)
      problems.push_back({path.filename().string(), "the model " + id + " is defined twice"});
  }
  if (models.empty() && problems.empty()) problems.push_back({folder, "holds no meter models"});
  return models;
}

}  // namespace e2ms::daemon
