#include "simulator/core/register_maps.hpp"

#include <array>

// The makers' register tables, read a second time and independently of the product's model files.
namespace e2ms_sim {
namespace {

constexpr Row real(int function, unsigned address, Of of, unsigned index = 0, std::int64_t over = 1,
                   std::int64_t times = 1) {
  return {function, address, of, index, As::f32, times, over};
}
constexpr Row word(unsigned address, Of of, unsigned index = 0, std::int64_t over = 1) {
  return {3, address, of, index, As::u16, 1, over};
}
constexpr Row display(unsigned address, unsigned rate = 0) {
  return {3, address, Of::display, rate, As::u32};
}

constexpr std::array<std::uint16_t, 2> kAcrelOpen{1, 1};
constexpr std::array<std::uint16_t, 2> kAcrelClose{1, 0};
constexpr std::array<std::uint16_t, 1> kZero{0};
constexpr std::array<std::uint16_t, 1> kOne{1};
constexpr std::array<std::uint16_t, 1> kTwo{2};
constexpr std::array<std::uint16_t, 1> kAllOn{0xFF00};

constexpr std::array kAcrel{
    display(0x00),
    display(0x02, 1),
    display(0x04, 2),
    display(0x06, 3),
    display(0x08, 4),
    word(0x0A, Of::zero),
    word(0x0B, Of::voltage),
    word(0x0C, Of::current, 0, 10),
    word(0x0D, Of::watt),
    word(0x0E, Of::reactive),
    word(0x0F, Of::apparent),
    word(0x10, Of::factor),
    word(0x38, Of::one),
    word(0x57, Of::one),
    word(0x58, Of::relay_open),
    Row{3, 0x5030, Of::zero, 0, As::u32},
};

constexpr std::array kAcrelThree{
    display(0x00),
    display(0x02, 1),
    display(0x04, 2),
    display(0x06, 3),
    display(0x08, 4),
    word(0x57, Of::one),
    word(0x58, Of::relay_open),
    Row{3, 0x5030, Of::zero, 0, As::u32},
};

constexpr std::array kDtsd1352{
    display(0x00),
    display(0x02, 1),
    display(0x04, 2),
    display(0x06, 3),
    display(0x08, 4),
    display(0x0A),
    display(0x0C, 1),
    display(0x0E, 2),
    display(0x10, 3),
    display(0x12, 4),
    word(0x61, Of::voltage, 0),
    word(0x62, Of::voltage, 1),
    word(0x63, Of::voltage, 2),
    word(0x64, Of::current, 0, 10),
    word(0x65, Of::current, 1, 10),
    word(0x66, Of::current, 2, 10),
    word(0x77, Of::frequency),
    word(0x8D, Of::one),
    word(0x8E, Of::one),
    Row{3, 0x16A, Of::watt, 0, As::u32},
    word(0x17F, Of::factor),
};

constexpr std::array kSfere{display(0x73), word(0x80B, Of::one), word(0xB25, Of::relay_open)};

constexpr std::array kEastronSingle{
    real(4, 0x00, Of::voltage, 0, 10),
    real(4, 0x06, Of::current, 0, 1000),
    real(4, 0x0C, Of::watt),
    real(4, 0x12, Of::apparent),
    real(4, 0x18, Of::reactive),
    real(4, 0x1E, Of::factor, 0, 1000),
    real(4, 0x34, Of::watt),
    real(4, 0x38, Of::apparent),
    real(4, 0x3C, Of::reactive),
    real(4, 0x3E, Of::factor, 0, 1000),
    real(4, 0x46, Of::frequency, 0, 100),
    real(4, 0x48, Of::watt_hours, 0, 1000),
    real(4, 0x156, Of::watt_hours, 0, 1000),
    real(4, 0x158, Of::zero),
    real(3, 0x12, Of::zero),
    real(3, 0x14, Of::unit),
    real(3, 0x1C, Of::zero),
    word(0xFD00, Of::relay_closed, 0),
};

constexpr std::array kEastronThree{
    real(4, 0x00, Of::voltage, 0, 10),
    real(4, 0x02, Of::voltage, 1, 10),
    real(4, 0x04, Of::voltage, 2, 10),
    real(4, 0x06, Of::current, 0, 1000),
    real(4, 0x08, Of::current, 1, 1000),
    real(4, 0x0A, Of::current, 2, 1000),
    real(4, 0x34, Of::watt),
    real(4, 0x38, Of::apparent),
    real(4, 0x3C, Of::reactive),
    real(4, 0x3E, Of::factor, 0, 1000),
    real(4, 0x46, Of::frequency, 0, 100),
    real(4, 0x48, Of::watt_hours, 0, 1000),
    real(4, 0x156, Of::watt_hours, 0, 1000),
    real(4, 0x158, Of::zero),
    real(3, 0x14, Of::unit),
    word(0xFD00, Of::relay_closed, 0),
};

constexpr std::array kSdm72{real(4, 0x34, Of::watt), real(4, 0x48, Of::watt_hours, 0, 1000),
                            real(4, 0x4A, Of::zero), real(4, 0x156, Of::watt_hours, 0, 1000)};

constexpr std::array kDdsu666{
    real(3, 0x2000, Of::voltage, 0, 10),      real(3, 0x2002, Of::current, 0, 1000),
    real(3, 0x2004, Of::watt, 0, 1000),       real(3, 0x2006, Of::reactive, 0, 1000),
    real(3, 0x200A, Of::factor, 0, 1000),     real(3, 0x200E, Of::frequency, 0, 100),
    real(3, 0x4000, Of::watt_hours, 0, 1000), real(3, 0x400A, Of::zero),
};

constexpr std::array kDtsu666{
    word(0x06, Of::one),
    word(0x07, Of::zero),
    real(3, 0x2006, Of::voltage, 0),
    real(3, 0x2008, Of::voltage, 1),
    real(3, 0x200A, Of::voltage, 2),
    real(3, 0x200C, Of::current, 0),
    real(3, 0x200E, Of::current, 1),
    real(3, 0x2010, Of::current, 2),
    real(3, 0x2012, Of::watt, 0, 1, 10),
    real(3, 0x201A, Of::reactive, 0, 1, 10),
    real(3, 0x202A, Of::factor),
    real(3, 0x2044, Of::frequency),
    real(3, 0x101E, Of::watt_hours, 0, 1000),
    real(3, 0x1028, Of::zero),
};

constexpr std::array kHiking{
    display(0x00),
    Row{3, 0x08, Of::zero, 0, As::u32},
    display(0x0A),
    word(0x0C, Of::voltage),
    word(0x0D, Of::current, 0, 10),
    word(0x0E, Of::watt),
    word(0x0F, Of::reactive),
    word(0x10, Of::factor),
    word(0x11, Of::frequency),
    word(0x15, Of::unit),
    word(0x1A, Of::relay_closed),  // the ZN/SR alone
};

constexpr std::array kYtl{
    real(3, 14, Of::voltage, 0, 10),         real(3, 16, Of::voltage, 1, 10),
    real(3, 18, Of::voltage, 2, 10),         real(3, 20, Of::frequency, 0, 100),
    real(3, 22, Of::current, 0, 1000),       real(3, 24, Of::current, 1, 1000),
    real(3, 26, Of::current, 2, 1000),       real(3, 28, Of::watt, 0, 1000),
    real(3, 36, Of::reactive, 0, 1000),      real(3, 44, Of::apparent, 0, 1000),
    real(3, 52, Of::factor, 0, 1000),        real(3, 0x100, Of::watt_hours, 0, 1000),
    real(3, 0x108, Of::watt_hours, 0, 1000), real(3, 0x110, Of::zero),
};

constexpr std::array kWe514{
    word(0x130, Of::frequency),
    Row{3, 0x131, Of::voltage, 0, As::u16, 10},
    Row{3, 0x139, Of::current, 0, As::u32},
    Row{3, 0x140, Of::watt, 0, As::u32},
    word(0x158, Of::factor),
    display(0xA000),
};

constexpr std::array kIem3000{
    real(3, 0xBB7, Of::current, 0, 1000),      real(3, 0xBB9, Of::current, 1, 1000),
    real(3, 0xBBB, Of::current, 2, 1000),      real(3, 0xBD3, Of::voltage, 0, 10),
    real(3, 0xBD5, Of::voltage, 1, 10),        real(3, 0xBD7, Of::voltage, 2, 10),
    real(3, 0xBF3, Of::watt, 0, 1000),         real(3, 0xBFB, Of::reactive, 0, 1000),
    real(3, 0xC03, Of::apparent, 0, 1000),     real(3, 0xC25, Of::frequency, 0, 100),
    Row{3, 0xC83, Of::watt_hours, 0, As::i64}, Row{3, 0xC87, Of::zero, 0, As::i64},
};

constexpr std::array kDdm18sd{
    real(4, 0x00, Of::voltage, 0, 10),
    real(4, 0x08, Of::current, 0, 1000),
    real(4, 0x12, Of::watt),
    real(4, 0x1A, Of::reactive),
    real(4, 0x2A, Of::factor, 0, 1000),
    real(4, 0x36, Of::frequency, 0, 100),
    real(4, 0x100, Of::watt_hours, 0, 1000),
};

constexpr std::array kEastronGaps{Gap{4, 0x00, 0x4F}};
constexpr std::array kHikingGaps{Gap{3, 0x00, 0x1A}};
constexpr std::array kHikingPlainGaps{Gap{3, 0x00, 0x15}};
constexpr std::array kYtlGaps{Gap{3, 0x0E, 0x35}};

/// Without the relay, which stands last in the table.
std::span<Row const> without_relay(std::span<Row const> rows) {
  return rows.first(rows.size() - 1);
}

}  // namespace

RegisterMap register_map(Model model) {
  Order const acrel{0x57, kAcrelOpen, kAcrelClose};
  Order const eastron{0xFD00, kZero, kAllOn};
  switch (model) {
    case Model::acrel_ddsy1352:
      return {kAcrel, {}, 60, acrel};
    case Model::acrel_dtsy1352:
      return {kAcrelThree, {}, 60, acrel};
    case Model::acrel_dtsd1352:
      return {kDtsd1352, {}, 60, {}};
    case Model::sfere_prepaid:
      return {kSfere, {}, 30, Order{0xB25, kTwo, kOne}};
    case Model::eastron_sdm120:
    case Model::eastron_sdm220:
    case Model::eastron_sdm230:
      return {without_relay(kEastronSingle), kEastronGaps, 80, {}};
    case Model::eastron_sdm320y:
      return {kEastronSingle, kEastronGaps, 80, eastron};
    case Model::eastron_sdm630:
      return {without_relay(kEastronThree), kEastronGaps, 80, {}};
    case Model::eastron_sdm530y:
      return {kEastronThree, kEastronGaps, 80, eastron};
    case Model::eastron_sdm72:
      return {kSdm72, {}, 80, {}};
    case Model::chint_ddsu666:
      return {kDdsu666};
    case Model::chint_dtsu666:
      return {kDtsu666};
    case Model::hiking_dds238:
      return {kHiking, kHikingGaps, 125, Order{0x1A, kZero, kOne}};
    case Model::hiking_dds238_zn_s:
      return {without_relay(kHiking), kHikingPlainGaps};
    case Model::ytl_5300:
    case Model::orno_we_516:
      return {kYtl, kYtlGaps};
    case Model::orno_we_514:
      return {kWe514};
    case Model::schneider_iem3000:
      return {kIem3000};
    case Model::ddm18sd:
      return {kDdm18sd, {}, 20, {}};
    case Model::dlt645_single:
    case Model::dlt645_three:
    case Model::dlt645_1997_single:
    case Model::dlt645_1997_three:
    case Model::cjt188_water:
      break;
  }
  return {};
}

}  // namespace e2ms_sim
