import type { RunResults } from '@convbench/spec';

/** Something that is not the same where two runs were measured. */
export interface EnvironmentDifference {
  /** 'CPU', 'version of onnxruntime' */
  readonly what: string;
  readonly first: string;
  readonly second: string;
  /** Figures of the two runs are then not of the same thing. */
  readonly matters: boolean;
}

type Facts = ReadonlyMap<string, { readonly text: string; readonly matters: boolean }>;

const unknown = 'unknown';

function hostFacts({ run: { host, convbenchVersion } }: RunResults): Facts {
  const { gpus, virtualMachine, onBattery } = host;
  const yesNo = (value: boolean | null) => (value === null ? unknown : value ? 'yes' : 'no');
  const matter = (text: string) => ({ text, matters: true });
  const note = (text: string) => ({ text, matters: false });
  return new Map([
    ['CPU', matter(host.cpuModel)],
    ['CPUs that may be used', matter(String(host.allowedCpus))],
    ['GPU', matter(gpus.map(({ model }) => model).join(', ') || 'none')],
    ['virtual machine', matter(yesNo(virtualMachine))],
    ['frequency governor', matter(host.cpuGovernor ?? unknown)],
    ['on battery', matter(yesNo(onBattery))],
    ['operating system', note(`${host.os}, kernel ${host.kernel}`)],
    ['version of Node', note(host.nodeVersion)],
    ['version of convbench', note(convbenchVersion)],
  ]);
}

/** Versions of the engines that measured, by backend. */
function engineFacts({ cells }: RunResults): Facts {
  const versions = new Map<string, Set<string>>();
  for (const { cell, rounds } of cells)
    for (const record of rounds) {
      if (record.status !== 'measured') continue;
      const ofBackend = versions.get(cell.backend.name) ?? new Set<string>();
      versions.set(cell.backend.name, ofBackend.add(record.engineVersion));
    }
  return new Map(
    [...versions].map(([name, all]) => [
      `version of ${name}`,
      { text: [...all].sort().join(', '), matters: true },
    ]),
  );
}

/** What differs between the machines and engines of two runs. What one of them does not know is no difference. */
export function environmentDifferences(
  first: RunResults,
  second: RunResults,
): EnvironmentDifference[] {
  const ofFirst = new Map([...hostFacts(first), ...engineFacts(first)]);
  const ofSecond = new Map([...hostFacts(second), ...engineFacts(second)]);
  return [...ofFirst].flatMap(([what, { text, matters }]) => {
    const other = ofSecond.get(what)?.text;
    if (other === undefined || other === text || other === unknown || text === unknown) return [];
    return [{ what, first: text, second: other, matters }];
  });
}
