import { UserError, isUserError } from '@convbench/spec/plain';
import type { Failure } from '@convbench/spec';

/** A cell that fails in a way that has a name of its own in the record. */
export class CellFailure extends Error {
  constructor(
    readonly kind: Failure['kind'],
    override readonly cause: UserError,
  ) {
    super(cause.message);
  }
}

/** An error as plain data, to cross a process border. */
export interface ErrorData {
  readonly message: string;
  readonly stack?: string;
  /** Present for a mistake of the user. */
  readonly user?: { readonly room: string; readonly problem: string; readonly remedy: string };
  /** Present for a `CellFailure`. */
  readonly kind?: Failure['kind'];
}

/** Also for values that are not errors: a plugin may throw anything. */
export function errorData(thrown: unknown): ErrorData {
  if (!(thrown instanceof Error)) return { message: `threw ${describeValue(thrown)}` };
  if (thrown instanceof CellFailure) return { ...errorData(thrown.cause), kind: thrown.kind };
  const stack = thrown.stack === undefined ? {} : { stack: thrown.stack };
  if (!isUserError(thrown)) return { message: thrown.message || thrown.name, ...stack };
  const { room, problem, remedy } = thrown;
  return { message: problem, ...stack, user: { room, problem, remedy } };
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return errorData(thrown).message;
}

/** A value as it is shown in messages: JSON, shortened. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'undefined';
  let text: string | undefined;
  try {
    text = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
  } catch {
    // A circular structure has no JSON.
  }
  text ??= typeof value === 'function' ? 'a function' : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Turns errors of the file system that a user can mend into a `UserError`; passes all others on. */
export function fileError(thrown: unknown, what: string, path: string): unknown {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code;
  const remedies: Record<string, [string, string]> = {
    EACCES: ['permission was denied', 'Choose a folder that you may write to.'],
    EPERM: ['the operation is not permitted', 'Choose a folder that you may write to.'],
    EROFS: ['the file system is read-only', 'Choose a folder on a disk that can be written.'],
    ENOSPC: ['the disk is full', 'Free some space, or choose a folder on another disk.'],
    EDQUOT: ['the disk quota is used up', 'Free some space, or choose a folder on another disk.'],
    ENOTDIR: ['a part of the path is not a folder', 'Choose another folder.'],
    EEXIST: ['a file of that name is in the way', 'Choose another folder.'],
    ENOENT: [
      'a part of the path is not there and cannot be made',
      'Check the path, and whether its disk can be written.',
    ],
    EISDIR: ['a folder of that name is in the way', 'Choose another name.'],
    ELOOP: [
      'links of the path lead in a circle, or where none may be followed',
      'Check the links.',
    ],
    EFBIG: ['the file is larger than the system allows', 'Raise the limit (`ulimit -f`).'],
    EIO: ['the disk failed', 'Check the disk, or choose a folder on another one.'],
    EMFILE: ['this process has too many open files', 'Raise the limit (`ulimit -n`).'],
    ENFILE: ['the system has too many open files', 'End some programs.'],
    ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
  };
  const known = code !== undefined && Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  if (known === undefined) return thrown;
  return new UserError(
    'core',
    `Cannot ${what} ${JSON.stringify(path)}: ${known[0]} (${code}).`,
    known[1],
    {
      cause: thrown,
    },
  );
}
