import { UserError } from '@convbench/spec';
import type {
  ArchitecturePlugin,
  BackendPlugin,
  Cell,
  Session,
  SessionOptions,
} from '@convbench/spec';
import { readWeights } from '../../plan/cache/weightFiles.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import { buildNetwork, checkGraph, openOpaque } from './buildNetwork.js';

export interface OpenSessionOptions {
  readonly architecture: ArchitecturePlugin;
  readonly backend: BackendPlugin;
  readonly cell: Cell;
  /** Of the weights cache. */
  readonly entry: CacheEntry;
  /** As planned. */
  readonly graphSha256: string;
  readonly session: SessionOptions;
}

export interface OpenedNetwork {
  readonly session: Session;
  /** Why the reference has no logits of it; undefined where it has. */
  readonly uninterpreted: string | undefined;
  /** Throws a `UserError` unless the network is the one that was planned. Takes time that is not loading. */
  check(): Promise<void>;
}

/** Why parity is not measured: 'operators HardSwish, Resize are not interpreted by the reference'. */
export function uninterpretedText(operators: readonly string[], limit = 6): string {
  const more = operators.length - limit;
  const names = operators.slice(0, limit).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return operators.length === 1
    ? `the operator ${names} is not interpreted by the reference`
    : `the operators ${names} are not interpreted by the reference`;
}

/** Builds the network of a cell, reads its weights and opens it: a graph, or a file as it stands. */
export async function openSession(options: OpenSessionOptions): Promise<OpenedNetwork> {
  const { architecture, backend, cell, entry, graphSha256, session: asked } = options;
  const opaque = openOpaque(architecture, cell.network);
  if (opaque === undefined) {
    const graph = buildNetwork(architecture, cell.network);
    const session = await backend.open(graph, await readWeights(entry), asked);
    return {
      session,
      uninterpreted: undefined,
      check: () => {
        checkGraph(graph, graphSha256, architecture);
        return Promise.resolve();
      },
    };
  }
  if (backend.openOnnx === undefined) throw new Error(`${backend.name} opens no ONNX files.`);
  return {
    session: await backend.openOnnx(opaque.file(asked.batchSize), asked),
    uninterpreted: uninterpretedText(opaque.operators),
    check: () => checkFile(architecture, cell),
  };
}

async function checkFile(
  architecture: ArchitecturePlugin,
  { network, pretrained }: Cell,
): Promise<void> {
  const options = network.options as Parameters<ArchitecturePlugin['build']>[1];
  const own = await architecture.pretrained?.(network.id, options);
  if (own !== undefined && own.sha256 === pretrained?.sha256) return;
  throw new UserError(
    'core',
    `The file of '${network.id}' is another one than when the run was planned.`,
    'Leave it alone while a run goes on, and start a new run.',
  );
}
