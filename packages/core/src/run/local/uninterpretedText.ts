/** Why parity is not measured: 'operators HardSwish, Resize are not interpreted by the reference'. */
export function uninterpretedText(operators: readonly string[], limit = 6): string {
  const more = operators.length - limit;
  const names = operators.slice(0, limit).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return operators.length === 1
    ? `the operator ${names} is not interpreted by the reference`
    : `the operators ${names} are not interpreted by the reference`;
}
