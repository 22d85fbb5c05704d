import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { seededGenerator } from '../seededGenerator.js';
import type { Outline } from './outlines.js';

type Rgb = readonly [red: number, green: number, blue: number];

/** ITU-R BT.601, as Pillow and OpenCV make grey of colour. */
const LUMA: Rgb = [0.299, 0.587, 0.114];
const luma = (colour: Rgb) => LUMA[0] * colour[0] + LUMA[1] * colour[1] + LUMA[2] * colour[2];

/** A sinusoidal pattern over the image; coordinates run from -1 to 1. */
interface Grating {
  readonly amplitude: number;
  readonly waveX: number;
  readonly waveY: number;
  readonly phase: number;
}

/** All that is random about one image; it does not depend on the size in pixels. */
interface Scene {
  readonly centreX: number;
  readonly centreY: number;
  readonly radius: number;
  /** Rows of the matrix from image coordinates to those of the outline, before division by `radius`. */
  readonly turn: readonly [xx: number, xy: number, yx: number, yy: number];
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly backgroundGrating: Grating;
  readonly foregroundGrating: Grating;
  /** Change of brightness from the middle to the border. */
  readonly slopeX: number;
  readonly slopeY: number;
  readonly noise: number;
  readonly noiseSeed: number;
}

/** Natural logarithm of the ratio between the longer side and the undistorted one. */
const LARGEST_STRETCH = 0.16;

function makeScene(...key: readonly (string | number)[]): Scene {
  const random = seededGenerator(...key);
  const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
  const grating = (largest: number): Grating => {
    const direction = between(0, Math.PI);
    const frequency = between(4, 14);
    return {
      amplitude: between(0, largest),
      waveX: frequency * Math.cos(direction),
      waveY: frequency * Math.sin(direction),
      phase: between(0, 2 * Math.PI),
    };
  };
  const colour = (brightness: number): Rgb => {
    const hue: Rgb = [between(-0.3, 0.3), between(-0.3, 0.3), between(-0.3, 0.3)];
    const shift = brightness - luma(hue);
    return [hue[0] + shift, hue[1] + shift, hue[2] + shift];
  };

  const radius = between(0.36, 0.72);
  const angle = between(0, 2 * Math.PI);
  const stretch = Math.exp(between(-LARGEST_STRETCH, LARGEST_STRETCH));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // The shape stays within the image however it is turned and stretched.
  const reach = 0.97 - radius * Math.exp(LARGEST_STRETCH);
  const backgroundBrightness = between(0.08, 0.92);
  const contrast = between(0.22, 0.5);
  const rare = uniformFloat64(random) < 0.25;
  const darkerFits = backgroundBrightness - contrast > 0.03;
  const brighterFits = backgroundBrightness + contrast < 0.97;
  const brighter = brighterFits && (!darkerFits || backgroundBrightness < 0.5 !== rare);
  return {
    centreX: between(-reach, reach),
    centreY: between(-reach, reach),
    radius,
    turn: [cos * stretch, sin * stretch, -sin / stretch, cos / stretch],
    background: colour(backgroundBrightness),
    foreground: colour(backgroundBrightness + (brighter ? contrast : -contrast)),
    backgroundGrating: grating(0.12),
    foregroundGrating: grating(0.12),
    slopeX: between(-0.15, 0.15),
    slopeY: between(-0.15, 0.15),
    noise: between(0.03, 0.2),
    noiseSeed: random.next(),
  };
}

/** A well-mixed 32-bit number of a counter (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Triangular noise in (-1, 1), a function of the counter. */
function noiseAt(seed: number, counter: number): number {
  const bits = mix(seed ^ Math.imul(counter + 1, 0x9e3779b1));
  return ((bits & 0xffff) + (bits >>> 16)) / 0xffff - 1;
}

function ripple({ amplitude, waveX, waveY, phase }: Grating, x: number, y: number): number {
  return amplitude * Math.sin(waveX * x + waveY * y + phase);
}

/**
 * Draws one image [channels, size, size] of bytes at `offset` of `target`. The key decides everything random about
 * it. Edges are antialiased by the outline's distance; one channel is the brightness of the colours.
 */
export function drawShape(
  outline: Outline,
  key: readonly (string | number)[],
  size: number,
  channels: 1 | 3,
  target: Uint8Array,
  offset: number,
): void {
  const scene = makeScene(...key);
  const { centreX, centreY, radius, turn, background, foreground, noise, noiseSeed } = scene;
  const pixels = size * size;
  const grey = { background: luma(background), foreground: luma(foreground) };
  // Distances are in units of the shape's radius; half an image is size / 2 pixels.
  const pixelsPerUnit = (radius * size) / 2;
  for (let row = 0; row < size; row++) {
    const y = ((row + 0.5) / size) * 2 - 1;
    for (let column = 0; column < size; column++) {
      const x = ((column + 0.5) / size) * 2 - 1;
      const dx = (x - centreX) / radius;
      const dy = (y - centreY) / radius;
      const distance = outline(turn[0] * dx + turn[1] * dy, turn[2] * dx + turn[3] * dy);
      const inside = Math.min(1, Math.max(0, 0.5 - distance * pixelsPerUnit));
      const shade =
        scene.slopeX * x +
        scene.slopeY * y +
        (inside < 1 ? (1 - inside) * ripple(scene.backgroundGrating, x, y) : 0) +
        (inside > 0 ? inside * ripple(scene.foregroundGrating, x, y) : 0);
      const pixel = row * size + column;
      for (let channel = 0; channel < channels; channel++) {
        const low = channels === 1 ? grey.background : (background[channel] as number);
        const high = channels === 1 ? grey.foreground : (foreground[channel] as number);
        const value =
          low +
          inside * (high - low) +
          shade +
          noise * noiseAt(noiseSeed, pixel * channels + channel);
        target[offset + channel * pixels + pixel] = Math.round(
          255 * Math.min(1, Math.max(0, value)),
        );
      }
    }
  }
}
