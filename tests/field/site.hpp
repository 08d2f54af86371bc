#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/command/archive.hpp"
#include "e2ms/device/model.hpp"
#include "e2ms/field/fleet.hpp"
#include "e2ms/port/entropy.hpp"
#include "e2ms/store/open.hpp"
#include "simulator/core/cjt188.hpp"
#include "simulator/core/meter.hpp"
#include "support/script_line.hpp"
#include "support/virtual_clock.hpp"

namespace e2ms::field {

/// A Modbus meter behind a gateway: register 0 and 1 count Wh, 10 takes the relay's order (1 is
/// open), 11 tells its state.
struct FakeMeter {
  std::uint32_t energy_wh = 1000;
  bool open = false;
  bool stuck = false;
  bool silent = false;
  bool refuses = false;        ///< every read, as a meter that is starting does
  bool unreached = false;      ///< its gateway says so
  bool refuses_state = false;  ///< has no register 11
  Duration delay = milliseconds(100);
};

/// The bus of one gateway.
class FakeBus {
 public:
  explicit FakeBus(test::VirtualClock& clock);

  std::map<Byte, FakeMeter> meters;
  /// DL/T 645 meters and water meters on the same wires, by their address.
  std::map<std::string, e2ms_sim::Meter> stations;
  e2ms_sim::Meter& add_station(e2ms_sim::MeterSpec const& spec);
  /// Called before an order is obeyed.
  std::function<void(Byte unit)> before_order;
  std::shared_ptr<test::FarEnd> end;

  /// Frames that were written for this unit with that function, since the start.
  std::vector<Duration> asked(Byte unit, Byte function = 3) const;
  /// Of these, the questions for the state of the relay.
  std::size_t states_asked(Byte unit) const;

 private:
  void play(test::FarEnd& far, Bytes const& frame);
  void play_station(test::FarEnd& far, Bytes const& frame);
  void play_water(test::FarEnd& far, e2ms_sim::Cjt188Request const& request);

  test::VirtualClock& clock_;
};

class NoRandomness final : public port::Entropy {
 public:
  Bytes bytes(std::size_t count) override { return Bytes(count, 0); }
};

/// The store, which can be made to answer no questions, or to take no commands, for a while.
class DeafStore final : public store::Store {
 public:
  explicit DeafStore(store::Store& within) : within_(within) {}
  bool healthy() const override { return within_.healthy(); }
  std::size_t waiting() const override { return queued; }
  void enqueue(std::unique_ptr<store::WriteJob> job) override {
    if (full) return job->finish(Fault{FaultCode::queue_full});
    within_.enqueue(std::move(job));
  }
  void enqueue(std::unique_ptr<store::ReadJob> job) override {
    if (deaf) return job->finish(Fault{FaultCode::queue_full});
    within_.enqueue(std::move(job));
  }

  bool deaf = false;
  bool full = false;       ///< takes no commands
  std::size_t queued = 0;  ///< what it says of its queue

 private:
  store::Store& within_;
};

/// One building with its store, its fleet and virtual time.
class Site {
 public:
  Site();
  ~Site();

  LineId add_line(LineMode mode, std::string const& name = "gateway");
  MeterId add_meter(LineId line, Byte unit, Duration poll = minutes(1));

  template <class C>
  typename C::Outcome submit(C command) {
    return run(store->submit(std::move(command)));
  }
  template <class Q>
  typename Q::Answer ask(Q question) {
    return run(store->ask(std::move(question)));
  }

  /// The same in the middle of something else, without letting the loop run.
  template <class C>
  void submit_later(C command) {
    boost::asio::co_spawn(loop, drop(store->submit(std::move(command))), boost::asio::detached);
  }

  /// A DL/T 645 meter in the archives; on the bus it must be added by itself.
  MeterId add_station(LineId line, std::string const& address,
                      std::optional<std::string> password = std::nullopt);

  /// The same of a water meter, read each hour.
  MeterId add_water(LineId line, std::string const& address, bool valve);

  void load();
  bool stop();
  std::optional<Instant> last_read(MeterId meter);
  bool order_open(MeterId meter);

  boost::asio::io_context loop;
  test::VirtualClock clock{loop};
  NoRandomness entropy;
  std::unique_ptr<store::Store> store;
  DeafStore field_store{*store};  ///< as the fleet sees it
  device::Model model;
  device::Model station_model;
  device::Model water_model;
  FakeBus bus{clock};
  /// When the gateway was dialled, and whether it can be reached.
  std::vector<Duration> dialled;
  bool reachable = true;
  /// A gateway that accepts and then hangs up.
  std::optional<Duration> hangs_up_after;
  std::vector<store::Announcement> heard;
  std::optional<Fleet> fleet;
  ProjectId project;
  RoomId room;

 private:
  boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> dial(std::function<void()> down);

  template <class T>
  static boost::asio::awaitable<void> finish(boost::asio::awaitable<Result<T>> work,
                                             std::optional<Result<T>>& result) {
    auto got = co_await std::move(work);
    result = std::move(got);
  }
  template <class T>
  static boost::asio::awaitable<void> drop(boost::asio::awaitable<Result<T>> work) {
    auto const dropped = co_await std::move(work);
    ENSURE(dropped.has_value());
  }
  template <class T>
  T run(boost::asio::awaitable<Result<T>> work) {
    std::optional<Result<T>> result;
    boost::asio::co_spawn(loop, finish(std::move(work), result), boost::asio::detached);
    clock.settle();
    return std::move(result).value().value();
  }

  MeterId add(LineId line, std::string const& address, std::string const& name, Duration poll,
              std::optional<std::string> password = std::nullopt);

  MeterGroupId group(Duration poll);

  std::map<Duration, MeterGroupId> groups_;
};

}  // namespace e2ms::field
