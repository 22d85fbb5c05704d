import { UserError } from '@convbench/spec';

/** Windows reserves these names with any extension; a published folder is meant to be checked out anywhere. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Throws a `UserError` unless a folder of that name can be published, and checked out on any system. */
export function checkReportName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(name) && !RESERVED.test(name) && !name.endsWith('.'))
    return;
  throw new UserError(
    'core',
    `${JSON.stringify(name)} cannot be the name of a report.`,
    'Use up to 80 letters, digits, dots, hyphens and underscores, beginning with a letter or digit, and no name that Windows reserves.',
  );
}
