import type { Graph } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationMemory } from './activations.js';
import type { GraphBuilder, Value } from './builder.js';
import { graphBuilder } from './builder.js';
import { inferShapes } from './shapes.js';

/** Of 100 bytes each: an image and a map of 5x5. */
function memory(layers: (b: GraphBuilder, x: Value) => Value): { peak: number; sum: number } {
  const b = graphBuilder({ name: 'net', channels: 1, height: 5, width: 5 });
  const graph = b.build(layers(b, b.input));
  return activationMemory(graph, inferShapes(graph, 1));
}

describe('activationMemory', () => {
  test('holds the input and the output of the layer that runs', () => {
    const chain = (b: GraphBuilder, x: Value) => b.relu('c', b.relu('b', b.relu('a', x)));
    expect(memory(chain)).toEqual({ peak: 200, sum: 300 });
  });

  test('holds what a later layer still needs', () => {
    const residual = (b: GraphBuilder, x: Value) => b.add('sum', x, b.relu('b', b.relu('a', x)));
    // The image, a and b; then the image, b and the sum.
    expect(memory(residual)).toEqual({ peak: 300, sum: 300 });
  });

  test('holds every branch until they are joined', () => {
    const branches = (b: GraphBuilder, x: Value) =>
      b.concat('cat', [b.relu('a', x), b.relu('b', x), b.relu('c', x)]);
    // Three branches and what they are copied into; the image is gone.
    expect(memory(branches)).toEqual({ peak: 600, sum: 600 });
  });

  test('charges nothing for views, and keeps what they show', () => {
    const views = (b: GraphBuilder, x: Value) => {
      const map = b.relu('map', x);
      const shown = b.reshape('view', b.identity('id', b.dropout('drop', map, 0.5)), [0, -1]);
      const other = b.relu('other', map);
      const flat = b.flatten('flat', other);
      return b.add('sum', flat, shown);
    };
    // map, other and sum: the view keeps map alive although no layer names it any more.
    expect(memory(views)).toEqual({ peak: 300, sum: 300 });
  });

  test('holds outputs to the end', () => {
    const b = graphBuilder({ name: 'net', channels: 1, height: 5, width: 5 });
    const head = b.relu('head', b.input);
    const main = b.relu('c', b.relu('b', b.relu('a', b.input)));
    const graph = b.build([main, head]);
    expect(activationMemory(graph, inferShapes(graph, 1)).peak).toBe(300);
  });

  test('equals the largest live set, listed anew at each node', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(3)), { minLength: 1, maxLength: 12 }),
        (choices) => {
          const graph = randomGraph(choices);
          const { peak } = activationMemory(graph, inferShapes(graph, 1));
          expect(peak).toBe(100 * largestLiveSet(graph));
        },
      ),
    );
  });
});

function randomGraph(choices: readonly (readonly [number, number, number])[]): Graph {
  const b = graphBuilder({ name: 'random', channels: 1, height: 5, width: 5 });
  const values = [b.input];
  choices.forEach(([first, second, op], index) => {
    const [x, y] = [first, second].map((choice) => values[choice % values.length]!) as [
      Value,
      Value,
    ];
    const name = `n${index}`;
    values.push(op === 0 ? b.relu(name, x) : op === 1 ? b.identity(name, x) : b.add(name, x, y));
  });
  return b.build(values.at(-1)!);
}

function largestLiveSet({ input, nodes, outputs }: Graph): number {
  const source = new Map(
    nodes.filter((n) => n.op === 'Identity').map((n) => [n.outputs[0], n.inputs[0]]),
  );
  const holder = (name: string): string => (source.has(name) ? holder(source.get(name)!) : name);
  const sizes = nodes.map((node, step) => {
    const before = new Set([input.name, ...nodes.slice(0, step).map((n) => holder(n.outputs[0]))]);
    const after = nodes.slice(step).flatMap((n) => n.inputs.map(holder));
    const needed = new Set([...after, ...outputs.map(holder)]);
    const made = node.op === 'Identity' ? [] : [node.outputs[0]];
    return [...before].filter((name) => needed.has(name)).length + made.length;
  });
  return Math.max(1, ...sizes);
}
