/**
 * Sorting of the main table: rows inside their group. A cell sorts by `data-v` where its figure was measured; without
 * it, it comes last in either direction.
 */
export const sorting = `
  const table = document.querySelector('table.main');
  const heads = table ? [...table.tHead.rows[0].cells] : [];
  const order = { column: -1, direction: '' };
  const valueOf = (row, column) => {
    const text = row.cells[column]?.dataset.v;
    if (text === undefined) return undefined;
    return heads[column].dataset.kind === 'text' ? text : Number(text);
  };
  const compare = (a, b) =>
    typeof a === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : a - b;
  const sortBy = (column, direction) => {
    const sign = direction === 'ascending' ? 1 : -1;
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((row) => !row.classList.contains('grp'));
      rows.sort((a, b) => {
        const [x, y] = [valueOf(a, column), valueOf(b, column)];
        if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
        return sign * compare(x, y);
      });
      body.append(...rows);
    }
    for (const head of heads) head.removeAttribute('aria-sort');
    heads[column].setAttribute('aria-sort', direction);
    Object.assign(order, { column, direction });
  };
  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const first = head.dataset.first;
      const other = first === 'ascending' ? 'descending' : 'ascending';
      sortBy(column, head.getAttribute('aria-sort') === first ? other : first);
      changed();
    });
  }
`;
