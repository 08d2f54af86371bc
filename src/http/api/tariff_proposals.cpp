#include "api/handlers.hpp"
#include "api/tariff_json.hpp"
#include "e2ms/command/propose_tariff.hpp"
#include "e2ms/query/tariff_proposal.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::DecideProposal;
using nlohmann::json;
using query::TariffProposals;
using Proposal = TariffProposals::Proposal;

namespace {

std::string_view state_of(Proposal const& proposal, Instant now) {
  if (proposal.decided_at) return proposal.version ? "approved" : "rejected";
  return proposal.valid_from > now ? "waiting" : "expired";
}

json decision_json(Proposal const& proposal) {
  if (!proposal.decided_at) return nullptr;
  return {{"at", spelled(proposal.decided_at)},
          {"by", spelled(proposal.decided_by)},
          {"note", spelled(proposal.decided_note)},
          {"version_id", spelled(proposal.version)}};
}

json row_json(Proposal const& proposal, Instant now) {
  return {{"id", spelled(proposal.id)},
          {"tariff_id", spelled(proposal.tariff)},
          {"tariff", proposal.name},
          {"state", state_of(proposal, now)},
          {"valid_from", spelled(proposal.valid_from)},
          {"terms", json::parse(proposal.document)},
          {"note", proposal.note},
          {"proposed_by", proposal.proposed_by},
          {"proposed_at", spelled(proposal.proposed_at)},
          {"change_percent", proposal.change.empty() ? json(nullptr) : json(proposal.change)},
          {"accounts", proposal.accounts},
          {"decision", decision_json(proposal)}};
}

/// Why it was not decided; nothing when it is.
std::optional<Response> refusal(DecideProposal::Verdict verdict) {
  using Verdict = DecideProposal::Verdict;
  switch (verdict) {
    case Verdict::decided:
    case Verdict::already_decided:
      return std::nullopt;
    case Verdict::decided_otherwise:
      return problem(Status::conflict, "proposal_decided", "Somebody has decided otherwise");
    case Verdict::own_proposal:
      return problem(Status::conflict, "own_proposal", "Who proposed it does not approve it");
    case Verdict::begun:
      return problem(Status::conflict, "proposal_expired",
                     "Its beginning has passed: it must be proposed anew");
    case Verdict::version_taken:
      return problem(Status::conflict, "version_taken", "A version begins at that instant already");
    case Verdict::wrong_terms:
      return problem(Status::conflict, "terms_outdated", "Nothing can be charged by it any more");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::unknown_proposal:
      break;
  }
  return not_found();
}

Parsed decide(Call const& call, bool approve) {
  FieldReader fields{call.body};
  DecideProposal order{call.project(), TariffProposalId{call.id}, approve,
                       call.now,       call.caller.name,          fields.text("note", {1, 500})};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, order.at, 0, {}};
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    return proposal_response(tx, again, order.proposal, Status::ok);
  }};
}

}  // namespace

Result<Response> proposal_response(store::ReadTx& tx, Call const& call, TariffProposalId id,
                                   Status status) {
  TRY(auto const found,
      answer(tx,
             TariffProposals{.project = call.project(), .at = call.now, .only = id, .at_most = 1}));
  if (found.empty()) return not_found();
  auto const& proposal = found.front();
  TRY(auto const follows, answer(tx, query::VersionBefore{proposal.tariff, proposal.valid_from}));
  auto shown = row_json(proposal, call.now);
  shown["follows"] = follows ? json{{"id", spelled(follows->id)},
                                    {"valid_from", spelled(follows->valid_from)},
                                    {"terms", json::parse(follows->document)}}
                             : json(nullptr);
  return json_response(shown, status);
}

Result<Response> list_tariff_proposals(store::ReadTx& tx, Call const& call) {
  constexpr std::pair<std::string_view, bool> kStates[] = {{"waiting", true}};
  QueryReader query{call.request};
  bool const waiting = query.choice("state", kStates, false);
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto rows, answer(tx, TariffProposals{.project = call.project(),
                                            .at = call.now,
                                            .waiting = waiting,
                                            .before = TariffProposalId{paging.after},
                                            .at_most = paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(row_json(row, call.now));
  return list_response(std::move(items), next);
}

Result<Response> get_tariff_proposal(store::ReadTx& tx, Call const& call) {
  return proposal_response(tx, call, TariffProposalId{call.id}, Status::ok);
}

Parsed approve_tariff_proposal(Call const& call) {
  return decide(call, true);
}

Parsed reject_tariff_proposal(Call const& call) {
  return decide(call, false);
}

}  // namespace e2ms::http::api
