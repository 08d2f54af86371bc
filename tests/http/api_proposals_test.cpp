#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// Two accounts pay 0.60; more than a fifth needs a second person.
class ProposalDesk : public ApiTest {
 protected:
  ProposalDesk() : ApiTest(FourEyes{.percent = 20}) {}
  void SetUp() override {
    ApiTest::SetUp();
    deputy_ = site_.sign_in("deputy", "battery staple").value();
    name_ = get("/api/v1/tariffs").at("items").at(0).at("name");
  }

  Response publish(std::string const& price) {
    auto const at = site_.clock.now() + days(1);
    json const body{{"name", name_},
                    {"valid_from", to_iso(Instant{at.ms - at.ms % minutes(1).ms})},
                    {"terms", {{"energy", {{"type", "flat"}, {"price", price}}}}},
                    {"note", "涨价"}};
    return site_.send(manager_, {Method::post, "/api/v1/tariffs", body.dump()});
  }
  json proposed(std::string const& price) {
    auto const response = publish(price);
    EXPECT_EQ(response.status, Status::accepted) << response.body;
    return checked(route(Method::post, "/api/v1/tariffs"), response);
  }
  Ask decision(json const& proposal, std::string const& word, std::string const& note = "看过") {
    return {Method::post, of("tariff-proposals", TariffProposalId{proposal.at("id")}, "/" + word),
            json{{"note", note}}.dump()};
  }
  json decided(Ask const& ask) {
    auto const response = site_.send(deputy_, ask);
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, ask.target), response);
  }
  std::size_t versions() { return get("/api/v1/tariffs/1").at("versions").size(); }

  Visitor deputy_;
  std::string name_;
};

TEST_F(ProposalDesk, PublishesWithinTheLimitAtOnce) {
  EXPECT_EQ(publish("0.72").status, Status::created);
  EXPECT_EQ(get("/api/v1/tariff-proposals").at("items").size(), 0U);
}

TEST_F(ProposalDesk, NeverPublishesAboveItWithoutASecondPerson) {
  auto const proposal = proposed("0.75");
  EXPECT_EQ(proposal.at("state"), "waiting");
  EXPECT_EQ(proposal.at("change_percent"), "25");
  EXPECT_EQ(proposal.at("accounts"), 2);
  EXPECT_EQ(proposal.at("proposed_by"), "manager");
  EXPECT_EQ(versions(), 1U);
  EXPECT_EQ(refused(manager_, decision(proposal, "approval"), Status::conflict), "own_proposal");
  EXPECT_EQ(get("/api/v1/tariff-proposals?state=waiting").at("items").size(), 1U);
  auto const done = decided(decision(proposal, "approval"));
  EXPECT_EQ(done.at("state"), "approved");
  EXPECT_EQ(done.at("decision").at("by"), "deputy");
  EXPECT_EQ(decided(decision(proposal, "approval")), done);
  EXPECT_EQ(versions(), 2U);
  EXPECT_EQ(get("/api/v1/tariff-proposals?state=waiting").at("items").size(), 0U);
  EXPECT_EQ(refused(deputy_, decision(proposal, "rejection"), Status::conflict),
            "proposal_decided");
}

TEST_F(ProposalDesk, RejectsWithANote) {
  auto const proposal = proposed("0.75");
  EXPECT_EQ(refused(deputy_, decision(proposal, "rejection", ""), Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(decided(decision(proposal, "rejection")).at("state"), "rejected");
  EXPECT_EQ(versions(), 1U);
  EXPECT_NE(proposed("0.75").at("id"), proposal.at("id"));
}

TEST_F(ProposalDesk, ApprovesNothingWhoseBeginningHasPassed) {
  auto const proposal = proposed("0.75");
  site_.clock.advance(days(1));
  manager_ = site_.sign_in("manager", "correct horse").value();
  deputy_ = site_.sign_in("deputy", "battery staple").value();
  auto const page = get(of("tariff-proposals", TariffProposalId{proposal.at("id")}));
  EXPECT_EQ(page.at("state"), "expired");
  EXPECT_EQ(page.at("follows").at("terms").at("energy").at("price"), "0.6");
  EXPECT_EQ(refused(deputy_, decision(proposal, "approval"), Status::conflict), "proposal_expired");
}

TEST_F(ProposalDesk, KnowsNoProposalOfAnotherProject) {
  auto const proposal = proposed("0.75");
  auto const stranger = site_.sign_in("stranger", "stranger's secret").value();
  auto const target = of("tariff-proposals", TariffProposalId{proposal.at("id")});
  EXPECT_EQ(refused(stranger, {Method::get, target}, Status::not_found), "not_found");
  for (auto const* const word : {"approval", "rejection"})
    EXPECT_EQ(refused(stranger, decision(proposal, word), Status::not_found), "not_found");
}

}  // namespace
}  // namespace e2ms::http
