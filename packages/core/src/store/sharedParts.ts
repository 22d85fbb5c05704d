import type { Cell, Host, RunRecord, SharedContent, SharedKind } from '@convbench/spec';
import { canonicalJson } from '@convbench/spec';
import { sha256 } from '../base/hash.js';

/** What the lines of a file have told so far, for the lines to come. */
export interface SharedParts {
  readonly byId: { readonly [Kind in SharedKind]: Map<string, SharedContent[Kind]> };
  /** Undefined before the run's line. */
  plan: Plan | undefined;
}

export interface Plan {
  readonly host: Host;
  /** The host's id on lines. */
  readonly hostId: string;
  readonly cells: ReadonlyMap<string, Cell>;
}

export const noParts = (): SharedParts => ({
  byId: { host: new Map(), network: new Map(), dataset: new Map(), static: new Map() },
  plan: undefined,
});

/** Short, and still unique among the thousands of parts that a file may have. */
export const partId = (content: unknown): string => sha256(canonicalJson(content)).slice(0, 12);

/** Remembers a part. Returns false where the id stands for something else already. */
export function addPart<Kind extends SharedKind>(
  { byId }: SharedParts,
  line: {
    readonly type: Kind;
    readonly id: string;
    readonly content: SharedContent[Kind];
  },
): boolean {
  const known = byId[line.type].get(line.id);
  if (known !== undefined) return canonicalJson(known) === canonicalJson(line.content);
  byId[line.type].set(line.id, line.content);
  return true;
}

export function planOf({ host, cells }: RunRecord, hostId = partId(host)): Plan {
  return { host, hostId, cells: new Map(cells.map((cell) => [cell.id, cell])) };
}
