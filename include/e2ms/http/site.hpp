#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/four_eyes.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/http/assets.hpp"
#include "e2ms/http/limits.hpp"
#include "e2ms/http/live.hpp"
#include "e2ms/http/message.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/port/entropy.hpp"
#include "e2ms/store/store.hpp"

namespace e2ms::http {

/// A route outside the API that anybody may read: /healthz, /readyz, /metrics.
struct PlainRoute {
  std::string path;
  std::function<Response()> answer;  ///< on the web loop, must not wait
};

/// What the pages say of a meter model.
struct ModelCard {
  std::string name;
  std::string protocol;  ///< "dlt645_2007", "dlt645_1997", "modbus" or "cjt188"
  int phases;
  unsigned decimals;  ///< of the register on the meter's display, in kWh or m³
  bool has_relay = false;
  Medium medium = Medium::electricity;
  std::int64_t max_power_w = 1;                  ///< it measures, before the ratio
  std::optional<std::int64_t> rolls_at_wh = {};  ///< where its registers begin again
  /// The one spelling of an address of such a meter; nothing when it is none.
  std::function<std::optional<std::string>(std::string const&)> address = {};
};
/// By the model's id.
using ModelCards = std::map<std::string, ModelCard, std::less<>>;

/// All that can be asked of us over HTTP: the API behind its gate, the pages, the plain routes.
/// Lives on the web loop. `store`, `clock`, `entropy` and `live` outlive it.
class Site {
 public:
  struct Parts {
    store::Store& store;
    port::Clock& clock;
    port::Entropy& entropy;
    Live& live;
    Assets assets;
    ModelCards models;
    std::vector<PlainRoute> plain = {};
    Limits limits = {};
    FourEyes four_eyes = {};
  };

  explicit Site(Parts parts);
  /// When no answer is under way.
  ~Site();

  /// One request, one response. The Answer of the server.
  boost::asio::awaitable<Response> answer(Request request);

 private:
  class Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace e2ms::http
