import { z } from 'zod';
import { matrixConfigSchema } from './config.js';
import { resultLineSchema } from './recordLine.js';

/**
 * JSON Schemas of what crosses the border to other programs: what a config file may say (input side, defaults may be
 * left out) and what one line of `results.jsonl` holds (output side; later versions of convbench may add members). By
 * file name.
 */
export function jsonSchemas(): Readonly<Record<string, unknown>> {
  return {
    'matrix-config.schema.json': z.toJSONSchema(matrixConfigSchema, { io: 'input' }),
    'result-record.schema.json': z.toJSONSchema(resultLineSchema, {
      io: 'output',
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }),
  };
}
