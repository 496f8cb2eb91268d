// Amounts and money as the server shows them; the signs, units and limits are the server's own tables.

import { TABLES } from "./tables.js";

const plain = (value, digits) => String(Number(value.toPrecision(digits)));

export function numberText(value) {
  const { digits, from, below, whole } = TABLES.number;
  const size = Math.abs(value);
  if (value === 0 || (size >= from && size < below)) return plain(value, digits);
  if (size < whole.below && Number.isInteger(value) && size % whole.unless_multiple_of) return String(value);
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${plain(Number(mantissa), digits)}×10^${Number(exponent)}`;
}

// Operator, value or range, and unit of an indicator: ≥ 98 %.
export function amountText({ op, value, value_max: top, unit }) {
  const sign = TABLES.signs[op];
  const join = top < 0 ? TABLES.range.below_zero : TABLES.range.join;
  const number = top === null ? numberText(value) : `${numberText(value)}${join}${numberText(top)}`;
  return [sign, number, unit].filter(Boolean).join(" ");
}

export function targetText(item) {
  return `${item.name} ${amountText(item)}`.trim();
}

export function moneyText(yuan) {
  const { from, unit } = TABLES.money.find((row) => Math.abs(yuan) >= row.from);
  return `${plain(yuan / (from || 1), TABLES.number.digits)} ${unit}`;
}
