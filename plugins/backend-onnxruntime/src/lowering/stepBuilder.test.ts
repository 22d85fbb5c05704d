import { describe, expect, it } from 'vitest';
import { StepBuilder } from './stepBuilder.js';

function started(): { build: StepBuilder; x: string } {
  const build = new StepBuilder();
  return { build, x: build.input({ name: 'x', type: 'float32', shape: [2, 6] }) };
}

const opTypes = (build: StepBuilder): string[] =>
  build.model('m').nodes.map(({ opType }) => opType);

describe('StepBuilder', () => {
  it('makes a view once, from the tensor behind a view, and none of the shape that is there', () => {
    const { build, x } = started();
    const view = build.view(x, [3, 4]);
    expect(build.view(x, [3, 4])).toBe(view);
    expect(build.view(view, [2, 6])).toBe(x);
    expect(build.view(view, [12])).toBe(build.view(x, [12]));
    expect(build.view(build.op('Relu', [view]), [3, 4])).toMatch(/^Relu/);
    expect(opTypes(build)).toEqual(['Reshape', 'Reshape', 'Relu']);
  });

  it('shares constants by value', () => {
    const { build } = started();
    expect(build.ints([1, 2])).toBe(build.ints([1, 2]));
    expect(build.scalar(0.5, 2)).toBe(build.filled(0.5, [1, 1]));
    build.scalar(0.5, 1);
    expect(build.model('m').initializers.map(({ shape }) => shape)).toEqual([[2], [1, 1], [1]]);
  });

  it('puts leaves at the end, in the order in which they came', () => {
    const { build, x } = started();
    const first = build.leaf('Identity', [x]);
    const second = build.leaf('Relu', [x]);
    build.output(first, [2, 6]);
    build.output(second, [2, 6]);
    build.op('Exp', [x]);
    expect(opTypes(build)).toEqual(['Exp', 'Identity', 'Relu']);
  });

  it('concatenates one tensor without a node', () => {
    const { build, x } = started();
    expect(build.concat([x], 0)).toBe(x);
    const parts = build.split(x, [2, 4], 1);
    expect(build.view(build.concat(parts, 1), [2, 6])).toMatch(/^Concat/);
    expect(opTypes(build)).toEqual(['Split', 'Concat']);
  });
});
