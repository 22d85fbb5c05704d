/**
 * What is chosen on the page, in the fragment of its address: '#?axis=macs&sort=top1,descending'. A value that the
 * page does not have is left alone; a fragment of another form is a section, as ever.
 */
export const permalink = `
  const radios = (name) => all('input[name=' + name + ']');
  const stateOf = () => {
    const state = new URLSearchParams();
    for (const name of ['slice', 'axis']) {
      const at = radios(name).findIndex((radio) => radio.checked);
      if (at > 0) state.set(name, radios(name)[at].id.slice(name.length + 1));
    }
    if (order.column >= 0) state.set('sort', heads[order.column].dataset.key + ',' + order.direction);
    for (const field of filters)
      if (field.value.trim() !== '') state.set(field.dataset.filter, field.value.trim());
    for (const [at, slider] of sliders.entries())
      if (slider.value !== '0') state.set(slider.dataset.limit, limitOf(slider, at));
    if (chosen && chosen.value !== '')
      state.set('network', chosen.selectedOptions[0].textContent);
    return state;
  };
  const apply = () => {
    if (!location.hash.startsWith('#?')) return;
    const state = new URLSearchParams(location.hash.slice(2));
    for (const name of ['slice', 'axis']) {
      const wanted = radios(name).find((radio) => radio.id === name + '-' + state.get(name));
      const radio = wanted ?? radios(name)[0];
      if (radio) radio.checked = true;
    }
    const [key, direction] = (state.get('sort') ?? '').split(',');
    const column = heads.findIndex((head) => head.dataset.key === key);
    if (column >= 0 && ['ascending', 'descending'].includes(direction)) sortBy(column, direction);
    for (const field of filters) {
      const value = state.get(field.dataset.filter) ?? '';
      field.value = value;
      if (field.value !== value) field.value = '';
    }
    filter();
    for (const [at, slider] of sliders.entries()) {
      const limit = state.get(slider.dataset.limit);
      slider.value = 1 + pickData.limits[at].stops.findIndex((stop) => String(stop) === limit);
    }
    pick();
    if (chosen) {
      const option = [...chosen.options].find(
        (each) => each.value !== '' && each.textContent === state.get('network'),
      );
      chosen.value = option?.value ?? '';
      highlight();
    }
  };
  listener = () => {
    const state = String(stateOf());
    history.replaceState(null, '', state === '' ? location.pathname + location.search : '#?' + state);
  };
  for (const radio of [...radios('slice'), ...radios('axis')]) radio.addEventListener('change', changed);
  addEventListener('hashchange', apply);
  apply();
`;
