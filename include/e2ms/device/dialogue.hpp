#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/device/address.hpp"
#include "e2ms/device/model.hpp"
#include "e2ms/domain/reading.hpp"

namespace e2ms::device {

/// One frame to send.
struct Request {
  Bytes bytes;
  std::size_t longest_answer;  ///< bytes, without preamble: how long the bus may stay busy
  bool expects_answer;         ///< false: a broadcast; nothing is coming, ask next() again
  Duration answer_within;      ///< how long the meter may take to begin
  Duration pause;              ///< since the last frame; what arrives meanwhile is dropped
  /// An answer that comes late may pass for the answer to the next question: RTU has no number.
  bool answers_look_alike = false;
};

enum class Progress {
  waiting,   ///< not yet; read on until the deadline
  answered,  ///< this request is done; ask next() again
};

/// One conversation with one meter on one line: a state machine without I/O and without a clock.
///
/// The keeper of the line does, until next() gives nothing:
///
///     request = next(now); let request->pause go by since the last frame and drop what arrives;
///     clear the stream; write;
///     if it expects an answer: read into the stream and call take(stream, now)
///     until `answered`, a fault, or the deadline; at the deadline timed_out().
///
/// take() consumes what it understood and leaves the beginning of a frame in the stream. Frames
/// that are no answer to this request (an echo, another address, another item, another
/// transaction, a late answer) are consumed and waiting goes on. A fault of take(), like a
/// timed_out() that gives up, ends the conversation: next() gives nothing afterwards, and the
/// outcome of the dialogue is that fault. What can be repaired (a block that the meter does not
/// know, one lost answer) is repaired inside and not seen as a fault.
class Dialogue {
 public:
  virtual ~Dialogue() = default;

  virtual std::optional<Request> next(Instant now) = 0;
  virtual Result<Progress> take(Bytes& stream, Instant now) = 0;
  virtual void timed_out() = 0;
};

/// Modbus framing is a property of the line: MBAP, or RTU with its CRC. DL/T 645 has only one.
enum class Framing { rtu, tcp };

/// Hands out MBAP transaction numbers, one after the other. Owned by the line.
class TransactionIds {
 public:
  explicit TransactionIds(std::uint16_t first = 1) : next_(first) {}
  std::uint16_t take() { return next_++; }

 private:
  std::uint16_t next_;
};

/// What a dialogue has to know of its line. The transaction numbers outlive the dialogue.
struct LineTraits {
  Framing framing;
  TransactionIds* transactions;
};

/// What was found out about one meter and need not be found out again. The keeper keeps it per
/// meter and passes it to the next dialogue; empty is always right.
struct Learnt {
  /// Items and blocks which the meter does not have: identifiers of DL/T 645; of Modbus function,
  /// size and address of a block in one number. Never what alone gives the energy.
  std::set<std::uint32_t> refused;

  friend bool operator==(Learnt const&, Learnt const&) = default;
};

/// What a reading shall hold besides the energy register, which it always holds.
struct Wanted {
  bool rates = false;
  bool momentary = true;
  bool relay = true;
  bool clock = false;
};

/// Reads the registers of a meter into a Reading.
class ReadingDialogue : public Dialogue {
 public:
  /// Valid once next() gave nothing. Faults: timeout, device_refused (detail: the meter's code),
  /// device_busy, bad_value, unsupported.
  virtual Result<Reading> outcome() const = 0;
  virtual Learnt const& learnt() const = 0;
};

/// All that a water meter shows, in its own words.
struct WaterReading {
  Instant taken_at;  ///< when the answer arrived, by our clock
  std::int64_t total_litres = 0;
  std::optional<std::int64_t> settled_litres;  ///< on the last settlement day
  std::optional<Relay> valve;                  ///< closed: water flows; empty when it says nothing
  bool battery_low = false;
  std::optional<LocalTime> meter_clock;
  std::string raw;  ///< hex of the answer

  friend bool operator==(WaterReading const&, WaterReading const&) = default;
};

class WaterDialogue : public Dialogue {
 public:
  virtual Result<WaterReading> outcome() const = 0;
};

/// Asks only for the state of the relay, and nothing else.
class RelayReadDialogue : public Dialogue {
 public:
  virtual Result<Relay> outcome() const = 0;
};

enum class RelayOrder {
  open,
  close,        ///< closes at once
  allow_close,  ///< the person at the meter presses its key; DL/T 645 only
};

/// Orders a relay and reads its state back. An acknowledgement is never taken for a state; the
/// state is also read when the order was refused or not acknowledged, for it may have been obeyed.
class RelayDialogue : public Dialogue {
 public:
  /// Asked between two frames: whether the next one is the order. False once it was answered, and
  /// as long as something has to be read before.
  virtual bool orders_next() const = 0;
  /// The last state the meter reported after the order; empty while unknown.
  virtual std::optional<Relay> read_back() const = 0;
  /// The meter said that it accepted the order.
  virtual bool acknowledged() const = 0;
  /// The code with which the meter refused the order.
  virtual std::optional<Byte> refusal() const = 0;
  /// The relay is open, the last command is "close": somebody has to press the key.
  virtual bool waits_for_key() const = 0;
  /// Why there is no read-back, when the conversation ended early.
  virtual std::optional<Fault> fault() const = 0;
};

/// Reads a meter's clock, or sets it and reads it back.
class ClockDialogue : public Dialogue {
 public:
  struct Outcome {
    LocalTime meter;  ///< what the clock showed ...
    Instant at;       ///< ... when this answer arrived
  };
  /// Setting: the clock as read after the order, which the meter may have ignored.
  virtual Result<Outcome> outcome() const = 0;
};

/// Asks a meter for what it noted at a day's beginning.
class FreezeDialogue : public Dialogue {
 public:
  struct Outcome {
    LocalTime frozen;  ///< by the meter's clock
    Energy total;
    std::array<std::optional<Energy>, 5> rate;
    std::string raw;  ///< hex of the registers
  };
  /// Faults: timeout; device_refused and bad_value for a day that the meter does not hold.
  virtual Result<Outcome> outcome() const = 0;
};

/// Asks the only DL/T 645 meter of a line for its address.
class AddressDialogue : public Dialogue {
 public:
  virtual Result<MeterAddress> outcome() const = 0;
};

// The factories. `model`, and what `line` points to, outlive the dialogue.

/// Of a model of water the total is litres (Medium), and of what is wanted it knows relay and
/// clock.
std::unique_ptr<ReadingDialogue> make_reading(Model const& model, MeterAddress const& address,
                                              LineTraits line, Wanted wanted, Learnt learnt = {});

/// unsupported for a model of electricity.
Result<std::unique_ptr<WaterDialogue>> make_water(Model const& model, MeterAddress const& address,
                                                  LineTraits line);

/// unsupported when the model has no relay.
Result<std::unique_ptr<RelayReadDialogue>> make_relay_read(Model const& model,
                                                           MeterAddress const& address,
                                                           LineTraits line);

struct RelayTask {
  RelayOrder order;
  Zone zone;                          ///< where the meter's clock runs
  std::optional<RelayAccess> access;  ///< of this very meter; else the model's
};

/// unsupported when the model has no relay, or cannot wait for a key.
Result<std::unique_ptr<RelayDialogue>> make_relay(Model const& model, MeterAddress const& address,
                                                  LineTraits line, RelayTask const& task);

enum class ClockTask {
  read,
  nudge,  ///< broadcast time 08H: obeyed for up to five minutes and once a day, never answered
  set,    ///< write the date and the time: needs the password
};

/// unsupported when the model has no clock.
Result<std::unique_ptr<ClockDialogue>> make_clock(Model const& model, MeterAddress const& address,
                                                  LineTraits line, ClockTask task, Zone const& zone,
                                                  std::optional<RelayAccess> access = {});

/// `back`: 1 for its newest midnight, up to the model's daily_freezes. unsupported when the model
/// notes none.
Result<std::unique_ptr<FreezeDialogue>> make_freeze(Model const& model, MeterAddress const& address,
                                                    LineTraits line, unsigned back);

std::unique_ptr<AddressDialogue> make_address();

}  // namespace e2ms::device
