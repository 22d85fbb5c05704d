const clipped = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value);

/**
 * Turns the hue of planes [3, pixels] by a part of the circle in [-0.5, 0.5]: to HSV in bytes and back, each as Pillow
 * computes it, with the turn in whole 255ths (torchvision's `adjust_hue`). Even a turn of 0 changes colours a little.
 */
export function adjustHue(image: Uint8Array, turn: number): void {
  const shift = Math.trunc(turn * 255);
  const pixels = image.length / 3;
  for (let red = 0; red < pixels; red++) {
    const [green, blue] = [red + pixels, red + 2 * pixels];
    const [r, g, b] = [image[red] as number, image[green] as number, image[blue] as number];
    const value = Math.max(r, g, b);
    const chroma = value - Math.min(r, g, b);
    // Grey has hue and saturation 0, and without saturation any hue is grey again.
    if (chroma === 0) continue;
    const hue = (hueByte(r, g, b, value, chroma) + shift) & 255;
    const saturation = clipped(Math.trunc(Math.fround(chroma / value) * 255));
    if (saturation === 0) {
      image[red] = image[green] = image[blue] = value;
      continue;
    }
    const sixth = Math.floor((hue * 6) / 255);
    const rest = Math.fround((hue * 6) / 255 - sixth);
    const strength = Math.fround(saturation / 255);
    const low = byteOf(value * (1 - strength));
    const falling = byteOf(value * (1 - Math.fround(strength * rest)));
    const rising = byteOf(value * (1 - strength * (1 - rest)));
    switch (sixth % 6) {
      case 0:
        [image[red], image[green], image[blue]] = [value, rising, low];
        break;
      case 1:
        [image[red], image[green], image[blue]] = [falling, value, low];
        break;
      case 2:
        [image[red], image[green], image[blue]] = [low, value, rising];
        break;
      case 3:
        [image[red], image[green], image[blue]] = [low, falling, value];
        break;
      case 4:
        [image[red], image[green], image[blue]] = [rising, low, value];
        break;
      default:
        [image[red], image[green], image[blue]] = [value, low, falling];
    }
  }
}

/** C's `round` of a positive number. */
const byteOf = (value: number) => clipped(Math.floor(value + 0.5));

/** Pillow's hue of a colour that is not grey: its angle in 255ths of the circle. */
function hueByte(r: number, g: number, b: number, value: number, chroma: number): number {
  const rc = Math.fround((value - r) / chroma);
  const gc = Math.fround((value - g) / chroma);
  const bc = Math.fround((value - b) / chroma);
  const sixths = Math.fround(r === value ? bc - gc : g === value ? 2 + rc - bc : 4 + gc - rc);
  const turns = Math.fround((sixths / 6 + 1) % 1);
  return clipped(Math.trunc(turns * 255));
}
