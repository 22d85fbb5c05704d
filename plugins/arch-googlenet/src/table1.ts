import type { InceptionV1Row } from './inception.js';

function row(
  ...[conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, poolProjection]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
): InceptionV1Row {
  return { conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, poolProjection };
}

/**
 * GoogLeNet's Inception blocks (Szegedy et al. 2015, table 1), by stage; a max pool stands between stages.
 * Columns: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection.
 */
export const TABLE_1: readonly Readonly<Record<string, InceptionV1Row>>[] = [
  {
    inception3a: row(64, 96, 128, 16, 32, 32),
    inception3b: row(128, 128, 192, 32, 96, 64),
  },
  {
    inception4a: row(192, 96, 208, 16, 48, 64),
    inception4b: row(160, 112, 224, 24, 64, 64),
    inception4c: row(128, 128, 256, 24, 64, 64),
    inception4d: row(112, 144, 288, 32, 64, 64),
    inception4e: row(256, 160, 320, 32, 128, 128),
  },
  {
    inception5a: row(256, 160, 320, 32, 128, 128),
    inception5b: row(384, 192, 384, 48, 128, 128),
  },
];
