import type { ConvNode, Shape } from '@convbench/spec';
import { elementCount } from '../axes.js';
import { biasGrad, conv, convGradInput, convGradWeight } from '../interpreter/convolution.js';
import { invalid, shapeText } from './checks.js';
import type { OperatorRules, TrainingRules } from './rule.js';
import { slide } from './window.js';

export const convolution: OperatorRules<'Conv'> = {
  Conv: {
    shapes: (node, inputs) => [convShape(node, inputs)],
    values: ({ attributes }, [x, weight, bias], [shape]) => [
      conv(x, weight, bias, attributes, shape),
    ],
    // The weight's second dimension is channels / group already (case C01). Padding counts as if it were image.
    macsPerOutput: (_, [, weight]) => elementCount(weight.slice(1)),
  },
};

export const convolutionGradients: TrainingRules<'ConvGradInput' | 'ConvGradWeight' | 'BiasGrad'> =
  {
    ConvGradInput: ({ attributes }, [dy, weight]) => [convGradInput(dy, weight, attributes)],
    ConvGradWeight: ({ attributes }, [dy, x], [shape]) => [
      convGradWeight(dy, x, attributes, shape),
    ],
    BiasGrad: (_, [dy]) => [biasGrad(dy)],
  };

function convShape(node: ConvNode, [x, weight, bias]: readonly [Shape, Shape, Shape?]): Shape {
  const { group, kernelShape, dilations } = node.attributes;
  const [outChannels = 0, channelsPerGroup = 0, ...kernel] = weight;
  if (weight.length !== 4 || kernel.some((size, axis) => size !== kernelShape[axis]))
    throw invalid(node, `a weight ${shapeText(weight)} has no ${kernelShape.join('x')} kernel`);
  if (x.length !== 4 || x[1] !== channelsPerGroup * group || outChannels % group !== 0)
    throw invalid(
      node,
      `a weight ${shapeText(weight)} in ${group} group(s) does not take ${shapeText(x)}`,
    );
  if (bias && (bias.length !== 1 || bias[0] !== outChannels))
    throw invalid(node, `its bias is ${shapeText(bias)} for ${outChannels} channels`);
  return [x[0] as number, outChannels, ...slide(node, x, node.attributes, dilations)];
}
