import { createHash } from 'node:crypto';

const hash = (text: string) =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/**
 * Allows the one style sheet and the one script of the page by their hashes, and nothing else: no network at all, or
 * with `connect` the server that the page came from. With `pictures` those that stand in the page itself.
 */
export function contentSecurityPolicy(
  style: string,
  script: string,
  {
    connect = false,
    pictures = false,
  }: { readonly connect?: boolean; readonly pictures?: boolean } = {},
): string {
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    ...(pictures ? ['img-src data:'] : []),
    ...(connect ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
