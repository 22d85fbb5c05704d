/** URL of a module of this package that a thread is to load: the built one, because a thread runs no TypeScript. */
export const builtModule = (path: string): string =>
  // From src/ and from dist/ this is the same file.
  new URL(`../dist/${path}`, import.meta.url).href;
