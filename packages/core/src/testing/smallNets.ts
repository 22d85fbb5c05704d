import { graphBuilder, UNARY, UNARY_OPERATORS } from '@convbench/graph';
import type { Graph, UnaryNode } from '@convbench/spec';

/** Networks of a few layers that together use what architectures use. */
export const smallNets: Readonly<Record<string, () => Graph>> = {
  plain: () => {
    const b = graphBuilder({ name: 'plain', channels: 3, height: 12, width: 12 });
    let x = b.relu('relu1', b.conv('conv1', b.input, { channels: 8, kernel: 3, pad: 1 }));
    x = b.maxPool('pool1', x, { kernel: 2, stride: 2 });
    x = b.relu('relu2', b.conv('conv2', x, { channels: 12, kernel: 3, stride: 2, pad: 1 }));
    x = b.flatten('flatten', x);
    x = b.dropout('dropout', b.relu('relu3', b.linear('fc1', x, { features: 16 })), 0.5);
    return b.build(b.linear('logits', x, { features: 5 }));
  },
  inception: () => {
    const b = graphBuilder({ name: 'inception', channels: 2, height: 11, width: 11 });
    const normed = (name: string, x: typeof b.input, channels: number, kernel: number) =>
      b.scope(name, () => {
        const pad = (kernel - 1) / 2;
        const y = b.conv('conv', x, { channels, kernel, pad, bias: false });
        return b.relu('relu', b.batchNorm('norm', y));
      });
    let x = normed('stem', b.input, 6, 3);
    x = b.maxPool('pool', x, { kernel: 3, stride: 2, ceilMode: true });
    const branch = b.maxPool('branchPool', x, { kernel: 3, stride: 1, pad: 1 });
    const parts = [normed('a', x, 4, 1), normed('b', normed('b1', x, 3, 1), 5, 5)];
    x = b.concat('concat', [...parts, normed('c', branch, 3, 1)]);
    x = b.flatten('flatten', b.globalAveragePool('average', x));
    return b.build(b.linear('logits', x, { features: 6 }));
  },
  lrn: () => {
    const b = graphBuilder({ name: 'lrn', channels: 3, height: 10, width: 10 });
    let x = b.relu(
      'relu1',
      b.conv('conv1', b.input, { channels: 7, kernel: 5, stride: 2, pad: 2 }),
    );
    x = b.lrn('lrn', x, { size: 5, alpha: 1e-2, beta: 0.75, bias: 1 });
    x = b.averagePool('average', x, { kernel: 3, stride: 1, pad: 1, countIncludePad: false });
    const shortcut = b.conv('project', x, { channels: 4, kernel: 1 });
    const deep = b.conv('conv2', x, { channels: 4, kernel: 3, pad: 1 });
    x = b.relu('relu2', b.add('add', shortcut, deep));
    return b.build(b.linear('logits', b.flatten('flatten', x), { features: 4 }));
  },
  /** Every function of single values, with each of the attributes that its rule names, times its input. */
  activations: () => {
    const b = graphBuilder({ name: 'activations', channels: 3, height: 7, width: 7 });
    const x = b.conv('conv', b.input, { channels: 4, kernel: 3, pad: 1 });
    const parts = UNARY_OPERATORS.flatMap((op) =>
      UNARY[op].examples.map((attributes, i) => {
        const name = `${op}${i}`;
        const y = b.unary(name, x, { op, attributes } as Pick<UnaryNode, 'op' | 'attributes'>);
        return b.mul(`${name}/product`, x, y);
      }),
    );
    const mean = b.globalAveragePool('average', b.concat('concat', parts));
    return b.build(b.linear('logits', b.flatten('flatten', mean), { features: 5 }));
  },
};
