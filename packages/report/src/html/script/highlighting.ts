/** One network picked out in every chart and table: the others step back. */
export const highlighting = `
  const chosen = byId('highlight');
  const highlight = () => {
    const index = chosen.value;
    root.classList.toggle('hl', index !== '');
    for (const element of all('.net.hi')) element.classList.remove('hi');
    if (/^[0-9]+$/.test(index)) for (const element of all('.n' + index)) element.classList.add('hi');
  };
  chosen?.addEventListener('change', () => {
    highlight();
    changed();
  });
`;
