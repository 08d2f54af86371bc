#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/field/ports.hpp"
#include "e2ms/protocol/greeting.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "e2ms/store/feed.hpp"

namespace e2ms::field {

class FigureBook;
class LineKeeper;
class Recorder;
struct LinePlan;

/// A DTU that the archives know.
struct KnownDtu {
  LineId line;
  std::vector<Bytes> heartbeats;
};

/// All lines of the daemon, each with its keeper. Lives on the field loop; what its ports refer to
/// outlives it. Before it is destroyed it has to be stopped, and the loop run until `stopped` was
/// called.
class Fleet {
 public:
  explicit Fleet(FieldPorts ports);
  ~Fleet();
  Fleet(Fleet const&) = delete;
  Fleet& operator=(Fleet const&) = delete;

  /// Begins to read the plan and the open orders, and reads them again until it succeeds. Waits
  /// while the clock is not to be believed, see FieldPorts. May be called before the loop runs.
  void start();

  /// What the store's feed announced; posted here by the composition root.
  void hear(std::span<store::Announcement const> announcements);

  /// The registrations of the lines that dial in.
  protocol::KnownNames const& callers() const { return callers_; }
  /// Who dials in with that registration, if it is a known line.
  std::optional<KnownDtu> dtu(std::string const& registration) const;
  /// A DTU has connected. An earlier connection of the same line is closed.
  void arrive(std::string const& registration, std::unique_ptr<port::Line> line);
  /// A connection may have ended: its keeper looks.
  void look(std::string const& registration);

  /// Ends all conversations; calls back on the loop when the last keeper has gone.
  void stop(std::function<void()> stopped);

  std::size_t lines() const { return keepers_.size(); }
  std::size_t lines_online() const;

 private:
  using Plans = std::vector<LinePlan>;

  Plans sort_by_line(query::FleetPlan::Answer answer) const;
  bool clock_is_believed(query::FleetPlan::Answer const& plan);
  void apply(Plans plans);
  void keep_figures();
  void retire(LineId line);
  void ended(LineKeeper* keeper);
  void reload();
  boost::asio::awaitable<void> keep_loading();
  boost::asio::awaitable<Result<void>> load();
  boost::asio::awaitable<void> tell_registers(std::set<std::string> models);
  LineKeeper* keeper_of(MeterId meter) const;
  LineKeeper* keeper_of(std::string const& registration) const;

  FieldPorts ports_;
  std::unordered_map<LineId, std::unique_ptr<LineKeeper>> keepers_;
  /// Told to stop, and still on their way out.
  std::vector<std::unique_ptr<LineKeeper>> retired_;
  std::unordered_map<MeterId, LineId> line_of_meter_;
  std::unordered_map<std::string, KnownDtu> dtus_;
  protocol::KnownNames callers_;
  std::unique_ptr<FigureBook> figures_;
  boost::asio::cancellation_signal figures_signal_;  ///< ends the writing of figures
  bool writing_figures_ = false;
  std::unique_ptr<Recorder> recorder_;
  std::function<void()> stopped_;
  bool stopping_ = false;
  bool loading_ = false;
  bool load_again_ = false;
  bool disbelief_told_ = false;
  boost::asio::cancellation_signal signal_;  ///< ends the loading
};

}  // namespace e2ms::field
