#pragma once

#include <string>
#include <string_view>

#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/reading.hpp"

/// What the workbook of a bill calls things, in Chinese and English at once: a file has no language
/// of its reader. The pages have their own words.
namespace e2ms::http::api {

std::string line_words(std::string_view code, Medium medium);
std::string period_words(std::string_view period);
std::string wallet_words(bool fees, Medium medium);
std::string source_words(bool computed, ReadingSource source = ReadingSource::poll);

}  // namespace e2ms::http::api
