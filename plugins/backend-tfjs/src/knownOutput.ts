/** @file What libtensorflow writes to standard error when all is well, whatever the level of its log. */

/** Sources of regular expressions, each of a line. */
export const KNOWN_OUTPUT: readonly string[] = [
  '^WARNING: All log messages before absl::InitializeLog\\(\\) is called are written to STDERR$',
  'oneDNN custom operations are on\\.',
  // Two lines of one notice about instructions of the processor.
  'This TensorFlow binary is optimized to use available CPU instructions',
  '^To enable the following instructions: ',
];
