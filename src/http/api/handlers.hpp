#pragma once

#include <variant>

#include "router.hpp"

/// One function for each route that is a question or an order. Questions look, orders parse.
namespace e2ms::http::api {

using Parsed = std::variant<Work, Response>;

Result<Response> get_session(store::ReadTx& tx, Call const& call);

Result<Response> get_home(store::ReadTx& tx, Call const& call);
Result<Response> list_rooms(store::ReadTx& tx, Call const& call);

Result<Response> list_meters(store::ReadTx& tx, Call const& call);
Result<Response> get_meter(store::ReadTx& tx, Call const& call);
Result<Response> list_readings(store::ReadTx& tx, Call const& call);
Parsed decide_reading(Call const& call);
Parsed enter_reading(Call const& call);
Parsed void_reading(Call const& call);
Result<Response> get_load(store::ReadTx& tx, Call const& call);
Result<Response> list_decisions(store::ReadTx& tx, Call const& call);
Parsed switch_supply(Call const& call);
Parsed want_reading(Call const& call);
Parsed swap_meter(Call const& call);
Parsed change_ratio(Call const& call);

Result<Response> list_accounts(store::ReadTx& tx, Call const& call);
Result<Response> get_account(store::ReadTx& tx, Call const& call);
/// The same after an order about it.
Result<Response> account_response(store::ReadTx& tx, ProjectId project, AccountId account,
                                  Instant at);
Parsed move_out(Call const& call);
Parsed transfer_account(Call const& call);
Parsed move_in(Call const& call);
Parsed set_payment_mode(Call const& call);
Result<Response> list_arrears(store::ReadTx& tx, Call const& call);
Result<Response> list_subsidies(store::ReadTx& tx, Call const& call);
Parsed grant_subsidy(Call const& call);
Parsed end_subsidy(Call const& call);
Result<Response> list_charges(store::ReadTx& tx, Call const& call);
Result<Response> explain_running_charge(store::ReadTx& tx, Call const& call);
Result<Response> explain_charge(store::ReadTx& tx, Call const& call);
Result<Response> list_journals(store::ReadTx& tx, Call const& call);

Result<Response> list_bills(store::ReadTx& tx, Call const& call);
Result<Response> get_bill(store::ReadTx& tx, Call const& call);
Result<Response> download_bill(store::ReadTx& tx, Call const& call);

Result<Response> list_figures(store::ReadTx& tx, Call const& call);
Parsed enter_figures(Call const& call);

Result<Response> list_top_ups(store::ReadTx& tx, Call const& call);
Result<Response> get_top_up(store::ReadTx& tx, Call const& call);
Parsed top_up(Call const& call);
Parsed reverse_top_up(Call const& call);
Result<Response> list_pay_outs(store::ReadTx& tx, Call const& call);
Result<Response> get_pay_out(store::ReadTx& tx, Call const& call);
Parsed pay_out(Call const& call);
Parsed reverse_pay_out(Call const& call);
Parsed adjust_account(Call const& call);
Result<Response> list_unassigned(store::ReadTx& tx, Call const& call);
Parsed receive_unassigned(Call const& call);
Parsed assign_unassigned(Call const& call);
Parsed return_unassigned(Call const& call);
Result<Response> get_books(store::ReadTx& tx, Call const& call);
Result<Response> download_books(store::ReadTx& tx, Call const& call);

Result<Response> list_alarms(store::ReadTx& tx, Call const& call);
Parsed acknowledge_alarm(Call const& call);

Result<Response> list_gateways(store::ReadTx& tx, Call const& call);
Result<Response> get_line(store::ReadTx& tx, Call const& call);
Parsed record_line(Call const& call);
Parsed stop_recording_line(Call const& call);
Result<Response> list_frames(store::ReadTx& tx, Call const& call);
Result<Response> download_frames(store::ReadTx& tx, Call const& call);
Result<Response> list_strangers(store::ReadTx& tx, Call const& call);
Parsed adopt_stranger(Call const& call);
Parsed dismiss_stranger(Call const& call);

Result<Response> list_tariffs(store::ReadTx& tx, Call const& call);
Result<Response> get_tariff(store::ReadTx& tx, Call const& call);
Parsed publish_tariff(Call const& call);
Parsed withdraw_tariff_version(Call const& call);
Result<Response> list_tariff_proposals(store::ReadTx& tx, Call const& call);
Result<Response> get_tariff_proposal(store::ReadTx& tx, Call const& call);
Parsed approve_tariff_proposal(Call const& call);
Parsed reject_tariff_proposal(Call const& call);
Result<Response> check_tariff(store::ReadTx& tx, Call const& call);
Result<Response> price_example(store::ReadTx& tx, Call const& call);
Result<Response> dry_run_tariff(store::ReadTx& tx, Call const& call);
Result<Response> download_dry_run(store::ReadTx& tx, Call const& call);

Result<Response> list_sharings(store::ReadTx& tx, Call const& call);
Parsed make_sharing(Call const& call);
Result<Response> get_sharing(store::ReadTx& tx, Call const& call);
Parsed set_share_rule(Call const& call);
Result<Response> get_share_month(store::ReadTx& tx, Call const& call);
Parsed post_share_month(Call const& call);
Result<Response> list_grid_bills(store::ReadTx& tx, Call const& call);
Parsed enter_grid_bill(Call const& call);
Result<Response> get_disclosure(store::ReadTx& tx, Call const& call);
Result<Response> download_disclosure(store::ReadTx& tx, Call const& call);

Result<Response> get_me(store::ReadTx& tx, Call const& call);
Result<Response> list_my_usage(store::ReadTx& tx, Call const& call);
Result<Response> list_my_charges(store::ReadTx& tx, Call const& call);
Result<Response> explain_my_charge(store::ReadTx& tx, Call const& call);
Result<Response> explain_my_running_charge(store::ReadTx& tx, Call const& call);
Result<Response> list_my_top_ups(store::ReadTx& tx, Call const& call);
Result<Response> list_my_subsidies(store::ReadTx& tx, Call const& call);
Result<Response> list_my_bills(store::ReadTx& tx, Call const& call);
Result<Response> get_my_bill(store::ReadTx& tx, Call const& call);

}  // namespace e2ms::http::api
