/**
 * The sliders: which networks of the chosen slice keep the limits, the best of them by the rule of `convbench pick`
 * (`@convbench/statistics`), and how sure that is. A slider at 0 sets no limit; at n it sets the n-th stop.
 */
export const picking = `
  const pickStore = byId('pick-data');
  const pickData = pickStore ? JSON.parse(pickStore.textContent) : { networks: [], limits: [], batches: [], slices: [] };
  const sliders = all('#pick [data-limit]');
  const figureText = (value, unit) =>
    value.toLocaleString('en', { maximumSignificantDigits: 4 }).replaceAll(',', '\\u202f') + (unit === '' ? '' : '\\u00a0' + unit);
  const limitOf = (slider, at) => (slider.value === '0' ? undefined : pickData.limits[at].stops[Number(slider.value) - 1]);
  const least = (candidates, costOf) => {
    let best;
    for (const each of candidates) {
      const cost = costOf(each);
      if (cost !== undefined && (best === undefined || cost < best.cost)) best = { each, cost };
    }
    return best?.each;
  };
  const pick = () => {
    if (sliders.length === 0) return;
    const slice = Math.max(0, all('input[name=slice]').findIndex((radio) => radio.checked));
    const candidates = pickData.slices[slice] ?? [];
    const named = (name) => pickData.limits.findIndex((limit) => limit.name === name);
    const [top1, latency] = [named('min-top1'), named('max-latency-ms')];
    const nameOf = ({ network }) => pickData.networks[network];
    const asked = sliders.flatMap((slider, at) => {
      const limit = limitOf(slider, at);
      slider.parentElement.querySelector('output').textContent = limit === undefined ? 'any' : figureText(limit, pickData.limits[at].unit);
      slider.setAttribute('aria-valuetext', slider.parentElement.querySelector('output').textContent);
      return limit === undefined ? [] : [{ at, limit, ...pickData.limits[at] }];
    });
    const keeps = (figure, { sign, limit }, end) => figure !== null && sign * figure[end] >= sign * limit;
    const fitting = candidates.filter(({ figures }) => asked.every((one) => keeps(figures[one.at], one, 0)));
    const valueOf = (at) => ({ figures }) => (at < 0 ? undefined : figures[at]?.[0]);
    const overlap = (a, b, at) =>
      at >= 0 && a.figures[at] !== null && b.figures[at] !== null && a.figures[at][1] <= b.figures[at][2] && b.figures[at][1] <= a.figures[at][2];
    const accurate = least(fitting, (each) => {
      const value = valueOf(top1)(each);
      return value === undefined ? undefined : -value;
    });
    const tied = accurate && fitting.filter((each) => overlap(each, accurate, top1));
    const best = accurate ? (least(tied, valueOf(latency)) ?? accurate) : least(fitting, valueOf(latency));
    const out = new Set(candidates.filter((each) => !fitting.includes(each)).map(({ network }) => network));
    for (const dot of all('.first .pt.misfit')) dot.classList.remove('misfit');
    for (const network of out)
      for (const dot of all('.first .slice-' + slice + ' .pt.n' + network)) dot.classList.add('misfit');
    const figuresOf = ({ figures }) =>
      figures.flatMap((figure, at) => (figure === null ? [] : [figureText(figure[0], pickData.limits[at].unit)])).join(', ');
    const [said, why] = [byId('picked'), byId('picked-why')];
    if (candidates.length === 0) [said.textContent, why.textContent] = ['Nothing to pick from with what was chosen above.', ''];
    else if (best) {
      const sure = asked.every((one) => keeps(best.figures[one.at], one, one.sign > 0 ? 1 : 2));
      const rivals = fitting.filter((each) => each !== best && overlap(each, best, latency) && (accurate === undefined || overlap(each, best, top1)));
      const rule = accurate === undefined ? 'the fastest' : best === accurate ? 'the most accurate' : 'the fastest that cannot be told from the most accurate (' + nameOf(accurate) + ')';
      said.textContent = nameOf(best) + ': ' + figuresOf(best);
      why.textContent =
        fitting.length + ' of ' + candidates.length + (fitting.length === 1 ? ' fits; it is ' : ' fit; this is ') + rule + '. ' +
        (asked.length === 0 ? '' : sure ? 'Its intervals keep every limit. ' : 'Its estimates keep every limit, its intervals do not wholly. ') +
        (rivals.length === 0 ? '' : 'It cannot be told from ' + rivals.map(nameOf).join(', ') + '. ') +
        (fitting.length > 1 ? 'Fitting: ' + fitting.map(nameOf).join(', ') + '.' : '');
    } else if (fitting.length > 0) [said.textContent, why.textContent] = ['Neither accuracy nor latency was measured.', ''];
    else {
      const miss = ({ figures }, { at, sign, limit }) =>
        figures[at] === null ? Infinity : Math.max(0, (sign * (limit - figures[at][0])) / Math.abs(limit));
      const worst = (each) => Math.max(...asked.map((one) => miss(each, one)));
      const nearest = least(candidates, (each) => (Number.isFinite(worst(each)) ? worst(each) : undefined));
      said.textContent = 'Nothing fits.';
      why.textContent = nearest === undefined ? '' : nameOf(nearest) + ' comes nearest. It misses ' +
        asked.filter((one) => miss(nearest, one) > 0).map((one) => one.title.toLowerCase() + ' by ' + figureText(Math.abs(one.limit - nearest.figures[one.at][0]), one.unit)).join(' and ') + '.';
    }
    const batch = pickData.batches[slice];
    const command = 'convbench pick results.jsonl' + (batch === Math.min(...pickData.batches) ? '' : ' --batch ' + batch);
    byId('picked-command').textContent = [command, ...asked.map(({ name, limit, unit }) => '--' + name + ' ' + (unit === '%' ? Number((limit / 100).toPrecision(6)) : limit))].join(' ');
  };
  for (const slider of sliders)
    slider.addEventListener('input', () => {
      pick();
      changed();
    });
  for (const radio of all('input[name=slice]')) radio.addEventListener('change', pick);
  pick();
`;
