#include "e2ms/command/web_session.hpp"

namespace e2ms::command {

using store::in;

Result<OpenSession::Outcome> execute(store::WriteTx& tx, OpenSession const& command) {
  tx.run("web_session.insert", in("token_hash", command.token_hash), in("kind", command.kind),
         in("subject", command.subject), in("csrf", command.csrf), in("at", command.at));
  return OpenSession::Outcome{};
}

Result<TouchSession::Outcome> execute(store::WriteTx& tx, TouchSession const& command) {
  tx.run("web_session.touch", in("token_hash", command.token_hash), in("at", command.at));
  return TouchSession::Outcome{};
}

Result<CloseSession::Outcome> execute(store::WriteTx& tx, CloseSession const& command) {
  tx.run("web_session.delete", in("token_hash", command.token_hash));
  return CloseSession::Outcome{};
}

Result<DropSessions::Outcome> execute(store::WriteTx& tx, DropSessions const& command) {
  tx.run("web_session.delete_old", in("idle_since", command.idle_since),
         in("created_before", command.created_before));
  return DropSessions::Outcome{};
}

}  // namespace e2ms::command
