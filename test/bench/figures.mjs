// Figures as people read them.

export function ms(value) {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

export function perSecond(value) {
  return `${Math.round(value).toLocaleString("en")}/s`;
}

export function times(value) {
  return `${value.toFixed(2)}×`;
}
