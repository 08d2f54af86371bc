#include "load.hpp"
#include "our_lines.hpp"

namespace e2ms::bench {
namespace {

/// Writes down what goes over a line.
class Tapped final : public port::Line {
 public:
  Tapped(std::unique_ptr<port::Line> line, Script& script)
      : line_(std::move(line)), script_(script) {}

  boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration within) override {
    script_.push_back({Bytes(bytes.begin(), bytes.end()), 0});
    return line_->write(bytes, within);
  }
  boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) override {
    auto const before = into.size();
    auto const result = co_await line_->read(into, within);
    if (result && !script_.empty()) script_.back().answer += into.size() - before;
    co_return result;
  }
  void close() override { line_->close(); }
  bool is_open() const override { return line_->is_open(); }
  std::string peer() const override { return line_->peer(); }

 private:
  std::unique_ptr<port::Line> line_;
  Script& script_;
};

}  // namespace

std::vector<Script> record_scripts(Field const& field) {
  std::vector<Script> scripts;
  Script script;
  Lines lines({field.ports.front()}, kOneRequest, {seconds(5), Duration{0}});
  lines.tap_first([&](std::unique_ptr<port::Line> line) {
    return std::make_unique<Tapped>(std::move(line), script);
  });
  for (int unit = 1; unit <= field.meters_per_line; ++unit) {
    lines.ask_first(unit);
    scripts.push_back(std::exchange(script, {}));
  }
  ENSURE(lines.failed == 0);
  return scripts;
}

}  // namespace e2ms::bench
