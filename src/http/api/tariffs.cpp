#include "api/handlers.hpp"
#include "api/tariff_json.hpp"
#include "e2ms/command/propose_tariff.hpp"
#include "e2ms/command/withdraw_tariff.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/query/tariff_page.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::Archived;
using command::ProposeTariff;
using command::WithdrawTariffVersion;
using nlohmann::json;
using query::TariffPage;
using query::Tariffs;

namespace {

constexpr FieldReader::Length kName{1, 64};
constexpr FieldReader::Length kNote{1, 500};

json terms_of(std::string const& document) {
  return json::parse(document);
}

json dated_json(std::optional<Tariffs::Terms> const& version) {
  if (!version) return nullptr;
  return {{"id", spelled(version->id)},
          {"valid_from", spelled(version->valid_from)},
          {"terms", terms_of(version->document)}};
}

std::string_view word(TariffPage::State state) {
  switch (state) {
    case TariffPage::State::in_force:
      return "in_force";
    case TariffPage::State::future:
      return "future";
    case TariffPage::State::past:
      return "past";
    case TariffPage::State::withdrawn:
      break;
  }
  return "withdrawn";
}

json version_json(TariffPage::Dated const& dated) {
  auto const& version = dated.version;
  json withdrawal = nullptr;
  if (version.withdrawn_at)
    withdrawal = {{"at", spelled(version.withdrawn_at)},
                  {"by", person(version.withdrawn_by.value_or(""))},
                  {"note", spelled(version.withdrawn_note)}};
  return {{"id", spelled(version.id)},
          {"state", word(dated.state)},
          {"valid_from", spelled(version.valid_from)},
          {"until", spelled(dated.until)},
          {"terms", terms_of(version.document)},
          {"published_at", spelled(version.published_at)},
          {"published_by", person(version.published_by)},
          {"note", spelled(version.note)},
          {"withdrawal", std::move(withdrawal)}};
}

/// Why it was not published; nothing when it was.
std::optional<Response> refusal(Archived verdict) {
  switch (verdict) {
    case Archived::added:
      return std::nullopt;
    case Archived::name_taken:
      return problem(Status::conflict, "version_taken", "A version begins at that instant already");
    case Archived::too_late:
      return problem(Status::conflict, "too_late",
                     "Accounts use the tariff: a version must begin in the future");
    case Archived::wrong_terms:
      return invalid_input({{"terms", "cannot be charged by"}});
    case Archived::other_medium:
      return other_medium();
    case Archived::unknown_reference:
    case Archived::no_price_yet:
      break;
  }
  return not_found();
}

std::optional<Response> refusal(WithdrawTariffVersion::Verdict verdict) {
  using Verdict = WithdrawTariffVersion::Verdict;
  switch (verdict) {
    case Verdict::withdrawn:
    case Verdict::already_withdrawn:
      return std::nullopt;
    case Verdict::begun:
      return problem(Status::conflict, "version_begun",
                     "The version has begun: a new one can only take over from it");
    case Verdict::needed:
      return problem(Status::conflict, "version_needed", "Accounts would be left without a price");
    case Verdict::unknown_version:
      break;
  }
  return not_found();
}

/// Begins on a minute, as a clock on the wall shows it.
Instant read_beginning(FieldReader& fields) {
  auto const at = fields.instant("valid_from");
  if (at.ms % minutes(1).ms != 0) fields.wrong("valid_from", "must be a whole minute");
  return at;
}

}  // namespace

Response other_medium() {
  return invalid_input(
      {{"terms.medium", "is not the tariff's: water and electricity have tariffs of their own"}});
}

Problems problems_of(json const& terms, SentTerms& sent) {
  sent.document = terms.dump();
  auto read = document::terms_from_text(sent.document);
  auto found = std::move(read.problems);
  // What is not understood cannot be judged.
  if (found.empty()) found = document::unchargeable(read.terms);
  sent.terms = std::move(read.terms);
  Problems problems;
  for (auto& one : found)
    problems.push_back({one.place.empty() ? "terms" : "terms." + one.place, std::move(one.text)});
  return problems;
}

SentTerms read_sent_terms(FieldReader& fields) {
  SentTerms sent;
  auto const* const terms = fields.object("terms");
  if (terms == nullptr) return sent;
  for (auto& one : problems_of(*terms, sent)) fields.wrong(one.path, std::move(one.text));
  return sent;
}

Result<Response> tariff_response(store::ReadTx& tx, Call const& call, TariffId tariff,
                                 Status status) {
  TRY(auto const page, answer(tx, TariffPage{call.project(), tariff, call.now}));
  if (!page) return not_found();
  auto versions = json::array();
  for (auto const& one : page->versions) versions.push_back(version_json(one));
  return json_response({{"id", spelled(page->id)},
                        {"name", page->name},
                        {"medium", word(page->medium)},
                        {"accounts", page->accounts},
                        {"versions", std::move(versions)}},
                       status);
}

Result<Response> list_tariffs(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto rows, answer(tx, Tariffs{.project = call.project(),
                                    .at = call.now,
                                    .after = TariffId{paging.after},
                                    .at_most = paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows)
    items.push_back({{"id", spelled(row.id)},
                     {"name", row.name},
                     {"medium", word(row.medium)},
                     {"accounts", row.accounts},
                     {"in_force", dated_json(row.in_force)},
                     {"upcoming", dated_json(row.upcoming)}});
  return list_response(std::move(items), next);
}

Result<Response> get_tariff(store::ReadTx& tx, Call const& call) {
  return tariff_response(tx, call, TariffId{call.id}, Status::ok);
}

Parsed publish_tariff(Call const& call) {
  FieldReader fields{call.body};
  auto name = fields.text("name", kName);
  auto const valid_from = read_beginning(fields);
  auto note = fields.text_or("note", {0, kNote.longest}, "");
  auto sent = read_sent_terms(fields);
  if (!fields.good()) return invalid_input(fields.problems());
  ProposeTariff order{{call.project(), std::move(name), valid_from, std::move(sent.document),
                       call.now, call.caller.name, std::move(note)},
                      call.four_eyes};
  return Work{[order = std::move(order), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, order.version.at, 0, {}};
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    if (outcome.proposal) return proposal_response(tx, again, *outcome.proposal, Status::accepted);
    return tariff_response(tx, again, outcome.tariff, Status::created);
  }};
}

Parsed withdraw_tariff_version(Call const& call) {
  FieldReader fields{call.body};
  WithdrawTariffVersion order{call.project(), TariffVersionId{call.id}, call.now, call.caller.name,
                              fields.text("note", kNote)};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, order.at, 0, {}};
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    return tariff_response(tx, again, outcome.tariff, Status::ok);
  }};
}

}  // namespace e2ms::http::api
