/**
 * What has no place in a text of others that is shown: control characters, which steer a terminal, and marks of direction
 * (Unicode's bidirectional formatting), which turn sentences and figures around. Line breaks and tabs are text.
 */
const STEERING =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text without what would steer the place where it is shown. */
export function legible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(STEERING, '');
}
