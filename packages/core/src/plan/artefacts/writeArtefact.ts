import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Artefact,
  ArtefactOptions,
  ArtefactSource,
  BackendPlugin,
  Engine,
  Session,
  SessionOptions,
} from '@convbench/spec';

export interface ArtefactFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** Every file of an artefact, whether it is one or a folder of them, in a fixed order. */
export async function filesOf(path: string): Promise<ArtefactFile[]> {
  const facts = await stat(path);
  if (!facts.isDirectory()) return [{ path, bytes: facts.size }];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => filesOf(join(path, name))))).flat();
}

/** Lets a backend write what its engine loads into an empty folder. */
export async function writeArtefact(
  backend: Pick<BackendPlugin, 'materialize'>,
  source: ArtefactSource,
  options: ArtefactOptions,
  folder: string,
): Promise<Artefact> {
  const written = await backend.materialize(source, options, folder);
  const files = await filesOf(written.path);
  return { ...written, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Opens a network by way of files that are there while its session is: for processes that measure nothing. */
export async function openThroughFiles(
  backend: Pick<BackendPlugin, 'materialize'>,
  engine: Engine,
  source: ArtefactSource,
  options: ArtefactOptions & SessionOptions,
): Promise<Session> {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-network-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const session = await engine.open(
      await writeArtefact(backend, source, options, folder),
      options,
    );
    return withEnd(session, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

function withEnd(session: Session, end: () => Promise<void>): Session {
  return {
    asRun: session.asRun,
    run: (images) => session.run(images),
    ...(session.block && { block: session.block.bind(session) }),
    dispose: async () => {
      await session.dispose();
      await end();
    },
  };
}
