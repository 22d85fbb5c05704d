import { encodeThumbnail } from '@convbench/data';
import type { WrongImage } from '@convbench/statistics';
import type { Mistake, OpenSplit } from '@convbench/spec';

/**
 * The images with a small picture of each. None for images of other channels than grey and RGB, and none where the
 * image library does not load: a cell does not fail for want of a decoration.
 */
export async function showMistakes(
  wrong: readonly WrongImage[],
  split: OpenSplit,
): Promise<Mistake[]> {
  const { channels, inputSize } = split;
  if (channels !== 1 && channels !== 3) return [];
  const shown: Mistake[] = [];
  const pixels = new Uint8Array(channels * inputSize ** 2);
  for (const mistake of wrong) {
    await split.read([mistake.image], pixels);
    const webp = await encodeThumbnail(pixels, channels, inputSize).catch(() => undefined);
    if (webp === undefined) return [];
    shown.push({ ...mistake, webpBase64: Buffer.from(webp).toString('base64') });
  }
  return shown;
}
