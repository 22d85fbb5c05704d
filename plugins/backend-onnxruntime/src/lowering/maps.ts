/** @file The maps of an activation in whichever layout the device has them. */
import type { LoweringContext } from './context.js';

/** An activation as [images, channels, height, width, inner]: either images or inner is the batch, the other is 1. */
export interface Maps {
  readonly layout: 'batchLast' | 'logical';
  readonly images: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly inner: number;
  /** height * width * inner */
  readonly plane: number;
  /** Values of a channel: images * plane. */
  readonly count: number;
}

/** The batch comes last on the CPU and first, as in the training graph, on graphics processors. */
export function mapsOf(name: string, context: LoweringContext): Maps {
  const { channels, height, width, batch, plane: count } = context.activation(name);
  const shared = { channels, height, width, count };
  return isPlanar(context)
    ? { ...shared, layout: 'logical', images: batch, inner: 1, plane: height * width }
    : { ...shared, layout: 'batchLast', images: 1, inner: batch, plane: count };
}

/** Whether activations lie as [N, C, H, W]. */
export function isPlanar({ options }: LoweringContext): boolean {
  return options.device !== 'cpu';
}

/** An activation as [images, channels, plane]. */
export function planesOf(name: string, context: LoweringContext): string {
  const { layout, images, channels, plane } = mapsOf(name, context);
  return context.build.view(context.as(name, layout), [images, channels, plane]);
}
