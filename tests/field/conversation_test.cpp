#include "conversation.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>

#include "support/script_line.hpp"

namespace e2ms::field {
namespace {

/// Asks "ask0", "ask1", ... and is satisfied by any text that ends in '.'.
class Questions final : public device::Dialogue {
 public:
  explicit Questions(int count) : count_(count) {}

  std::optional<device::Request> next(Instant) override {
    if (asked == count_) return std::nullopt;
    auto const text = "ask" + std::to_string(asked++);
    return device::Request{bytes_of(text),    10,    expects_answer,
                           milliseconds(500), pause, look_alike};
  }
  Result<device::Progress> take(Bytes& stream, Instant) override {
    heard += text_of(stream);
    stream.clear();
    if (heard.ends_with("!")) return Fault{FaultCode::device_refused};
    return heard.ends_with(".") ? device::Progress::answered : device::Progress::waiting;
  }
  void timed_out() override { ++timeouts; }

  int asked = 0;
  int timeouts = 0;
  std::string heard;
  bool expects_answer = true;
  Duration pause{};
  bool look_alike = false;

 private:
  int count_;
};

class ConversationTest : public testing::Test {
 protected:
  void hold(Questions& questions) {
    line = far->line();
    boost::asio::co_spawn(loop, talk(questions), [](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    clock.settle();
  }
  boost::asio::awaitable<void> talk(Questions& questions) {
    auto const got = co_await conversation.hold(*line, questions, interrupt);
    end = got;
  }

  boost::asio::io_context loop;
  test::VirtualClock clock{loop};
  std::function<void(test::FarEnd&)> answer = [](test::FarEnd& far_end) {
    far_end.send(bytes_of("yes."), milliseconds(100));
  };
  std::shared_ptr<test::FarEnd> far = std::make_shared<test::FarEnd>(
      clock, [this](test::FarEnd& far_end, Bytes const&) { answer(far_end); });
  std::unique_ptr<port::Line> line;
  std::function<bool()> interrupt = [] { return false; };
  Tally tally;
  FrameTap tap;
  Conversation conversation{
      clock, {.answer_time = seconds(3), .gap = milliseconds(50)}, tally, tap};
  std::optional<Conversation::End> end;
};

TEST_F(ConversationTest, KeepsThePauseBetweenTwoFrames) {
  Questions questions(3);
  hold(questions);
  clock.pass(seconds(3));
  ASSERT_EQ(end, Conversation::End::finished);
  auto const& frames = far->written();
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].at, Conversation::kQuiet) << "what a gateway kept for us comes first";
  EXPECT_EQ(frames[1].at - frames[0].at, milliseconds(150));
  EXPECT_EQ(frames[2].at - frames[1].at, milliseconds(150));
}

TEST_F(ConversationTest, PausesAsLongAsTheDialogueAsks) {
  Questions questions(2);
  questions.pause = seconds(2);
  hold(questions);
  clock.pass(seconds(10));
  auto const& frames = far->written();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[1].at - frames[0].at, milliseconds(2100));
}

TEST_F(ConversationTest, DropsWhatArrivesUnasked) {
  answer = [](test::FarEnd& far_end) {
    far_end.send(bytes_of("yes."), milliseconds(100));
    far_end.send(bytes_of("noise"), milliseconds(120));
  };
  Questions questions(2);
  hold(questions);
  clock.pass(seconds(5));
  EXPECT_EQ(questions.heard, "yes.yes.");
}

TEST_F(ConversationTest, WaitsForAnAnswerInPieces) {
  answer = [](test::FarEnd& far_end) {
    far_end.send(bytes_of("y"), milliseconds(900));
    far_end.send(bytes_of("es."), milliseconds(1800));
  };
  Questions questions(1);
  hold(questions);
  clock.pass(seconds(5));
  EXPECT_EQ(questions.heard, "yes.");
  EXPECT_EQ(questions.timeouts, 0);
}

TEST_F(ConversationTest, AfterATimeoutItSpeaksOnlyWhenTheLineIsSilent) {
  answer = [this](test::FarEnd& far_end) {
    if (far_end.written().size() > 1) return far_end.send(bytes_of("yes."), milliseconds(100));
    for (int late = 0; late < 4; ++late)
      far_end.send(bytes_of("late"), milliseconds(3200 + 500 * late));
  };
  Questions questions(2);
  hold(questions);
  clock.pass(seconds(20));
  ASSERT_EQ(end, Conversation::End::finished);
  EXPECT_EQ(questions.timeouts, 1);
  EXPECT_EQ(questions.heard, "yes.");
  auto const& frames = far->written();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[1].at - frames[0].at, milliseconds(4700) + Conversation::kQuiet);
}

TEST_F(ConversationTest, AfterALateAnswerToARepeatedQuestionTheOtherOneIsAwaitedAndDropped) {
  int frames = 0;
  answer = [&](test::FarEnd& far_end) {
    // The first two are the same question, each answered after 4.2 seconds.
    bool const late = ++frames <= 2;
    far_end.send(bytes_of(late ? "first." : "second."), milliseconds(late ? 4200 : 100));
  };
  Questions questions(3);
  questions.look_alike = true;
  hold(questions);
  clock.pass(seconds(30));
  ASSERT_EQ(end, Conversation::End::finished);
  EXPECT_EQ(questions.timeouts, 1);
  EXPECT_EQ(questions.heard, "first.second.");
}

TEST_F(ConversationTest, AnswersThatCanBeToldApartAreNotAwaited) {
  int frames = 0;
  answer = [&](test::FarEnd& far_end) {
    if (++frames > 1) far_end.send(bytes_of("yes."), milliseconds(100));
  };
  Questions questions(3);
  hold(questions);
  clock.pass(seconds(30));
  auto const& written = far->written();
  ASSERT_EQ(written.size(), 3u);
  EXPECT_EQ(written[2].at - written[1].at, milliseconds(150));
}

TEST_F(ConversationTest, SpeaksInTheEndOnALineThatIsNeverSilent) {
  std::function<void()> chatter = [&] {
    far->send(bytes_of("x"));
    if (clock.elapsed() < minutes(1)) clock.call_after(milliseconds(100), chatter);
  };
  chatter();
  Questions questions(1);
  hold(questions);
  clock.call_after({}, chatter);
  clock.pass(Conversation::kQuiet + Conversation::kLongestQuiet + seconds(1));
  EXPECT_EQ(far->written().size(), 1u);
  clock.pass(minutes(2));
  EXPECT_TRUE(end.has_value());
}

TEST_F(ConversationTest, AFaultOfTheDialogueEndsTheWaiting) {
  answer = [](test::FarEnd& far_end) { far_end.send(bytes_of("no!"), milliseconds(100)); };
  Questions questions(1);
  hold(questions);
  clock.pass(seconds(1));
  EXPECT_EQ(end, Conversation::End::finished);
}

TEST_F(ConversationTest, DoesNotWaitForTheAnswerOfABroadcast) {
  Questions questions(2);
  questions.expects_answer = false;
  answer = [](test::FarEnd&) {};
  hold(questions);
  clock.pass(seconds(1));
  EXPECT_EQ(end, Conversation::End::finished);
  EXPECT_EQ(questions.timeouts, 0);
}

TEST_F(ConversationTest, StopsBetweenFramesWhenItIsInterrupted) {
  interrupt = [this] { return far->written().size() == 1; };
  Questions questions(5);
  hold(questions);
  clock.pass(seconds(5));
  EXPECT_EQ(end, Conversation::End::interrupted);
  EXPECT_EQ(questions.heard, "yes.") << "the frame that was under way is heard to its end";
}

TEST_F(ConversationTest, SaysWhenTheLineBreaksInTheMiddle) {
  answer = [](test::FarEnd& far_end) { far_end.hang_up(); };
  Questions questions(2);
  hold(questions);
  clock.pass(seconds(1));
  EXPECT_EQ(end, Conversation::End::line_down);
  EXPECT_EQ(questions.asked, 1);
}

}  // namespace
}  // namespace e2ms::field
