#pragma once

#include <xlsxwriter.h>

#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/result.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/http/message.hpp"

namespace e2ms::http::api {

/// A workbook that is written into memory. Text is never taken for a formula.
class Workbook {
 public:
  enum class Style { plain, head, title, money, energy, price, strong, strong_money };

  /// A fault when the system has no room for it.
  static Result<Workbook> make();
  Workbook(Workbook&& other) noexcept;
  Workbook& operator=(Workbook&&) = delete;
  ~Workbook();

  lxw_worksheet* add_sheet(char const* name);
  lxw_format* style(Style style) { return styles_[static_cast<int>(style)]; }

  /// Ends it. Call once, last.
  Result<std::string> bytes();

 private:
  static constexpr int kStyles = 8;

  explicit Workbook(int file) : file_(file) {}
  void make_styles();

  int file_;
  lxw_workbook* book_ = nullptr;
  lxw_format* styles_[kStyles] = {};
};

/// Writes a sheet row by row, from left to right.
class SheetWriter {
 public:
  /// `book` outlives it.
  SheetWriter(Workbook& book, char const* name) : book_(book), sheet_(book.add_sheet(name)) {}

  SheetWriter& text(std::string const& text, Workbook::Style style = Workbook::Style::plain);
  SheetWriter& number(std::int64_t number);
  SheetWriter& money(Money money, Workbook::Style style = Workbook::Style::money);
  SheetWriter& energy(Energy energy);
  /// Exact decimals, as far as a cell can hold them.
  SheetWriter& decimal(std::string const& text);
  SheetWriter& skip(int cells = 1);
  /// Captions above a table, which stay in sight.
  void captions(std::initializer_list<char const*> captions);
  void next_row();
  void widths(std::initializer_list<int> characters);

 private:
  SheetWriter& put(double value, Workbook::Style style);

  Workbook& book_;
  lxw_worksheet* sheet_;
  lxw_row_t row_ = 0;
  lxw_col_t column_ = 0;
};

/// A workbook to download. `name` without its ending.
Response workbook_response(std::string bytes, std::string const& name);

}  // namespace e2ms::http::api
