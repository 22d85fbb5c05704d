import { expect, it } from 'vitest';
import { contentSecurityPolicy } from './contentSecurityPolicy.js';

it('allows one style and one script by hash, and nothing else', () => {
  // `printf 'a' | openssl dgst -sha256 -binary | base64`
  const hashOfA = 'ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=';
  expect(contentSecurityPolicy('a', '')).toBe(
    `default-src 'none'; style-src 'sha256-${hashOfA}'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; base-uri 'none'; form-action 'none'`,
  );
});

it('allows pictures in the page and its own server where these are asked for', () => {
  const policy = contentSecurityPolicy('a', '', { connect: true, pictures: true });
  expect(policy).toContain("; img-src data:; connect-src 'self'; ");
});
