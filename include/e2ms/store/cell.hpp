#pragma once

#include <array>
#include <boost/pfr/core.hpp>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/ensure.hpp"
#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"

namespace e2ms::store {

/// What one column of one row can hold. Tables are STRICT and know only these.
using Cell = std::variant<std::monostate, std::int64_t, std::string, Bytes>;
enum class CellType { integer, text, bytes };

/// How a type of ours stands in a column.
template <class T>
struct Column;

template <std::integral I>
struct Column<I> {
  static constexpr CellType type = CellType::integer;
  static Cell to(I value) { return static_cast<std::int64_t>(value); }
  static I from(Cell const& cell) { return static_cast<I>(std::get<std::int64_t>(cell)); }
};

template <class E>
requires std::is_enum_v<E>
struct Column<E> {
  static constexpr CellType type = CellType::integer;
  static Cell to(E value) { return static_cast<std::int64_t>(value); }
  static E from(Cell const& cell) { return static_cast<E>(std::get<std::int64_t>(cell)); }
};

template <>
struct Column<std::string> {
  static constexpr CellType type = CellType::text;
  static Cell to(std::string const& value) { return value; }
  static std::string from(Cell const& cell) { return std::get<std::string>(cell); }
};

template <>
struct Column<std::string_view> {
  static constexpr CellType type = CellType::text;
  static Cell to(std::string_view value) { return std::string(value); }
};

template <>
struct Column<Bytes> {
  static constexpr CellType type = CellType::bytes;
  static Cell to(Bytes const& value) { return value; }
  static Bytes from(Cell const& cell) { return std::get<Bytes>(cell); }
};

template <class Kind>
struct Column<Id<Kind>> {
  static constexpr CellType type = CellType::integer;
  static Cell to(Id<Kind> value) { return value.value; }
  static Id<Kind> from(Cell const& cell) { return {std::get<std::int64_t>(cell)}; }
};

template <>
struct Column<Instant> {
  static constexpr CellType type = CellType::integer;
  static Cell to(Instant value) { return value.ms; }
  static Instant from(Cell const& cell) { return {std::get<std::int64_t>(cell)}; }
};

template <>
struct Column<Duration> {
  static constexpr CellType type = CellType::integer;
  static Cell to(Duration value) { return value.ms; }
  static Duration from(Cell const& cell) { return {std::get<std::int64_t>(cell)}; }
};

template <>
struct Column<Money> {
  static constexpr CellType type = CellType::integer;
  static Cell to(Money value) { return value.fen(); }
  static Money from(Cell const& cell) { return Money::fen(std::get<std::int64_t>(cell)); }
};

template <>
struct Column<Energy> {
  static constexpr CellType type = CellType::integer;
  static Cell to(Energy value) { return value.wh(); }
  static Energy from(Cell const& cell) { return Energy::wh(std::get<std::int64_t>(cell)); }
};

template <>
struct Column<Price> {
  static constexpr CellType type = CellType::integer;
  static Cell to(Price value) { return value.e8; }
  static Price from(Cell const& cell) { return {std::get<std::int64_t>(cell)}; }
};

template <class T>
struct Column<std::optional<T>> {
  static constexpr CellType type = Column<T>::type;
  static Cell to(std::optional<T> const& value) {
    return value ? Column<T>::to(*value) : Cell{std::monostate{}};
  }
  static std::optional<T> from(Cell const& cell) {
    if (std::holds_alternative<std::monostate>(cell)) return std::nullopt;
    return Column<T>::from(cell);
  }
};

template <class T>
concept Scalar = requires(Cell const& cell) {
  Column<T>::from(cell);
};

/// A named parameter of a statement: `:name` in the SQL.
struct Parameter {
  std::string_view name;
  Cell value;
  CellType type;
};

template <class T>
Parameter in(std::string_view name, T const& value) {
  if constexpr (std::convertible_to<T const&, std::string_view> && !std::same_as<T, std::string>)
    return {name, Column<std::string_view>::to(value), CellType::text};
  else
    return {name, Column<T>::to(value), Column<T>::type};
}

/// A row is a scalar, or an aggregate whose fields are the columns in their order.
template <class Row>
struct RowShape {
  static constexpr std::size_t size = boost::pfr::tuple_size_v<Row>;
  static auto types() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<CellType, size>{Column<boost::pfr::tuple_element_t<I, Row>>::type...};
    }
    (std::make_index_sequence<size>{});
  }
  static Row from(std::span<Cell const> cells) {
    return [cells]<std::size_t... I>(std::index_sequence<I...>) {
      return Row{Column<boost::pfr::tuple_element_t<I, Row>>::from(cells[I])...};
    }
    (std::make_index_sequence<size>{});
  }
};

template <Scalar T>
struct RowShape<T> {
  static constexpr std::size_t size = 1;
  static std::array<CellType, 1> types() { return {Column<T>::type}; }
  static T from(std::span<Cell const> cells) { return Column<T>::from(cells[0]); }
};

}  // namespace e2ms::store
