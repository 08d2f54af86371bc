#include "router.hpp"

namespace e2ms::http {

std::span<Route const> api_routes() {
  static constexpr Route kRoutes[] = {
      {Method::post, "/api/v1/session", Access::anyone, Own::sign_in},
      {Method::del, "/api/v1/session", Access::anyone, Own::sign_out},
      {Method::post, "/api/v1/tenant-session", Access::anyone, Own::tenant_sign_in},
      {Method::get, "/api/v1/events", Access::anyone, Own::follow_events},
  };
  return kRoutes;
}

}  // namespace e2ms::http
