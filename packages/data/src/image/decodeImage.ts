import type { Sharp } from 'sharp';

/** How a file's pixels become RGB where the file leaves a choice. */
export interface DecodeRules {
  /** `stored`: as the pixels lie in the file, as PIL's plain open and torchvision have them. `upright`: by EXIF. */
  readonly rotate: 'stored' | 'upright';
  /** `keep`: the colour under the transparency, as PIL's `convert('RGB')`; otherwise the image lies over a colour. */
  readonly transparency: 'keep' | 'black' | 'white';
}

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
  readonly traits: ImageTraits;
}

/** What is unusual about a file; counted in the description of a data set. */
export interface ImageTraits {
  /** Its EXIF orientation is another than the stored one. */
  readonly rotated: boolean;
  /** Of an animation only the first frame is used. */
  readonly animated: boolean;
  readonly cmyk: boolean;
  readonly sixteenBit: boolean;
  readonly transparent: boolean;
}

/** By content, whatever the file is called. */
export const IMAGE_FORMATS: readonly string[] = ['jpeg', 'png', 'webp', 'gif'];

/**
 * Decodes the first frame of a JPEG, PNG, WebP or GIF to three channels of eight bits. Embedded colour profiles are
 * ignored, CMYK becomes (255 - C)(255 - K) / 255 and so on, and 16 bits keep their upper eight: all as Pillow does.
 *
 * Throws an `Error` with the decoder's reason for anything that is no such image or is damaged or cut off.
 */
export async function decodeImage(file: Uint8Array, rules: DecodeRules): Promise<DecodedImage> {
  // Loaded with the first image: what only measures a network carries no image library in its memory.
  const { default: sharp } = await import('sharp');
  // 'error' also refuses cut files, but not those that decode with a warning, as Pillow does.
  const image = sharp(file, { failOn: 'error', ignoreIcc: true });
  const { format, space, depth, orientation = 1, pages = 1, hasAlpha } = await image.metadata();
  if (!IMAGE_FORMATS.includes(format)) {
    throw new Error(`it is ${format}, not one of ${IMAGE_FORMATS.join(', ')}`);
  }
  const cmyk = space === 'cmyk';
  const turned = rules.rotate === 'upright' ? image.autoOrient() : image;
  const { data, info } = await withChannels(turned, cmyk, rules.transparency)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const expected = cmyk ? 4 : 3;
  if (info.channels !== expected) {
    throw new Error(`it decodes to ${info.channels} channels where ${expected} were expected`);
  }
  return {
    width: info.width,
    height: info.height,
    rgb: cmyk ? rgbOfCmyk(data) : data,
    traits: {
      rotated: orientation > 1,
      animated: pages > 1,
      cmyk,
      sixteenBit: depth === 'ushort',
      transparent: hasAlpha,
    },
  };
}

function withChannels(
  image: Sharp,
  cmyk: boolean,
  transparency: DecodeRules['transparency'],
): Sharp {
  if (cmyk) return image.pipelineColourspace('cmyk').toColourspace('cmyk');
  const rgb = image.toColourspace('srgb');
  return transparency === 'keep' ? rgb.removeAlpha() : rgb.flatten({ background: transparency });
}

function rgbOfCmyk(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let source = 0, target = 0; source < cmyk.length; source += 4) {
    const light = 255 - (cmyk[source + 3] as number);
    for (let ink = 0; ink < 3; ink++) {
      rgb[target++] = light - Math.round(((cmyk[source + ink] as number) * light) / 255);
    }
  }
  return rgb;
}
