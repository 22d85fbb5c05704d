/** Wide scripts (CJK, Hangul, full-width forms, emoji) take a whole em. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|[\u{1f000}-\u{1faff}]/u;

/**
 * Estimated width in pixels. Nothing measures text where reports are made, so this is on the safe side of Inter,
 * Segoe UI and DejaVu Sans: 0.575 em a character, 0.62 em in bold.
 */
export function textWidth(text: string, fontSize: number, bold = false): number {
  const em = bold ? 0.62 : 0.575;
  const ems = [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 1 : em), 0);
  return ems * fontSize;
}
