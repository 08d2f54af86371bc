/** A shop's bill: demand and power factor by the grid's bill, whole kWh. */
export const ofAShop = (missing) => (page) =>
  page.route(/\/api\/v1\/(accounts\/7|me)\/bills\/\d{4}-\d{2}$/, async (route) => {
    const response = await route.fetch();
    const bill = await response.json();
    const [energy, fee] = bill.lines;
    const item = (line, quantity, price, fen) => ({
      ...fee,
      line,
      wallet: 'electricity',
      quantity,
      price,
      exact_yuan: String(fen / 100),
      amount_fen: fen,
    });
    const figures = {
      id: 4,
      month: bill.id,
      demand_kw: '84.6125',
      kwh: null,
      kvarh: '9120',
      source: '电网 2 月账单',
      note: '户号 3301 0045 1187',
      entered_by: 'manager',
      entered_at: '2026-03-01T02:10:00.000Z',
    };
    bill.lines = [{ ...energy, tier: null }];
    bill.adjustments = [];
    bill.fees_fen = 0;
    bill.total_fen = bill.electricity_fen = 120;
    if (missing) {
      Object.assign(bill, { missing_figures: ['demand_kw', 'kvarh'], state: 'open', closed_at: null });
    } else {
      bill.figures = [figures, { ...figures, id: 3, demand_kw: '84.125', note: '' }];
      bill.lines.push(
        item('whole_kwh', '2', '0', 17),
        item('demand', '84.6125', '42', 355373),
        item('pf_adjust', '3554.93', '0.01', 3555),
      );
      bill.total_fen = bill.electricity_fen = 120 + 17 + 355373 + 3555;
    }
    await route.fulfill({ response, json: bill });
  });
