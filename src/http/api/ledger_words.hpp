#pragma once

#include <string_view>
#include <utility>

#include "e2ms/domain/journal.hpp"

/// How the ledger's enums are spelled in JSON.
namespace e2ms::http::api {

constexpr std::pair<std::string_view, Channel> kChannels[] = {
    {"cash", Channel::cash}, {"bank_transfer", Channel::bank_transfer}, {"card", Channel::card}};
constexpr std::pair<std::string_view, Purpose> kPurposes[] = {{"electricity", Purpose::electricity},
                                                              {"fees", Purpose::fees}};

std::string_view word(JournalKind kind);
std::string_view word(Book book);
std::string_view word(Channel channel);
std::string_view word(Purpose purpose);

}  // namespace e2ms::http::api
