#include "e2ms/query/places.hpp"

namespace e2ms::query {

Result<Places::Answer> answer(store::ReadTx& tx, Places const&) {
  return Places::Answer{tx.all<Places::Meter>("place.meters"),
                        tx.all<Places::Account>("place.accounts"),
                        tx.all<Places::Line>("place.lines")};
}

Result<PlacesOf::Answer> answer(store::ReadTx& tx, PlacesOf const& question) {
  auto const account = store::in("account", question.account);
  auto const room = tx.one<RoomId>("place.room_of_account", account);
  if (!room) return Fault{FaultCode::not_found};
  return PlacesOf::Answer{*room, tx.all<MeterId>("place.meters_of_account", account)};
}

}  // namespace e2ms::query
