#pragma once

#include <optional>
#include <string>

#include "api/render.hpp"
#include "e2ms/domain/four_eyes.hpp"
#include "e2ms/domain/tariff.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

/// Terms of water for a tariff of electricity, or the reverse.
Response other_medium();

/// Terms from a field of a body: as they were sent, and as they are understood.
struct SentTerms {
  std::string document;
  TariffVersion terms;
};
/// Everything that is wrong with them, each with its place: "terms.energy.tiers[1].upto".
Problems problems_of(nlohmann::json const& terms, SentTerms& sent);
/// The field `terms`; what is wrong with it is noted.
SentTerms read_sent_terms(FieldReader& fields);

/// The field `month`, like "2026-07"; 1970-01 and a note when it is none.
struct YearMonth {
  int year;
  unsigned month;
};
YearMonth read_year_month(FieldReader& fields);

/// A tariff with all its versions; not_found when it is not the project's.
Result<Response> tariff_response(store::ReadTx& tx, Call const& call, TariffId tariff,
                                 Status status);

/// A proposal beside the version it would follow; not_found when it is not the project's.
Result<Response> proposal_response(store::ReadTx& tx, Call const& call, TariffProposalId proposal,
                                   Status status);

}  // namespace e2ms::http::api
