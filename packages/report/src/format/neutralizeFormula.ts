/** First characters that make a spreadsheet take text for a formula, full-width forms included (OWASP's list). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Text that no spreadsheet evaluates: an apostrophe goes before what could start a formula. Only for text: numbers
 * go to the CSV as numbers, so that -1.5 stays one.
 */
export function neutralizeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
