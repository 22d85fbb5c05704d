/** @file Shapes that operators outside of the vocabulary make, as far as the shapes of their inputs tell. */

/** Value by value, or normalised over some axes: the output has the shape of the first input. */
export const KEEPS_SHAPE: ReadonlySet<string> = new Set([
  ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'BatchNormalization', 'Bernoulli'],
  ...['Cast', 'Ceil', 'Celu', 'Clip', 'Cos', 'Cosh', 'CumSum', 'DequantizeLinear', 'Dropout'],
  ...['Elu', 'Erf', 'Exp', 'Floor', 'Gelu', 'GroupNormalization', 'HardSigmoid', 'HardSwish'],
  ...[
    'Hardmax',
    'Identity',
    'InstanceNormalization',
    'IsInf',
    'IsNaN',
    'LRN',
    'LayerNormalization',
  ],
  ...['LeakyRelu', 'Log', 'LogSoftmax', 'LpNormalization', 'MeanVarianceNormalization', 'Mish'],
  ...['Neg', 'Not', 'PRelu', 'QuantizeLinear', 'RMSNormalization', 'Reciprocal', 'Relu', 'Round'],
  ...['Selu', 'Shrink', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Softmax', 'Softplus', 'Softsign'],
  ...['Sqrt', 'Swish', 'Tan', 'Tanh', 'ThresholdedRelu', 'Trilu'],
  ...['com.microsoft:BiasGelu', 'com.microsoft:FastGelu', 'com.microsoft:Gelu'],
  ...['com.microsoft:QuickGelu'],
]);

/** Value by value of several inputs, with NumPy's broadcasting. */
export const BROADCASTS: ReadonlySet<string> = new Set([
  ...['Add', 'And', 'BitShift', 'Div', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'],
  ...['Max', 'Mean', 'Min', 'Mod', 'Mul', 'Or', 'Pow', 'Sub', 'Sum', 'Where', 'Xor'],
]);
