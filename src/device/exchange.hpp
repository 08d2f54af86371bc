#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "e2ms/device/dialogue.hpp"
#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/dlt645.hpp"
#include "e2ms/protocol/modbus.hpp"

namespace e2ms::device {

/// Reads one data identifier; follow-up frames are fetched and put together.
struct ReadItem {
  std::uint32_t di;
};
/// A finished DL/T 645 frame that is answered by its function alone. Sent only once.
struct Order {
  protocol::dlt645::Function function;
  Bytes frame;
};
/// A frame nobody answers.
struct Tell {
  Bytes frame;
};
struct AskAddress {};
/// A Modbus question. A writing one is sent only once.
struct Registers {
  protocol::modbus::Query query;
};

/// A question to a water meter: what flowed, or an order to its valve, which is sent only once.
struct AskWater {
  WaterTraits traits;
  std::optional<protocol::cjt188::Valve> order;
};

using Question = std::variant<ReadItem, Order, Tell, AskAddress, Registers, AskWater>;

/// What an exchange says about the bytes that came.
struct Heard {
  enum class Kind {
    waiting,
    again,  ///< answered, but there is something to send before the question is settled
    value,
    failed,
  };
  Kind kind = Kind::waiting;
  Bytes value{};  ///< after the identifier, or the bytes of the registers
  Fault fault{FaultCode::timeout};
};

/// One question and its answer: builds the frame, finds the answer, repeats what may be repeated.
class Exchange {
 public:
  struct Pace {
    Duration answer_within;
    Duration quiet;
  };
  Exchange(std::optional<MeterAddress> address, LineTraits line, Pace pace);

  bool open() const { return question_.has_value(); }
  void start(Question question, Duration pause);
  /// What is to be sent now.
  Request request();
  /// Closes the exchange with a value or a fault. Consumes what it understood.
  Heard take(Bytes& stream);
  /// True: request() has the repetition. False: given up, the exchange is closed.
  bool timed_out();

 private:
  void fill(Request& request, ReadItem const& item);
  void fill(Request& request, Order const& order);
  void fill(Request& request, Tell const& tell);
  void fill(Request& request, AskAddress const& question);
  void fill(Request& request, Registers const& registers);
  void fill(Request& request, AskWater const& water);
  Heard take_frames(Bytes& stream);
  Heard take_registers(Bytes& stream, protocol::modbus::Query const& query);
  std::optional<Heard> judge(protocol::Frame const& frame);
  std::optional<Heard> judge_read(protocol::dlt645::Parts const& parts, std::uint32_t di);
  Heard take_water(Bytes& stream, AskWater const& question);
  std::optional<Heard> judge_water(protocol::cjt188::Frame const& frame, AskWater const& question);
  Heard refuse(Fault refusal);
  Heard exception(Byte code, bool writes);
  Heard settle(Bytes value);
  Heard fail(Fault fault);
  Heard fail_or_repeat(Fault fault);
  bool repeatable() const;
  void rewind(Duration pause);

  std::optional<MeterAddress> address_;
  LineTraits line_;
  Pace pace_;
  protocol::dlt645::Edition edition_ = protocol::dlt645::Edition::y2007;
  std::optional<Question> question_;
  Duration pause_;
  int sent_ = 0;                   // how often this question was asked
  bool spoke_ = false;             // the meter has answered something in this conversation
  Bytes value_;                    // collected so far
  Byte follow_up_ = 0;             // the number of the follow-up frame that is asked for
  std::uint16_t transaction_ = 0;  // of Modbus TCP; its low byte is the number of a water frame
};

/// A dialogue that asks one question after the other. `Interface` is the dialogue it implements.
template <class Interface>
class Asking : public Interface {
 public:
  std::optional<Request> next(Instant now) final {
    if (fault_) return std::nullopt;
    if (!exchange_.open() && !ask(now)) return std::nullopt;
    auto const request = exchange_.request();
    return request;
  }

  Result<Progress> take(Bytes& stream, Instant now) final {
    if (fault_) return *fault_;
    if (!exchange_.open()) return Progress::answered;
    auto const heard = exchange_.take(stream);
    switch (heard.kind) {
      case Heard::Kind::waiting:
        return Progress::waiting;
      case Heard::Kind::again:
        return Progress::answered;
      case Heard::Kind::value:
        return go_on(answered(heard.value, now));
      case Heard::Kind::failed:
        return go_on(failed(heard.fault));
    }
    return Progress::waiting;
  }

  void timed_out() final {
    if (fault_ || !exchange_.open() || exchange_.timed_out()) return;
    static_cast<void>(go_on(failed({FaultCode::timeout})));
  }

 protected:
  Asking(std::optional<MeterAddress> address, LineTraits line, Exchange::Pace pace)
      : exchange_(std::move(address), line, pace) {}

  /// Starts the next question by put(), or says false: the conversation is over.
  virtual bool ask(Instant now) = 0;
  /// The question is answered. A fault ends the conversation.
  virtual Result<void> answered(Bytes const& value, Instant now) = 0;
  /// The question is refused, or silence. Returning well goes on with the next question.
  virtual Result<void> failed(Fault fault) = 0;

  void put(Question question, Duration pause = {}) { exchange_.start(std::move(question), pause); }
  std::optional<Fault> const& ended_by() const { return fault_; }

 private:
  Result<Progress> go_on(Result<void> const& verdict) {
    if (verdict) return Progress::answered;
    fault_ = verdict.fault();
    return *fault_;
  }

  Exchange exchange_;
  std::optional<Fault> fault_;
};

inline Exchange::Pace pace_of(Model const& model) {
  return {model.answer_within, model.quiet};
}

}  // namespace e2ms::device
