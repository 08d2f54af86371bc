#include <filesystem>
#include <fstream>
#include <sstream>

#include "e2ms/device/dialogue.hpp"
#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/dlt645.hpp"
#include "targets.hpp"

namespace e2ms::fuzz {
namespace {

constexpr Instant kNow{1'763'856'000'000};

std::vector<device::Model> read_models() {
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::directory_iterator(MODEL_FOLDER))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<device::Model> models;
  for (auto const& path : files) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    models.push_back(device::read_model(path.string(), text.str()).model.value());
  }
  return models;
}

std::string_view label_of(device::Protocol protocol) {
  return protocol == device::Protocol::modbus ? "17" : "201000000012";
}

struct Talk {
  device::Model const& model;
  device::MeterAddress address;
  device::LineTraits line;
};

/// One conversation of those the model knows; the caller says what the meter answers.
template <class Run>
void converse(Talk const& talk, Byte kind, Run run) {
  auto const zone = *Zone::named("Asia/Shanghai");
  auto const& [model, address, line] = talk;
  if (kind % 4 == 1) {
    auto const orders = {device::RelayOrder::open, device::RelayOrder::close,
                         device::RelayOrder::allow_close};
    device::RelayTask const task{orders.begin()[kind / 4 % 3], zone, std::nullopt};
    if (auto const relay = device::make_relay(model, address, line, task)) {
      run(**relay);
      require((*relay)->read_back() || (*relay)->fault());
    }
    return;
  }
  if (kind % 4 == 2) {
    auto const tasks = {device::ClockTask::read, device::ClockTask::nudge, device::ClockTask::set};
    auto const clock = device::make_clock(model, address, line, tasks.begin()[kind / 4 % 3], zone);
    if (clock) run(**clock);
    if (clock) static_cast<void>((*clock)->outcome());
    return;
  }
  if (model.is_water()) {
    auto const water = device::make_water(model, address, line).value();
    run(*water);
    static_cast<void>(water->outcome());
    return;
  }
  auto const reading = device::make_reading(model, address, line, {.rates = true, .clock = true});
  run(*reading);
  static_cast<void>(reading->outcome());
}

/// An answer as it comes: as it is, or dressed as an answer to this very request.
Bytes answer(Talk const& talk, device::Request const& request, Byte how, ByteView noise) {
  Bytes bytes(noise.begin(), noise.end());
  if (how % 2 == 0) return bytes;
  if (talk.model.protocol == device::Protocol::modbus) {
    bool const tcp = talk.line.framing == device::Framing::tcp;
    std::size_t const head = tcp ? 8 : 2;  // up to the function
    bytes.insert(bytes.begin(), request.bytes.begin(),
                 request.bytes.begin() + static_cast<std::ptrdiff_t>(head));
    if (tcp) bytes[5] = static_cast<Byte>(bytes.size() - 6);
    if (tcp) return bytes;
    auto const crc = protocol::crc16(bytes);
    bytes.push_back(static_cast<Byte>(crc));
    bytes.push_back(static_cast<Byte>(crc >> 8));
    return bytes;
  }
  auto const asked = protocol::find_frame(request.bytes).frame;
  if (!asked) return bytes;
  auto const data = asked->data();
  std::size_t const repeated = how / 2 % 3 == 0 ? 0 : std::min<std::size_t>(data.size(), 4);
  bytes.insert(bytes.begin(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(repeated));
  bytes.resize(std::min(bytes.size(), protocol::kLongestData));
  auto const more = static_cast<Byte>(how & 0x20);
  auto const control = static_cast<Byte>(asked->control | 0x80 | more | (how & 0x40));
  return protocol::make_frame(asked->station, control, bytes);
}

}  // namespace

void fuzz_dialogue(ByteView input) {
  static auto const models = read_models();
  constexpr int kMostRequests = 2000;
  Reader reader(input);
  auto const& model = models[reader.byte() % models.size()];
  auto const kind = reader.byte();
  device::TransactionIds numbers;
  Talk const talk{model,
                  *device::MeterAddress::of(model.protocol, label_of(model.protocol)),
                  {kind % 2 == 0 ? device::Framing::rtu : device::Framing::tcp, &numbers}};
  converse(talk, static_cast<Byte>(kind / 2), [&](device::Dialogue& dialogue) {
    Bytes stream;
    for (int requests = 0;; ++requests) {
      require(requests < kMostRequests);
      auto const request = dialogue.next(kNow);
      if (!request) return;
      require(!request->bytes.empty());
      if (!request->expects_answer) continue;
      stream.clear();
      auto progress = device::Progress::waiting;
      while (!reader.empty() && progress == device::Progress::waiting) {
        auto const how = reader.byte();
        auto const came = answer(talk, *request, how, reader.bytes(reader.byte()));
        stream.insert(stream.end(), came.begin(), came.end());
        auto const taken = dialogue.take(stream, kNow);
        if (!taken) break;
        progress = *taken;
      }
      if (progress == device::Progress::waiting) dialogue.timed_out();
    }
  });
}

}  // namespace e2ms::fuzz
