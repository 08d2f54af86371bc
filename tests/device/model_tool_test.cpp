#include "tool_model.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace e2ms::daemon {
namespace {

struct Run {
  int code;
  std::string out;
  std::string err;
};

Run model(std::vector<std::string> const& args) {
  std::ostringstream out;
  std::ostringstream err;
  int const code = model_tool(args, out, err);
  return {code, out.str(), err.str()};
}

class ModelTool : public testing::Test {
 protected:
  ~ModelTool() override { std::filesystem::remove(path_); }
  void write(std::string_view text) const { std::ofstream(path_) << text; }

  std::string const path_ =
      testing::TempDir() + "model_tool_" + std::to_string(::getpid()) + ".json";
  std::string const shipped_ = std::string(MODEL_FOLDER) + "/chint-ddsu666.json";
};

TEST_F(ModelTool, AGoodFileIsOk) {
  auto const run = model({"check", shipped_});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out, shipped_ + ": ok\n");
}

TEST_F(ModelTool, EveryProblemIsNamedWithFileAndPlace) {
  write(R"({"id": "x", "name": "x", "maker": "x", "protocol": "cjt188",
            "register": {"digits": 6, "decimals": 9}, "timing": {"answer_ms": 1000, "quiet_ms": 50},
            "cjt188": {"type": "1", "identifier": "high-first"}})");
  auto const run = model({"check", shipped_, path_});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.out, shipped_ + ": ok\n" +                                                  //
                         path_ + ":/register/decimals: must be an integer from 0 to 3\n" +  //
                         path_ + ":/cjt188/type: 2 hex digits expected\n");
}

TEST_F(ModelTool, AFileThatIsNoneIsAProblem) {
  EXPECT_EQ(model({"check", path_}).out, path_ + ":: cannot be read\n");
  write("{");
  auto const run = model({"check", path_});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.out, path_ + ":: is not JSON\n");
}

TEST_F(ModelTool, WrongUseIsExplained) {
  for (auto const& args : std::vector<std::vector<std::string>>{
           {}, {"check"}, {"list", shipped_}, {"check", "--all"}}) {
    auto const run = model(args);
    EXPECT_EQ(run.code, 64);
    EXPECT_EQ(run.err, "usage: e2ms model check FILE...\n");
    EXPECT_EQ(run.out, "");
  }
}

}  // namespace
}  // namespace e2ms::daemon
