#pragma once

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/four_eyes.hpp"
#include "e2ms/http/limits.hpp"
#include "e2ms/http/message.hpp"
#include "e2ms/http/site.hpp"
#include "e2ms/port/entropy.hpp"
#include "e2ms/query/web_session.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::http {

using Caller = query::SessionOf::Holder;

/// A request that has passed the gate. `request` and `caller` outlive it; a Work must not keep it.
struct Call {
  Request const& request;
  Caller const& caller;
  ModelCards const& models;  ///< lives as long as the site
  Instant now;
  std::int64_t id = 0;  ///< the {id} of the path, if the route has one
  nlohmann::json body;  ///< an object, if the route takes one
  Duration longest_recording = Limits{}.longest_recording;
  std::string bill = {};  ///< the {bill} of the path, a local month, if the route has one
  FourEyes four_eyes = {};
  port::Entropy* entropy = nullptr;  ///< of an order; lives as long as the site

  ProjectId project() const { return caller.project; }
  /// Of a tenant's call: the account of the session, or with ?medium=water the one of water beside
  /// it, {0} when there is none.
  AccountId account() const;
};

/// Read-only; runs on a reader's thread. One of a POST is asked by what stands in its body.
using Question = Result<Response> (*)(store::ReadTx& tx, Call const& call);

/// The command of an order and the rendering of its outcome; runs in the writer's transaction.
using Work = std::function<Result<Response>(store::WriteTx& tx)>;
/// Reads the call's fields on the web loop: the work, or what is wrong with the input.
using Order = std::variant<Work, Response> (*)(Call const& call);

/// Routes with a life of their own, which the site looks after itself.
enum class Own { sign_in, tenant_sign_in, sign_out, follow_events };

enum class Access { manager, tenant, anyone };

struct Route {
  Method method;
  std::string_view pattern;  ///< "/api/v1/meters/{id}/supply"
  Access access;
  std::variant<Question, Order, Own> handler;
  bool takes_body = false;  ///< POST only
};

/// Where a method and a path lead.
struct Match {
  Route const* route = nullptr;
  std::int64_t id = 0;
  std::string bill;
  std::string allow;  ///< the methods of that path, when it exists; "GET, HEAD, POST"
};

/// HEAD goes where GET goes. An {id} that is no positive number and a {bill} that is no month
/// ("2026-11") lead nowhere. What follows {bill} in its segment is as it stands there.
Match match(std::span<Route const> routes, Method method, std::string_view path);

/// "2026-11"
bool is_month(std::string_view text);

/// Every route of docs/openapi.yaml.
std::span<Route const> api_routes();

}  // namespace e2ms::http
