#include "api/sheet_writer.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <utility>

namespace e2ms::http::api {

Result<Workbook> Workbook::make() {
  int const file = memfd_create("workbook", MFD_CLOEXEC);
  if (file < 0) return Fault{FaultCode::file, errno};
  Workbook made(file);
  // The library writes to a path only; this one is the file in memory.
  auto const path = "/proc/self/fd/" + std::to_string(file);
  made.book_ = workbook_new(path.c_str());
  if (made.book_ == nullptr) return Fault{FaultCode::file};
  made.make_styles();
  return made;
}

Workbook::Workbook(Workbook&& other) noexcept
    : file_(std::exchange(other.file_, -1)), book_(std::exchange(other.book_, nullptr)) {
  std::copy(std::begin(other.styles_), std::end(other.styles_), styles_);
}

Workbook::~Workbook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
  if (file_ >= 0) close(file_);
}

lxw_worksheet* Workbook::add_sheet(char const* name) {
  auto* const sheet = workbook_add_worksheet(book_, name);
  ENSURE(sheet != nullptr);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  return sheet;
}

void Workbook::make_styles() {
  for (auto& each : styles_) each = workbook_add_format(book_);
  format_set_bold(style(Style::head));
  format_set_bottom(style(Style::head), LXW_BORDER_THIN);
  format_set_text_wrap(style(Style::head));
  format_set_bold(style(Style::title));
  format_set_font_size(style(Style::title), 14);
  format_set_num_format(style(Style::money), "#,##0.00");
  format_set_num_format(style(Style::energy), "#,##0.000");
  format_set_num_format(style(Style::price), "0.00######");
  format_set_bold(style(Style::strong));
  format_set_bold(style(Style::strong_money));
  format_set_num_format(style(Style::strong_money), "#,##0.00");
}

Result<std::string> Workbook::bytes() {
  auto* const book = std::exchange(book_, nullptr);
  ENSURE(book != nullptr);
  // Closing frees the workbook, whatever comes of it.
  if (auto const error = workbook_close(book); error != LXW_NO_ERROR)
    return Fault{FaultCode::file, static_cast<std::int32_t>(error)};
  struct stat found {};
  if (fstat(file_, &found) != 0) return Fault{FaultCode::file, errno};
  std::string bytes(static_cast<std::size_t>(found.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto const read =
        pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (read <= 0) return Fault{FaultCode::file, errno};
    done += static_cast<std::size_t>(read);
  }
  return bytes;
}

SheetWriter& SheetWriter::text(std::string const& text, Workbook::Style style) {
  worksheet_write_string(sheet_, row_, column_++, text.c_str(), book_.style(style));
  return *this;
}

SheetWriter& SheetWriter::number(std::int64_t number) {
  return put(static_cast<double>(number), Workbook::Style::plain);
}

SheetWriter& SheetWriter::money(Money money, Workbook::Style style) {
  return put(static_cast<double>(money.fen()) / 100, style);
}

SheetWriter& SheetWriter::energy(Energy energy) {
  return put(static_cast<double>(energy.wh()) / 1000, Workbook::Style::energy);
}

SheetWriter& SheetWriter::decimal(std::string const& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return put(value, Workbook::Style::price);
}

SheetWriter& SheetWriter::put(double value, Workbook::Style style) {
  worksheet_write_number(sheet_, row_, column_++, value, book_.style(style));
  return *this;
}

SheetWriter& SheetWriter::skip(int cells) {
  column_ = static_cast<lxw_col_t>(column_ + cells);
  return *this;
}

void SheetWriter::captions(std::initializer_list<char const*> captions) {
  for (auto const* const caption : captions) text(caption, Workbook::Style::head);
  next_row();
  worksheet_freeze_panes(sheet_, row_, 0);
}

void SheetWriter::next_row() {
  ++row_;
  column_ = 0;
}

void SheetWriter::widths(std::initializer_list<int> characters) {
  lxw_col_t column = 0;
  for (auto const width : characters) {
    worksheet_set_column(sheet_, column, column, width, nullptr);
    ++column;
  }
}

Response workbook_response(std::string bytes, std::string const& name) {
  Response response;
  response.headers.add("Content-Type",
                       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Disposition", "attachment; filename=\"" + name + ".xlsx\"");
  response.body = std::move(bytes);
  return response;
}

}  // namespace e2ms::http::api
