/** Filters of the main table: by a text in a network's name or options, and by what its row and group carry in `data-`. */
export const filtering = `
  const filters = all('.filters [data-filter]');
  const filter = () => {
    const wanted = filters.map((field) => [field.dataset.filter, field.value.trim().toLowerCase()]);
    const fits = (element, names) =>
      wanted.every(([name, value]) => {
        if (value === '' || !names.includes(name)) return true;
        const has = (element.dataset[name] ?? '').toLowerCase();
        return name === 'text' ? has.includes(value) : has === value;
      });
    let [shown, of] = [0, 0];
    for (const body of table?.tBodies ?? []) {
      const group = fits(body, ['backend', 'device', 'batch', 'dataset']);
      let any = false;
      for (const row of body.rows) {
        if (row.classList.contains('grp')) continue;
        of += 1;
        const fit = group && fits(row, ['text', 'architecture', 'family']);
        row.hidden = !fit;
        shown += Number(fit);
        any ||= fit;
      }
      body.hidden = !any;
    }
    const status = byId('shown');
    if (status) status.textContent = shown === of ? '' : shown + ' of ' + of + ' rows';
  };
  for (const field of filters)
    field.addEventListener('input', () => {
      filter();
      changed();
    });
`;
