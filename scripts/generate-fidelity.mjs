/**
 * Writes docs/architectures.md: what papers and reference implementations state of every network, beside ours.
 *
 *   npm run generate:fidelity [-- --check]
 *
 * With --check nothing is written; the exit code says whether the document is up to date.
 */
import { describeNetwork, loadPlugins } from '@convbench/core';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const path = fileURLToPath(new URL('../docs/architectures.md', import.meta.url));
const text = await format(
  document(await loadPlugins({ specifiers: [], directory: process.cwd() })),
  {
    ...(await resolveConfig(path)),
    filepath: path,
  },
);

if (!process.argv.includes('--check')) await writeFile(path, text);
else if ((await readFile(path, 'utf8')) !== text) {
  console.error('docs/architectures.md is not what the plugins state: npm run generate:fidelity.');
  process.exitCode = 1;
}

function document(plugins) {
  const networks = plugins.architectures.flatMap(({ plugin }) =>
    plugin.variants.map(({ id }) => describeNetwork(plugins, id)),
  );
  return `# Fidelity

Every network with what its paper or its reference implementation states: parameters, MACs of one image, and accuracy on
ImageNet. Ours are counted from the graph with the same options; the tests hold them, layer by layer, against the reference
implementations. Accuracies are the sources': convbench trains on small data and comes nowhere near them.

Made by \`npm run generate:fidelity\`; \`convbench describe <id>\` prints the same for one network. More on each family is in
[architectures](architectures).

| network | source | parameters: published | ours | MACs: published | ours | top-1 | top-5 |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${networks.flatMap(rows).join('\n')}

Where ours differ by more than rounding:

${networks.flatMap(reasons).join('\n')}
`;
}

function rows({ variant, published }) {
  return published.map(({ figures, trainableParameters, macs }) =>
    [
      `\`${variant.id}\``,
      `${figures.source} (${describeOptions(figures.options)})`,
      ...count(trainableParameters),
      ...count(macs),
      percent(figures.top1),
      percent(figures.top5),
    ].join(' | '),
  );
}

function reasons({ variant, published }) {
  return published.flatMap(({ figures }) =>
    figures.difference ? [`- \`${variant.id}\`: ${figures.difference}.`] : [],
  );
}

function count(compared) {
  if (!compared) return ['', ''];
  const { published, ours, relativeDifference } = compared;
  const sign = relativeDifference > 0 ? '+' : '';
  return [
    Math.round(published).toLocaleString('en-US'),
    relativeDifference === 0
      ? 'equal'
      : `${ours.toLocaleString('en-US')} (${sign}${(100 * relativeDifference).toFixed(1)} %)`,
  ];
}

function percent(fraction) {
  return fraction === undefined ? '' : `${(100 * fraction).toFixed(1)} %`;
}

function describeOptions({ classes, inputSize, channels, ...others }) {
  const rest = Object.entries(others)
    .filter(([name, value]) => !(name === 'width' && value === 1))
    .map(([name, value]) => `, ${name} ${value}`);
  return `${channels} × ${inputSize} × ${inputSize}, ${classes} classes${rest.join('')}`;
}
