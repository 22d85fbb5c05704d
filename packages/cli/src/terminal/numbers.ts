/** 1234567 → '1,234,567' */
export function grouped(value: number): string {
  // Loading the rules of a language takes longer than a short command.
  const [whole = '', part] = String(value).split('.');
  const inThousands = whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
  return part === undefined ? inThousands : `${inThousands}.${part.slice(0, 3)}`;
}

/** 75 → '1 min 15 s', 4000 → '1 h 6 min' */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Bytes in decimal units: 31500000 → '31.5 MB' */
export function bytes(value: number): string {
  if (value < 1e3) return `${value} B`;
  if (value < 1e6) return `${(value / 1e3).toFixed(1)} kB`;
  if (value < 1e9) return `${(value / 1e6).toFixed(1)} MB`;
  return `${(value / 1e9).toFixed(2)} GB`;
}

/** A count in millions with three significant digits: 107999560 → '108 M' */
export function millions(value: number): string {
  return `${Number((value / 1e6).toPrecision(3))} M`;
}
