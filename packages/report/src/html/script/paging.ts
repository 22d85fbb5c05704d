/** The table of all cells of a large run: fifty rows at a time, made from JSON, as text and never as markup. */
export const paging = `
  const store = byId('all-data');
  if (store) {
    const { networks, slices, columns, rows } = JSON.parse(store.textContent);
    const PAGE = 50;
    const view = { from: 0, column: -1, sign: 1, rows };
    const status = ['', 'failed', 'not run'];
    const texts = [(row) => networks[row[0]], (row) => slices[row[1]]];
    const [target, header] = [byId('all-table').tBodies[0], byId('all-table').tHead.rows[0]];
    const digits = (value) => value.toLocaleString('en', { maximumSignificantDigits: 4 }).replaceAll(',', '\\u202f');
    const put = (row, name, text, numeric) => {
      const cell = document.createElement(name);
      cell.textContent = text;
      if (name === 'th') cell.scope = 'row';
      if (numeric) cell.className = 'num';
      row.append(cell);
    };
    const draw = () => {
      const shown = view.rows.slice(view.from, view.from + PAGE);
      target.replaceChildren(
        ...shown.map((row) => {
          const line = document.createElement('tr');
          put(line, 'th', texts[0](row));
          put(line, 'td', texts[1](row));
          for (const [at] of columns.entries()) {
            const [value, spread] = [row[3 + 2 * at], row[4 + 2 * at]];
            const around = Array.isArray(spread) ? ' (' + spread.map(digits).join(' to ') + ')' : spread > 0 ? ' ± ' + digits(spread) : '';
            const text = value === null ? status[row[2]] || 'not measured' : digits(value) + around;
            put(line, 'td', text, true);
          }
          return line;
        }),
      );
      const of = view.rows.length;
      byId('all-shown').textContent = of === 0 ? 'no cell' : view.from + 1 + ' to ' + Math.min(of, view.from + PAGE) + ' of ' + of;
      byId('all-back').disabled = view.from === 0;
      byId('all-on').disabled = view.from + PAGE >= of;
    };
    const select = () => {
      const find = byId('all-find').value.trim().toLowerCase();
      const fits = (row) => find === '' || texts.some((text) => text(row).toLowerCase().includes(find));
      const value = (row) => (view.column < 2 ? texts[view.column](row) : row[3 + 2 * (view.column - 2)]);
      view.rows = rows.filter(fits);
      if (view.column >= 0)
        view.rows.sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === null || y === null) return Number(x === null) - Number(y === null);
          return view.sign * compare(x, y);
        });
      view.from = 0;
      draw();
    };
    const titles = [{ title: 'Network', first: 1 }, { title: 'Setting', first: 1 }, ...columns];
    for (const [column, { title, first }] of titles.entries()) {
      const head = document.createElement('th');
      head.scope = 'col';
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = title;
      head.append(button);
      header.append(head);
      button.addEventListener('click', () => {
        view.sign = view.column === column ? -view.sign : first;
        view.column = column;
        for (const each of header.cells) each.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', view.sign > 0 ? 'ascending' : 'descending');
        select();
      });
    }
    byId('all-find').addEventListener('input', select);
    const turn = (by) => () => {
      view.from += by;
      draw();
    };
    byId('all-back').addEventListener('click', turn(-PAGE));
    byId('all-on').addEventListener('click', turn(PAGE));
    draw();
  }
`;
