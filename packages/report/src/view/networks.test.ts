import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewNetworks } from './networks.js';

const { run, trainings } = exampleResults();

describe('viewNetworks', () => {
  it('finds each network once, over batches and trainings', () => {
    const { networks, of } = viewNetworks(run.cells, trainings);
    expect(networks.map(({ label }) => label)).toEqual([
      'NiN',
      'VGG-11',
      'GoogLeNet V1',
      'GoogLeNet V2',
    ]);
    for (const cell of run.cells) expect(of(cell).id).toBe(cell.network.id);
    for (const { key, network } of trainings) {
      expect(of({ network, weightsKey: key }).id).toBe(network.id);
    }
  });

  it('keeps options that not every network has apart from the others', () => {
    const { networks } = viewNetworks(run.cells, trainings);
    expect(networks.map(({ distinctiveOptions }) => distinctiveOptions)).toEqual([
      '',
      'width 0.25',
      '',
      '',
    ]);
    expect(networks[1]?.options).toBe('stem small, width 0.25');
  });

  it('tells a network from itself with other options, and with another training', () => {
    const [cell] = run.cells;
    if (cell === undefined) throw new TypeError('The example has cells.');
    const wide = { ...cell.network, options: { ...cell.network.options, width: 2 } };
    const cells = [
      cell,
      { ...cell, id: 'wide', network: wide, weightsKey: 'wide' },
      { ...cell, id: 'again', weightsKey: 'other recipe' },
    ];
    const { of } = viewNetworks(cells, []);
    expect(cells.map((each) => of(each).label)).toEqual([
      'NiN (stem small) (1)',
      'NiN (stem small, width 2)',
      'NiN (stem small) (2)',
    ]);
  });

  it('takes one network at two input sizes and on two backends for one', () => {
    const [cell] = run.cells;
    if (cell === undefined) throw new TypeError('The example has cells.');
    const large = { ...cell.network, options: { ...cell.network.options, inputSize: 64 } };
    const cells = [
      cell,
      { ...cell, id: 'large', network: large, weightsKey: 'large' },
      { ...cell, id: 'tfjs', backend: { ...cell.backend, name: 'tfjs' }, weightsKey: 'tfjs' },
    ];
    expect(viewNetworks(cells, []).networks.map(({ label }) => label)).toEqual(['NiN']);
  });

  it('tells two networks with one training key apart', () => {
    const [cell, other] = run.cells;
    if (cell === undefined || other === undefined) throw new TypeError('The example has cells.');
    const cells = [cell, { ...other, weightsKey: cell.weightsKey }];
    const { of } = viewNetworks(cells, []);
    expect(cells.map((each) => of(each).label)).toEqual(['NiN', 'VGG-11']);
  });
});
