/** Rows of a CSV text after RFC 4180 (quotes, doubled quotes, line breaks inside quotes), `\n` between rows. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = text;
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"(,|\n|$)/.exec(rest);
    const plain = /^([^,\n"]*)(,|\n|$)/.exec(rest);
    const match = quoted ?? plain;
    if (match === null) throw new SyntaxError(`No CSV from here on: ${rest.slice(0, 60)}`);
    const value = match[1] ?? '';
    row.push(quoted ? value.replaceAll('""', '"') : value);
    rest = rest.slice(match[0].length);
    if (match[2] !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** Rows as records by the names of the first row. */
export function parseCsvRecords(text: string): Record<string, string>[] {
  const [header = [], ...rows] = parseCsv(text);
  return rows.map((row) => {
    if (row.length !== header.length) throw new SyntaxError(`${row.length} values in a row.`);
    return Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']));
  });
}
