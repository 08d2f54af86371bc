#include "e2ms/query/web_session.hpp"

#include <algorithm>

namespace e2ms::query {

namespace {

struct HolderRow {
  CallerKind kind;
  std::int64_t subject;
  std::string csrf;
  Instant created_at;
  Instant seen_at;
  std::string name;
  ProjectId project;
  std::string project_name;
  std::string time_zone;
  std::optional<AccountId> water;
};

}  // namespace

Result<SessionOf::Answer> answer(store::ReadTx& tx, SessionOf const& question) {
  using Verdict = SessionOf::Verdict;
  auto row = tx.one<HolderRow>("sign_in.holder", store::in("token_hash", question.token_hash));
  if (!row) return SessionOf::Answer{Verdict::unknown, std::nullopt};
  auto const life = life_of(row->kind);
  auto const last_ends_at = row->created_at + life.longest;
  auto const ends_at = std::min(row->seen_at + life.idle, last_ends_at);
  if (ends_at <= question.at) return SessionOf::Answer{Verdict::expired, std::nullopt};
  return SessionOf::Answer{
      Verdict::valid,
      SessionOf::Holder{row->kind, row->subject, std::move(row->name), std::move(row->csrf),
                        row->project, std::move(row->project_name), std::move(row->time_zone),
                        row->seen_at, ends_at, last_ends_at, row->water}};
}

Result<Credentials::Answer> answer(store::ReadTx& tx, Credentials const& question) {
  auto const* const statement =
      question.kind == CallerKind::manager ? "sign_in.manager" : "sign_in.tenants";
  return tx.all<Credentials::Credential>(statement, store::in("name", question.name));
}

}  // namespace e2ms::query
