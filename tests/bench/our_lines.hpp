#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "conversation.hpp"
#include "e2ms/device/dialogue.hpp"
#include "e2ms/port/line.hpp"
#include "e2ms/transport/dial_out.hpp"
#include "e2ms/transport/swept_clock.hpp"
#include "models.hpp"
#include "subject.hpp"
#include "system_clock.hpp"

namespace e2ms::bench {

/// A gateway and how far its meters were asked.
struct Station {
  explicit Station(std::uint16_t at) : port(at) {}

  std::uint16_t port;
  std::unique_ptr<port::Line> line;
  field::Tally tally;
  field::FrameTap tap;
  std::optional<field::Conversation> conversation;
  device::TransactionIds transactions;
};

/// The daemon's own dialogues, conversations and lines over some gateways, on one thread.
class Lines {
 public:
  /// Connects all; aborts when one cannot be had.
  Lines(std::vector<std::uint16_t> const& ports, Subject subject, field::Pace pace);
  ~Lines();
  Lines(Lines const&) = delete;
  Lines& operator=(Lines const&) = delete;

  /// Asks the first meter of all lines at once; back when the last answer is in.
  void ask_all();
  /// Lets every line ask its meters, one each interval, until `stop` says so.
  void keep_asking(int meters, Duration interval);
  void run_for(Duration span);

  /// One reading of this meter on the first line, heard by `tap`, which stands before the line.
  using Tap = std::function<std::unique_ptr<port::Line>(std::unique_ptr<port::Line>)>;
  void tap_first(Tap const& tap);
  void ask_first(int unit);

  std::int64_t read = 0;
  std::int64_t failed = 0;

 private:
  void start(boost::asio::awaitable<void> work);
  void finish();
  boost::asio::awaitable<void> connect(Station& station);
  boost::asio::awaitable<void> ask(Station& station, int unit);
  boost::asio::awaitable<void> keep_asking(Station& station, int meters, Duration phase,
                                           Duration interval);

  boost::asio::io_context loop_{1};
  daemon::SystemClock exact_;
  transport::Deadlines deadlines_{loop_.get_executor(), exact_};
  transport::SweptClock clock_{exact_, deadlines_};
  transport::DialOut dial_out_{loop_.get_executor(), deadlines_};
  daemon::Models models_;
  Subject subject_;
  field::Pace pace_;
  std::vector<std::unique_ptr<Station>> stations_;
  std::size_t under_way_ = 0;
  bool stopping_ = false;
};

}  // namespace e2ms::bench
