/** Pillow's grey of RGB: ITU-R BT.601 in sixteen fractional bits, rounded. */
export function lumaOf(red: number, green: number, blue: number): number {
  return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
}
