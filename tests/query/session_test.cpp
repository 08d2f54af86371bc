#include <gtest/gtest.h>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/web_session.hpp"
#include "e2ms/query/web_session.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using Verdict = query::SessionOf::Verdict;
constexpr Instant kStart{1'795'392'000'000};

class Sessions : public testing::Test {
 protected:
  Sessions() {
    house.submit(command::AddOperator{house.project, "chief", "hash"}).value();
    command::OpenSession const open{"token", CallerKind::manager, 1, "csrf", kStart};
    house.submit(open).value();
  }
  Verdict at(Instant when, std::string const& token = "token") {
    return house.ask(query::SessionOf{token, when}).value().verdict;
  }
  Story story;
  House& house = story.house();
};

TEST_F(Sessions, EndWhenTheyAreNotUsed) {
  auto const last = kStart + minutes(30) - milliseconds(1);
  EXPECT_EQ(at(last), Verdict::valid);
  EXPECT_EQ(at(kStart + minutes(30)), Verdict::expired);
  house.submit(command::TouchSession{"token", last}).value();
  EXPECT_EQ(at(kStart + minutes(30)), Verdict::valid);
  house.submit(command::TouchSession{"token", kStart}).value();
  EXPECT_EQ(at(kStart + minutes(30)), Verdict::valid) << "an older use does not count back";
}

TEST_F(Sessions, EndAtLastHoweverMuchTheyAreUsed) {
  for (int i = 1; i <= 48; ++i)
    house.submit(command::TouchSession{"token", kStart + minutes(15) * i}).value();
  EXPECT_EQ(at(kStart + hours(12) - milliseconds(1)), Verdict::valid);
  EXPECT_EQ(at(kStart + hours(12)), Verdict::expired);
}

TEST_F(Sessions, AreUnknownOnceClosed) {
  EXPECT_EQ(at(kStart, "other"), Verdict::unknown);
  house.submit(command::CloseSession{"token"}).value();
  EXPECT_EQ(at(kStart), Verdict::unknown);
  house.submit(command::CloseSession{"token"}).value();
}

TEST_F(Sessions, AreForgottenWhenOld) {
  house.submit(command::DropSessions{kStart, kStart}).value();
  EXPECT_EQ(at(kStart), Verdict::valid);
  house.submit(command::DropSessions{kStart + milliseconds(1), {0}}).value();
  EXPECT_EQ(at(kStart), Verdict::unknown);
}

TEST_F(Sessions, OfATenantTellHisNameAndEndWithHisAccount) {
  story.tell("open hu");
  command::OpenSession const open{"his", CallerKind::tenant, 1, "csrf", kStart};
  house.submit(open).value();
  auto const found = house.ask(query::SessionOf{"his", kStart + days(29)}).value();
  ASSERT_EQ(found.verdict, Verdict::valid);
  EXPECT_EQ(found.holder->name, "hu");
  EXPECT_EQ(found.holder->kind, CallerKind::tenant);
  EXPECT_EQ(found.holder->time_zone, "Asia/Shanghai");
  house.sql("UPDATE account SET closed_at = 5");
  EXPECT_EQ(at(kStart, "his"), Verdict::unknown);
}

TEST_F(Sessions, CredentialsAreFoundByNameWhateverItsCase) {
  story.tell("open Hu-301");
  auto const of = [&](CallerKind kind, std::string const& name) {
    return house.ask(query::Credentials{kind, name}).value().size();
  };
  EXPECT_EQ(of(CallerKind::tenant, " hu-301 "), 1U);
  EXPECT_EQ(of(CallerKind::tenant, "hu-30"), 0U);
  EXPECT_EQ(of(CallerKind::tenant, "hu-30%"), 0U);
  EXPECT_EQ(of(CallerKind::tenant, ""), 0U);
  EXPECT_EQ(of(CallerKind::manager, "chief"), 1U);
  EXPECT_EQ(of(CallerKind::manager, "' OR 1=1 --"), 0U);
}

}  // namespace
}  // namespace e2ms::test
