/** Width and height at most, in pixels. */
const THUMBNAIL_SIZE = 64;

/**
 * A small WebP picture of an image as a network gets it (bytes, [channels, size, size]; one channel is grey, three are
 * RGB), for a page to show.
 */
export async function encodeThumbnail(
  pixels: Uint8Array,
  channels: 1 | 3,
  size: number,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const area = size * size;
  const interleaved = new Uint8Array(3 * area);
  for (let channel = 0; channel < 3; channel += 1) {
    const from = channels === 1 ? 0 : channel * area;
    for (let at = 0; at < area; at += 1)
      interleaved[3 * at + channel] = pixels[from + at] as number;
  }
  return sharp(interleaved, { raw: { width: size, height: size, channels: 3 } })
    .resize({ width: THUMBNAIL_SIZE, height: THUMBNAIL_SIZE, withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}
