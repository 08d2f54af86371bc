#include "e2ms/command/want_reading.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

Result<WantReading::Outcome> execute(store::WriteTx& tx, WantReading const& command) {
  using Verdict = WantReading::Verdict;
  struct Known {
    MeterId id;
    std::optional<Instant> retired_at;
  };
  auto const known = tx.one<Known>("read_wish.known_meter", in("meter", command.meter));
  if (!known) return WantReading::Outcome{Verdict::unknown_meter};
  if (known->retired_at) return WantReading::Outcome{Verdict::meter_retired};
  // One that nobody answered in time is over, whoever should have said so.
  auto const since = in("since", command.at - kReadPatience);
  auto const now = in("now", command.at);
  if (tx.one<MeterId>("read_wish.open_one", in("meter", command.meter), since, now))
    return WantReading::Outcome{Verdict::already_open};
  auto const open =
      tx.one<std::int64_t>("read_wish.count_open", in("actor", command.actor), since, now)
          .value_or(0);
  if (open >= WantReading::kMostOpen) return WantReading::Outcome{Verdict::too_many};

  tx.run("read_wish.ask", in("meter", command.meter), in("at", command.at),
         in("actor", command.actor));
  tx.announce({Announcement::Kind::reading_wanted, command.meter.value});
  return WantReading::Outcome{Verdict::asked};
}

Result<NoteReadMissed::Outcome> execute(store::WriteTx& tx, NoteReadMissed const& command) {
  ENSURE(command.outcome != ReadOutcome::read);
  tx.run("read_wish.answer", in("meter", command.meter), in("asked_by", command.asked_at),
         in("outcome", command.outcome), in("at", command.at));
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return NoteReadMissed::Outcome{};
}

}  // namespace e2ms::command
