#pragma once

#include "api/render.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/query/money_page.hpp"

namespace e2ms::http::api {

nlohmann::json charge_json(query::Charge const& charge);

/// T1 to T5 are the meter's rates; "rest" is what they leave of the total.
std::string register_name(RegisterIndex reg);

/// What the meter showed has its decimals; what was computed has all there are, so that the points
/// differ by exactly the energy that is charged.
std::string register_shown(RegisterPoint const& point, unsigned decimals);
nlohmann::json point_json(RegisterIndex reg, std::int64_t ratio, RegisterPoint const& point,
                          unsigned decimals, ReadingSource source = ReadingSource::poll);
/// Of a point that was read.
std::string_view source_word(ReadingSource source);

/// The way from two readings to an amount.
Result<Shown> explanation_json(query::Charge const& charge, unsigned decimals, Medium medium);

/// Charges of one account, newest first; what runs leads the first page.
Result<Response> charges_page(store::ReadTx& tx, Call const& call, AccountId account);
/// The running charge of one account, explained; 404 nothing_running when there is none.
Result<Response> running_page(store::ReadTx& tx, Call const& call, AccountId account);
/// A posted charge, explained; 404 when it is not the project's, or not that account's.
Result<Response> charge_page(store::ReadTx& tx, Call const& call, std::optional<AccountId> only_of);

nlohmann::json top_up_json(query::TopUp const& top_up, bool for_tenant);
Result<Response> top_ups_page(store::ReadTx& tx, Call const& call, AccountId account,
                              bool for_tenant);

}  // namespace e2ms::http::api
