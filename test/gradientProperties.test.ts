import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectGradients } from './support/expectGradients.js';
import { randomOperations, sizeOf } from './support/randomOperations.js';

/** Every element of every input costs two runs of the interpreter. */
const LARGEST = 120;

describe('gradient rules equal finite differences, whatever the attributes', () => {
  it.each(Object.entries(randomOperations))('of %s', (_, operations) => {
    fc.assert(
      fc.property(
        operations.filter((operation) => sizeOf(operation) <= LARGEST),
        (operation) => {
          expectGradients(operation);
        },
      ),
      { seed: 1, numRuns: 15 },
    );
  });
});
