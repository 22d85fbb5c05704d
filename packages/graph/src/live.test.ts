import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import { deadNodes, deployedForm, withoutDeadNodes } from './live.js';

function network() {
  const b = graphBuilder({ name: 'net', channels: 2, height: 4, width: 4 });
  const conv = { channels: 2, kernel: 1, bias: false };
  const stem = b.conv('stem', b.input, conv);
  const head = b.mul(
    'head/scaled',
    b.conv('head/conv', stem, conv),
    b.constant('head/scale', [], Float32Array.of(2)),
  );
  const [main] = b.split('parts', b.conv('main', stem, conv), [1, 1]);
  return { main: b.build(main!), both: b.build([main!, head]) };
}

describe('deployedForm', () => {
  test('keeps the first output and what it depends on', () => {
    const { both } = network();
    const deployed = deployedForm(both);
    expect(deployed.outputs).toEqual([both.outputs[0]]);
    expect(deployed.nodes.map(({ name }) => name)).toEqual(['stem', 'main', 'parts']);
    expect(deployedForm(deployed)).toBe(deployed);
  });
});

describe('withoutDeadNodes', () => {
  test('takes away nodes, parameters and constants that no output depends on', () => {
    const live = withoutDeadNodes(network().main);
    expect(live.nodes.map(({ name }) => name)).toEqual(['stem', 'main', 'parts']);
    expect(live.parameters.map(({ name }) => name)).toEqual(['stem.weight', 'main.weight']);
    expect(live.constants).toEqual([]);
    expect(deadNodes(network().main)).toEqual(['head/conv', 'head/scaled']);
  });

  test('gives a network back as it is when every part counts', () => {
    const { both, main } = network();
    expect(withoutDeadNodes(both)).toBe(both);
    expect(deadNodes(both)).toEqual([]);
    const live = withoutDeadNodes(main);
    expect(withoutDeadNodes(live)).toBe(live);
  });
});
