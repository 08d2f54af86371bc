#include "api/handlers.hpp"
#include "router.hpp"

namespace e2ms::http {

namespace {

using enum Method;
using enum Access;
constexpr Route kRoutes[] = {
    {get, "/api/v1/session", anyone, &api::get_session},
    {post, "/api/v1/session", anyone, Own::sign_in},
    {del, "/api/v1/session", anyone, Own::sign_out},
    {post, "/api/v1/tenant-session", anyone, Own::tenant_sign_in},
    {get, "/api/v1/home", manager, &api::get_home},
    {get, "/api/v1/rooms", manager, &api::list_rooms},
    {get, "/api/v1/meters", manager, &api::list_meters},
    {get, "/api/v1/meters/{id}", manager, &api::get_meter},
    {get, "/api/v1/meters/{id}/readings", manager, &api::list_readings},
    {post, "/api/v1/meters/{id}/readings/decision", manager, &api::decide_reading, true},
    {post, "/api/v1/meters/{id}/readings/entered", manager, &api::enter_reading, true},
    {post, "/api/v1/meters/{id}/readings/void", manager, &api::void_reading, true},
    {get, "/api/v1/meters/{id}/load", manager, &api::get_load},
    {get, "/api/v1/meters/{id}/decisions", manager, &api::list_decisions},
    {post, "/api/v1/meters/{id}/supply", manager, &api::switch_supply, true},
    {post, "/api/v1/meters/{id}/read", manager, &api::want_reading},
    {post, "/api/v1/meters/{id}/swap", manager, &api::swap_meter, true},
    {post, "/api/v1/meters/{id}/ratio", manager, &api::change_ratio, true},
    {get, "/api/v1/accounts", manager, &api::list_accounts},
    {get, "/api/v1/accounts/{id}", manager, &api::get_account},
    {post, "/api/v1/accounts/{id}/payment-mode", manager, &api::set_payment_mode, true},
    {get, "/api/v1/accounts/{id}/subsidies", manager, &api::list_subsidies},
    {post, "/api/v1/accounts/{id}/subsidies", manager, &api::grant_subsidy, true},
    {post, "/api/v1/subsidies/{id}/end", manager, &api::end_subsidy, true},
    {get, "/api/v1/arrears", manager, &api::list_arrears},
    {get, "/api/v1/accounts/{id}/charges", manager, &api::list_charges},
    {get, "/api/v1/accounts/{id}/running-charge", manager, &api::explain_running_charge},
    {get, "/api/v1/charges/{id}", manager, &api::explain_charge},
    {get, "/api/v1/accounts/{id}/ledger", manager, &api::list_journals},
    {get, "/api/v1/accounts/{id}/bills", manager, &api::list_bills},
    {get, "/api/v1/accounts/{id}/bills/{bill}", manager, &api::get_bill},
    {get, "/api/v1/accounts/{id}/bills/{bill}.xlsx", manager, &api::download_bill},
    {get, "/api/v1/accounts/{id}/figures", manager, &api::list_figures},
    {post, "/api/v1/accounts/{id}/figures", manager, &api::enter_figures, true},
    {get, "/api/v1/accounts/{id}/top-ups", manager, &api::list_top_ups},
    {post, "/api/v1/accounts/{id}/top-ups", manager, &api::top_up, true},
    {get, "/api/v1/top-ups/{id}", manager, &api::get_top_up},
    {post, "/api/v1/top-ups/{id}/reversal", manager, &api::reverse_top_up, true},
    {get, "/api/v1/alarms", manager, &api::list_alarms},
    {post, "/api/v1/alarms/{id}/acknowledge", manager, &api::acknowledge_alarm},
    {get, "/api/v1/gateways", manager, &api::list_gateways},
    {get, "/api/v1/lines/{id}", manager, &api::get_line},
    {post, "/api/v1/lines/{id}/recording", manager, &api::record_line, true},
    {del, "/api/v1/lines/{id}/recording", manager, &api::stop_recording_line},
    {get, "/api/v1/lines/{id}/frames", manager, &api::list_frames},
    {get, "/api/v1/lines/{id}/frames.txt", manager, &api::download_frames},
    {get, "/api/v1/strangers", manager, &api::list_strangers},
    {post, "/api/v1/strangers/{id}/adopt", manager, &api::adopt_stranger, true},
    {post, "/api/v1/strangers/{id}/dismiss", manager, &api::dismiss_stranger},
    {get, "/api/v1/tariffs", manager, &api::list_tariffs},
    {post, "/api/v1/tariffs", manager, &api::publish_tariff, true},
    {get, "/api/v1/tariffs/{id}", manager, &api::get_tariff},
    {post, "/api/v1/tariff-versions/{id}/withdrawal", manager, &api::withdraw_tariff_version, true},
    {post, "/api/v1/tariffs/check", manager, &api::check_tariff, true},
    {post, "/api/v1/tariffs/example", manager, &api::price_example, true},
    {post, "/api/v1/tariffs/{id}/dry-run", manager, &api::dry_run_tariff, true},
    {post, "/api/v1/tariffs/{id}/dry-run.xlsx", manager, &api::download_dry_run, true},
    {get, "/api/v1/sharings", manager, &api::list_sharings},
    {post, "/api/v1/sharings", manager, &api::make_sharing, true},
    {get, "/api/v1/sharings/{id}", manager, &api::get_sharing},
    {post, "/api/v1/sharings/{id}/rules", manager, &api::set_share_rule, true},
    {get, "/api/v1/sharings/{id}/months/{bill}", manager, &api::get_share_month},
    {post, "/api/v1/sharings/{id}/months/{bill}", manager, &api::post_share_month},
    {get, "/api/v1/meters/{id}/grid-bills", manager, &api::list_grid_bills},
    {post, "/api/v1/meters/{id}/grid-bills", manager, &api::enter_grid_bill, true},
    {get, "/api/v1/disclosures/{bill}", manager, &api::get_disclosure},
    {get, "/api/v1/disclosures/{bill}.xlsx", manager, &api::download_disclosure},
    {get, "/api/v1/me", tenant, &api::get_me},
    {get, "/api/v1/me/usage", tenant, &api::list_my_usage},
    {get, "/api/v1/me/charges", tenant, &api::list_my_charges},
    {get, "/api/v1/me/charges/{id}", tenant, &api::explain_my_charge},
    {get, "/api/v1/me/running-charge", tenant, &api::explain_my_running_charge},
    {get, "/api/v1/me/top-ups", tenant, &api::list_my_top_ups},
    {get, "/api/v1/me/subsidies", tenant, &api::list_my_subsidies},
    {get, "/api/v1/me/bills", tenant, &api::list_my_bills},
    {get, "/api/v1/me/bills/{bill}", tenant, &api::get_my_bill},
    {get, "/api/v1/events", anyone, Own::follow_events},
};

}  // namespace

std::span<Route const> api_routes() {
  return kRoutes;
}

}  // namespace e2ms::http
